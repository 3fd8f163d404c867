#include "sync/store/log_mover.h"

#include <sqlite3.h>

#include <cstdint>

#include "sync/store/sqlite_engine.h"

namespace meetpoint::store {

namespace {

void close(sqlite3* handle) { sqlite3_close_v2(handle); }
using Handle = std::unique_ptr<sqlite3, void (*)(sqlite3*)>;

Result<Handle> open_beside(const std::filesystem::path& file, int access, const char* settings) {
  sqlite3* opened = nullptr;
  const int flags = access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  int code = sqlite3_open_v2(file.c_str(), &opened, flags, nullptr);
  Handle handle(opened, close);
  // Only the writer, which goes last, ends the log.
  if (code == SQLITE_OK) {
    code = sqlite3_db_config(opened, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  }
  if (code == SQLITE_OK) code = sqlite3_exec(opened, settings, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) {
    const Error error = failure_of(opened, code);
    return fail(error.code, error.message);
  }
  return handle;
}

// What SQLite's memory of the log says; its layout is that of https://sqlite.org/walformat.html
// (2.3: mxFrame at byte 16, nBackfill at byte 96).
struct LogState {
  std::size_t pages = 0;
  std::size_t moved = 0;
};

Result<LogState> state_of_log(sqlite3* handle) {
  constexpr int region_bytes = 32 * 1024;
  sqlite3_file* file = nullptr;
  void volatile* memory = nullptr;
  int code =
      sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, static_cast<void*>(&file));
  if (code == SQLITE_OK) code = file->pMethods->xShmMap(file, 0, region_bytes, 0, &memory);
  if (code != SQLITE_OK) {
    const Error error = failure_of(nullptr, code);
    return fail(error.code, error.message);
  }
  if (memory == nullptr) return LogState{};
  const auto* numbers = static_cast<const std::uint32_t volatile*>(memory);
  return LogState{.pages = numbers[4], .moved = numbers[24]};
}

// With extended codes there are several.
bool is_busy(int code) { return (code & 0xff) == SQLITE_BUSY; }

Status outcome_of(sqlite3* handle, int code) {
  // Busy: it is moved in part, and the rest another time.
  if (code == SQLITE_OK || is_busy(code)) return {};
  const Error error = failure_of(handle, code);
  return fail(error.code, error.message);
}

int move_log_of(sqlite3* handle) {
  return sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

int after_commit(void* most_pages, sqlite3* writer, const char*, int pages) {
  // What was committed is so also where its log can't be moved: a later commit tries again.
  if (static_cast<std::size_t>(pages) >= *static_cast<const std::size_t*>(most_pages)) {
    static_cast<void>(move_log_of(writer));
  }
  return SQLITE_OK;
}

}  // namespace

struct LogMover::Parts {
  sqlite3* writer;
  Handle mover;
  Handle guard;
  std::size_t most_pages;
};

LogMover::LogMover(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {
  sqlite3_wal_hook(parts_->writer, after_commit, &parts_->most_pages);
}

LogMover::~LogMover() { sqlite3_wal_hook(parts_->writer, nullptr, nullptr); }

Result<std::unique_ptr<LogMover>> LogMover::open(const std::filesystem::path& file,
                                                 Database& writer, std::size_t most_pages) {
  auto mover = open_beside(file, SQLITE_OPEN_READWRITE,
                           "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;");
  if (!mover) return fail(mover);
  auto guard = open_beside(file, SQLITE_OPEN_READONLY, "");
  if (!guard) return fail(guard);
  auto parts = std::make_unique<Parts>(
      Parts{sqlite_handle(writer), std::move(*mover), std::move(*guard), most_pages});
  return std::unique_ptr<LogMover>(new LogMover(std::move(parts)));
}

Result<bool> LogMover::begin(std::size_t pages) {
  sqlite3* const guard = parts_->guard.get();
  const auto log = state_of_log(parts_->writer);
  if (!log) return fail(log);
  // With all of it moved, whoever comes to read reads the file, and keeps nobody from beginning the
  // log anew.
  if (log->pages <= log->moved || log->pages - log->moved < pages) return false;
  const int code =
      sqlite3_exec(guard, "BEGIN; SELECT count(*) FROM sqlite_schema;", nullptr, nullptr, nullptr);
  if (code == SQLITE_OK) return true;
  const Error error = failure_of(guard, code);
  sqlite3_exec(guard, "ROLLBACK", nullptr, nullptr, nullptr);
  if (is_busy(code)) return false;
  return fail(error.code, error.message);
}

Status LogMover::move() {
  sqlite3* const mover = parts_->mover.get();
  const Status moved = outcome_of(mover, move_log_of(mover));
  // At once: the writer may want to cut the log off, and whoever calls waits for the writer.
  sqlite3_exec(parts_->guard.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  return moved;
}

Status LogMover::finish() { return outcome_of(parts_->writer, move_log_of(parts_->writer)); }

}  // namespace meetpoint::store
