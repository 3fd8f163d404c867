// SQLite, opened the way Meetpoint needs it: WAL, synchronous=FULL, STRICT tables, foreign files
// refused. Statements are prepared once per connection.
//
// Inside a store SQLite's failures are thrown as StoreFailure; `guarded` and `in_transaction` turn
// them into a Result at the store's boundary. A Database is used by one thread at a time.
//
// Only one connection of a file writes (and checkpoints): SQLite before 3.51.3 can damage a WAL
// that two connections reset at once. Readers are opened read-only and never checkpoint.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include "sync/base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace meetpoint::store {

struct StoreFailure {
  Error error;
};

// Bytes to bind as a BLOB; a string is bound as TEXT.
struct Blob {
  std::string_view bytes;
};

// SQLite's integers have a sign; our positions and counts do not, and stay below 2^63.
constexpr std::int64_t signed_of(std::uint64_t value) { return static_cast<std::int64_t>(value); }
constexpr std::uint64_t unsigned_of(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

// A running query. Resets its statement when it goes.
class Rows {
 public:
  explicit Rows(sqlite3_stmt* statement);
  Rows(Rows&& other) noexcept;
  Rows(const Rows&) = delete;
  Rows& operator=(Rows&&) = delete;
  Rows& operator=(const Rows&) = delete;
  ~Rows();

  // Moves to the next row; false after the last. Throws StoreFailure.
  bool next();
  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  std::string text(int column) const;  // of TEXT and BLOB alike

 private:
  sqlite3_stmt* statement_;
};

enum class Access { read_write, read_only };

class Database {
 public:
  // Makes the file (readable by its user alone) if `access` allows. Fails with not_found, foreign
  // (not SQLite), corrupt, disk_full, io. Tables are the caller's: see schema.h.
  // `may_open` is asked before anything of an existing file is changed, its log's end included.
  static Result<Database> open(const std::filesystem::path& path, Access access,
                               const std::function<Status(Database&)>& may_open = {});

  // A database of its own that is gone with it: for tests and for checking files.
  static Result<Database> open_in_memory();

  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  // Throw StoreFailure. Arguments: integers, strings, Blob, nullptr.
  template <class... Args>
  Rows query(std::string_view sql, const Args&... args) {
    sqlite3_stmt* statement = prepare(sql);
    int index = 0;
    (bind(statement, ++index, args), ...);
    return Rows(statement);
  }
  template <class... Args>
  void run(std::string_view sql, const Args&... args) {
    Rows rows = query(sql, args...);
    while (rows.next()) {
    }
  }
  // Several statements without arguments.
  void script(const std::string& sql);

  // Rows that the last run() inserted, changed or deleted.
  std::int64_t changes() const;

  // After a crash: checks the whole file; corrupt with what SQLite found.
  Status check_integrity();

  sqlite3* handle() const { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3*) const;
  };
  struct Finalise {
    void operator()(sqlite3_stmt*) const;
  };
  explicit Database(sqlite3* handle);

  sqlite3_stmt* prepare(std::string_view sql);
  void bind(sqlite3_stmt*, int index, std::int64_t);
  void bind(sqlite3_stmt*, int index, std::string_view);
  void bind(sqlite3_stmt*, int index, Blob);
  void bind(sqlite3_stmt*, int index, std::nullptr_t);
  template <std::integral T>
  void bind(sqlite3_stmt* s, int index, T value) {
    bind(s, index, static_cast<std::int64_t>(value));
  }
  void bind(sqlite3_stmt* s, int index, const std::string& value) {
    bind(s, index, std::string_view(value));
  }
  void bind(sqlite3_stmt* s, int index, const char* value) {
    bind(s, index, std::string_view(value));
  }

  std::unique_ptr<sqlite3, Close> handle_;
  std::unordered_map<std::string, std::unique_ptr<sqlite3_stmt, Finalise>> statements_;
};

// The Error of SQLite's last failure on this connection, in our words.
Error failure_of(sqlite3* handle, int code);

// Runs `body`; a StoreFailure becomes the Result's error.
template <class Body>
auto guarded(Body body) -> std::invoke_result_t<Body> {
  try {
    return body();
  } catch (StoreFailure& failure) {
    return fail(failure.error.code, std::move(failure.error.message));
  }
}

// Runs `body` (which returns a Result) in one IMMEDIATE transaction. Success comes back only after
// the durable commit; any failure takes all of it back.
template <class Body>
auto in_transaction(Database& db, Body body) -> std::invoke_result_t<Body> {
  return guarded([&]() -> std::invoke_result_t<Body> {
    db.run("BEGIN IMMEDIATE");
    try {
      auto result = body();
      db.run(result ? "COMMIT" : "ROLLBACK");
      return result;
    } catch (...) {
      try {
        db.run("ROLLBACK");
      } catch (const StoreFailure&) {
        // Harmless: SQLite has rolled back by itself (disk full); the first failure is the one to
        // tell.
      }
      throw;
    }
  });
}

// Runs `body` (which returns a Result) in one snapshot.
template <class Body>
auto in_snapshot(Database& db, Body body) -> std::invoke_result_t<Body> {
  return guarded([&]() -> std::invoke_result_t<Body> {
    db.run("BEGIN");
    try {
      auto result = body();
      db.run("COMMIT");
      return result;
    } catch (...) {
      try {
        db.run("ROLLBACK");
      } catch (const StoreFailure&) {
        // Harmless: SQLite has rolled back by itself; the first failure is the one to tell.
      }
      throw;
    }
  });
}

}  // namespace meetpoint::store
