#include "sync/store/log_file.h"

#include <sqlite3.h>

#include <algorithm>
#include <vector>

#include "sync/store/sqlite_engine.h"

namespace meetpoint::store {

namespace {

// SQLite's own files take no more than 131,071 bytes in one call.
constexpr sqlite3_int64 block_bytes = 64 * 1024;

int write_anew(sqlite3_file* file) {
  sqlite3_int64 size = 0;
  if (const int code = file->pMethods->xFileSize(file, &size); code != SQLITE_OK) return code;
  if (size == 0) return SQLITE_OK;
  std::vector<char> block(static_cast<std::size_t>(std::min(size, block_bytes)));
  for (sqlite3_int64 at = 0; at < size; at += block_bytes) {
    const int count = static_cast<int>(std::min(block_bytes, size - at));
    int code = file->pMethods->xRead(file, block.data(), count, at);
    if (code == SQLITE_OK) code = file->pMethods->xWrite(file, block.data(), count, at);
    if (code != SQLITE_OK) return code;
  }
  return file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
}

}  // namespace

Status write_log_anew(sqlite3* handle) {
  sqlite3_file* log = nullptr;
  int code =
      sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, static_cast<void*>(&log));
  if (code == SQLITE_OK && log && log->pMethods) code = write_anew(log);
  if (code == SQLITE_OK) return {};
  const Error error = failure_of(nullptr, code);
  return fail(error.code, error.message);
}

}  // namespace meetpoint::store
