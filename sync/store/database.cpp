#include "sync/store/database.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <utility>

#include "sync/store/log_file.h"

namespace meetpoint::store {

namespace {

ErrorCode code_of(int sqlite_code) {
  switch (sqlite_code & 0xff) {
    case SQLITE_FULL: return ErrorCode::disk_full;
    case SQLITE_CORRUPT: return ErrorCode::corrupt;
    case SQLITE_NOTADB: return ErrorCode::foreign;
    case SQLITE_TOOBIG: return ErrorCode::too_large;
    case SQLITE_CANTOPEN:  // its log, where it is not the file itself: see open()
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ErrorCode::io;
    default: return ErrorCode::internal;
  }
}

const char* advice(ErrorCode code) {
  switch (code) {
    case ErrorCode::disk_full:
      return "The disk is full: nothing of this was written. Free space, then try again.";
    case ErrorCode::corrupt:
      return "The database is damaged. Keep the file and ask for help before anything else.";
    case ErrorCode::foreign: return "This file is not a database of Meetpoint.";
    case ErrorCode::not_found: return "The database can't be opened at this path.";
    case ErrorCode::io:
      return "The database can't be read or written. Check the disk and the file's permissions.";
    default: return "The database refused an operation.";
  }
}

void check(sqlite3* handle, int code) {
  if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE) {
    throw StoreFailure{failure_of(handle, code)};
  }
}

}  // namespace

Error failure_of(sqlite3* handle, int code) {
  const ErrorCode ours = code_of(code);
  return {ours, fmt::format("{} (SQLite {}: {})", advice(ours), code,
                            handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code))};
}

Rows::Rows(sqlite3_stmt* statement) : statement_(statement) {}
Rows::Rows(Rows&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}

Rows::~Rows() {
  if (!statement_) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

bool Rows::next() {
  const int code = sqlite3_step(statement_);
  check(sqlite3_db_handle(statement_), code);
  return code == SQLITE_ROW;
}

bool Rows::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Rows::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string Rows::text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes ? std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size))
               : std::string();
}

void Database::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
void Database::Finalise::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Database::Database(sqlite3* handle) : handle_(handle) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&& other) noexcept {
  statements_.clear();
  handle_ = std::move(other.handle_);
  statements_ = std::move(other.statements_);
  return *this;
}
Database::~Database() { statements_.clear(); }

Result<Database> Database::open(const std::filesystem::path& path, Access access,
                                const std::function<Status(Database&)>& may_open) {
  const bool writes = access == Access::read_write;
  const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
  // The file holds a token and people's names: for its user alone, from its first byte.
  const mode_t before = umask(0077);
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  Database db(handle);
  umask(before);
  if (code != SQLITE_OK) {
    Error error = failure_of(handle, code);
    std::error_code none;
    if ((code & 0xff) == SQLITE_CANTOPEN && !std::filesystem::exists(path, none)) {
      error = {ErrorCode::not_found, advice(ErrorCode::not_found)};
    }
    return fail(error.code, error.message + " Path: " + path.string());
  }
  return guarded([&]() -> Result<Database> {
    sqlite3_busy_timeout(handle, 5000);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    db.script(
        "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA "
        "cache_size = -8000;");
    // Closing would move a log that a crash left into the file: not before the file is known as
    // ours.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    if (may_open) {
      if (const Status may = may_open(db); !may) return fail(may);
    }
    if (writes) {
      sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
      const mode_t wal_before = umask(0077);
      db.script("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
      umask(wal_before);
      Rows mode = db.query("PRAGMA journal_mode");
      Rows sync = db.query("PRAGMA synchronous");
      if (!mode.next() || !sync.next() || mode.text(0) != "wal" || sync.integer(0) != 2) {
        return fail(ErrorCode::io,
                    "The disk does not allow durable writes (WAL is not available). Use a local "
                    "disk: " +
                        path.string());
      }
    }
    if (writes) {
      const Status durable = in_transaction(db, [&] { return write_log_anew(handle); });
      if (!durable) return fail(durable);
    }
    return std::move(db);
  });
}

Result<Database> Database::open_in_memory() {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(
      ":memory:", &handle,
      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
      nullptr);
  Database db(handle);
  if (code != SQLITE_OK) {
    Error error = failure_of(handle, code);
    return fail(error.code, std::move(error.message));
  }
  return db;
}

sqlite3_stmt* Database::prepare(std::string_view sql) {
  std::string text(sql);
  if (const auto found = statements_.find(text); found != statements_.end()) {
    if (!sqlite3_stmt_busy(found->second.get())) return found->second.get();
    // The same text is running further up the stack: an entry of its own, distinct by a space.
    do {
      text += ' ';
    } while (statements_.contains(text) && sqlite3_stmt_busy(statements_.at(text).get()));
    if (statements_.contains(text)) return statements_.at(text).get();
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), text.data(), static_cast<int>(text.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  check(handle_.get(), code);
  statements_[std::move(text)].reset(statement);
  return statement;
}

void Database::bind(sqlite3_stmt* s, int index, std::int64_t value) {
  check(handle_.get(), sqlite3_bind_int64(s, index, value));
}
void Database::bind(sqlite3_stmt* s, int index, std::string_view value) {
  check(handle_.get(), sqlite3_bind_text(s, index, value.data() ? value.data() : "",
                                         static_cast<int>(value.size()), SQLITE_TRANSIENT));
}
void Database::bind(sqlite3_stmt* s, int index, Blob value) {
  check(handle_.get(), sqlite3_bind_blob(s, index, value.bytes.data() ? value.bytes.data() : "",
                                         static_cast<int>(value.bytes.size()), SQLITE_TRANSIENT));
}
void Database::bind(sqlite3_stmt* s, int index, std::nullptr_t) {
  check(handle_.get(), sqlite3_bind_null(s, index));
}

void Database::script(const std::string& sql) {
  check(handle_.get(), sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr));
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle_.get()); }

Status Database::check_integrity() {
  return guarded([&]() -> Status {
    Rows rows = query("PRAGMA quick_check(1)");
    if (!rows.next() || rows.text(0) == "ok") return {};
    return fail(ErrorCode::corrupt,
                std::string(advice(ErrorCode::corrupt)) + " (SQLite: " + rows.text(0) + ")");
  });
}

}  // namespace meetpoint::store
