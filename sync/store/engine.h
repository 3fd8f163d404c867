// What a database engine is to Meetpoint: one connection, and statements prepared on it.
//
// The SQL is one text for all engines: the subset that SQLite and PostgreSQL share, with `?` for
// arguments. SQLite is in sqlite_engine.h; PostgreSQL in the hub's rooms, so that a kiosk does not
// link it. Used by Database alone, on one thread at a time. All throw StoreFailure.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "sync/base/result.h"

namespace meetpoint::store {

struct StoreFailure {
  Error error;
  // Nothing of the transaction happened, and the same again may well succeed.
  bool worth_trying_again = false;
};

class Statement {
 public:
  virtual ~Statement() = default;

  // Whether a query of it is still being read.
  virtual bool busy() const = 0;

  // What is bound from now on stays where it is until the statement was reset: no copy is needed.
  virtual void borrow() {}
  // `index` begins at 1.
  virtual void bind(int index, std::int64_t) = 0;
  virtual void bind_text(int index, std::string_view) = 0;
  virtual void bind_blob(int index, std::string_view) = 0;
  virtual void bind_null(int index) = 0;

  // Its rows are many: an engine that hands over whole results is to do so by pieces. Only within a
  // transaction.
  virtual void expect_many() {}
  // Its rows will be read, after those of others that are asked for now: a shared engine asks for
  // all of them at once.
  virtual void ask_ahead() {}
  // Runs it, its rows unread. An engine may tell a failure at a later statement, or at the commit.
  virtual void run() = 0;
  // See Database::gather().
  virtual void run_gathered() { run(); }
  // See Database::ahead_with().
  virtual void add_row() {
    throw StoreFailure{{ErrorCode::internal, "Only a shared database is asked with rows."}};
  }

  // Moves to the next row, running the statement first; false after the last.
  virtual bool next() = 0;
  virtual int columns() const = 0;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual std::string text(int column) const = 0;  // of TEXT and BLOB alike
  virtual void reset() noexcept = 0;
};

enum class Begin {
  write,     // serial to all others that write the same event (see Engine::lock_event)
  snapshot,  // reads only, one state throughout
};

class Engine {
 public:
  virtual ~Engine() = default;

  virtual std::unique_ptr<Statement> prepare(std::string_view sql) = 0;
  // Several statements without arguments.
  virtual void script(const std::string& sql) = 0;
  // Rows that the last run() inserted, changed or deleted.
  virtual std::int64_t changes() = 0;
  // Those of all runs so far, of an engine that counts them; it only tells whether anything was
  // written in between.
  virtual std::int64_t all_changes() { return 0; }

  virtual void begin(Begin) = 0;
  // Returns after the durable commit of what was written.
  virtual void commit() = 0;
  virtual void roll_back() = 0;
  // Before a transaction is tried for another time; false: it was tried often enough.
  virtual bool wait_to_try_again(int /*tries*/) { return false; }

  virtual bool has_table(std::string_view name) = 0;
  // After a crash: corrupt with what is wrong.
  virtual Status check_integrity() { return {}; }

  // Whether other programs write to the same database meanwhile.
  virtual bool is_shared() const { return false; }
  // Keeps the other programs from writing an event until this transaction ends.
  virtual void lock_event(std::string_view /*event*/) {}
};

}  // namespace meetpoint::store
