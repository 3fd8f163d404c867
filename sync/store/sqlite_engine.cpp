#include "sync/store/sqlite_engine.h"

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

class SqliteStatement final : public Statement {
 public:
  explicit SqliteStatement(sqlite3_stmt* statement) : statement_(statement) {}
  ~SqliteStatement() override { sqlite3_finalize(statement_); }
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;

  bool busy() const override { return sqlite3_stmt_busy(statement_) != 0; }

  void borrow() override { borrows_ = true; }
  void bind(int index, std::int64_t value) override {
    check(handle(), sqlite3_bind_int64(statement_, index, value));
  }
  void bind_text(int index, std::string_view value) override {
    check(handle(), sqlite3_bind_text(statement_, index, value.data() ? value.data() : "",
                                      static_cast<int>(value.size()), keeping()));
  }
  void bind_blob(int index, std::string_view value) override {
    check(handle(), sqlite3_bind_blob(statement_, index, value.data() ? value.data() : "",
                                      static_cast<int>(value.size()), keeping()));
  }
  void bind_null(int index) override { check(handle(), sqlite3_bind_null(statement_, index)); }

  void run() override {
    while (next()) {
    }
  }
  bool next() override {
    const int code = sqlite3_step(statement_);
    check(handle(), code);
    return code == SQLITE_ROW;
  }
  int columns() const override { return sqlite3_column_count(statement_); }
  bool is_null(int column) const override {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }
  std::int64_t integer(int column) const override {
    return sqlite3_column_int64(statement_, column);
  }
  std::string text(int column) const override {
    const void* bytes = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    return bytes ? std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size))
                 : std::string();
  }
  void reset() noexcept override {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    borrows_ = false;
  }

 private:
  sqlite3_destructor_type keeping() const { return borrows_ ? SQLITE_STATIC : SQLITE_TRANSIENT; }

  sqlite3* handle() const { return sqlite3_db_handle(statement_); }
  sqlite3_stmt* statement_;
  bool borrows_ = false;
};

class SqliteEngine final : public Engine {
 public:
  explicit SqliteEngine(sqlite3* handle) : handle_(handle) {}

  sqlite3* handle() const { return handle_.get(); }

  std::unique_ptr<Statement> prepare(std::string_view sql) override {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    check(handle(), code);
    return std::make_unique<SqliteStatement>(statement);
  }
  void script(const std::string& sql) override {
    check(handle(), sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr));
  }
  std::int64_t changes() override { return sqlite3_changes64(handle()); }
  std::int64_t all_changes() override { return sqlite3_total_changes64(handle()); }

  void begin(Begin kind) override { script(kind == Begin::write ? "BEGIN IMMEDIATE" : "BEGIN"); }
  void commit() override { script("COMMIT"); }
  void roll_back() override { script("ROLLBACK"); }

  bool has_table(std::string_view name) override {
    const auto statement = prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?");
    statement->bind_text(1, name);
    return statement->next();
  }
  Status check_integrity() override {
    return guarded([&]() -> Status {
      const auto statement = prepare("PRAGMA quick_check(1)");
      if (!statement->next() || statement->text(0) == "ok") return {};
      return fail(ErrorCode::corrupt, std::string(advice(ErrorCode::corrupt)) +
                                          " (SQLite: " + statement->text(0) + ")");
    });
  }

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace

Error failure_of(sqlite3* handle, int code) {
  const ErrorCode ours = code_of(code);
  return {ours, fmt::format("{} (SQLite {}: {})", advice(ours), code,
                            handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code))};
}

sqlite3* sqlite_handle(Database& db) { return dynamic_cast<SqliteEngine&>(db.engine()).handle(); }

namespace {

// Counting what is allocated takes a lock of the whole process each time, and nobody asks. Too
// late, and left as it is, where SQLite is in use already.
void allocate_without_counting() {
  static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(configured);
}

}  // namespace

Result<Database> Database::open(const std::filesystem::path& path, Access access,
                                const std::function<Status(Database&)>& may_open) {
  allocate_without_counting();
  const bool writes = access == Access::read_write;
  const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
  // The file holds a token and people's names: for its user alone, from its first byte.
  const mode_t before = umask(0077);
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  Database db(std::make_unique<SqliteEngine>(handle));
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
  Database db(std::make_unique<SqliteEngine>(handle));
  if (code != SQLITE_OK) {
    Error error = failure_of(handle, code);
    return fail(error.code, std::move(error.message));
  }
  return db;
}

}  // namespace meetpoint::store
