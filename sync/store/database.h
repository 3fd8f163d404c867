// A connection to a database, the way Meetpoint uses it: SQL of the subset that SQLite and
// PostgreSQL share, statements prepared once, transactions. Which engine is behind it, only the one
// who opens it knows (engine.h); open() below is SQLite.
//
// Inside a store an engine's failures are thrown as StoreFailure; `guarded` and `in_transaction`
// turn them into a Result at the store's boundary. A Database is used by one thread at a time.
#pragma once

#include <concepts>
#include <filesystem>
#include <functional>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <variant>

#include "sync/store/engine.h"

namespace meetpoint::store {

// Bytes to bind as a BLOB; a string is bound as TEXT.
struct Blob {
  std::string_view bytes;
};

// What a column holds, where that is not known before.
using Value = std::variant<std::nullptr_t, std::int64_t, std::string, Blob>;

// The engines' integers have a sign; our positions and counts do not, and stay below 2^63.
constexpr std::int64_t signed_of(std::uint64_t value) { return static_cast<std::int64_t>(value); }
constexpr std::uint64_t unsigned_of(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

// A running query. Resets its statement when it goes.
class Rows {
 public:
  explicit Rows(Statement* statement) : statement_(statement) {}
  Rows(Rows&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  Rows(const Rows&) = delete;
  Rows& operator=(Rows&&) = delete;
  Rows& operator=(const Rows&) = delete;
  ~Rows() {
    if (statement_) statement_->reset();
  }

  // Moves to the next row; false after the last. Throws StoreFailure.
  bool next() { return statement_->next(); }
  int columns() const { return statement_->columns(); }
  bool is_null(int column) const { return statement_->is_null(column); }
  std::int64_t integer(int column) const { return statement_->integer(column); }
  std::string text(int column) const { return statement_->text(column); }

 private:
  Statement* statement_;
};

enum class Access { read_write, read_only };

class Database {
 public:
  // SQLite: WAL, synchronous=FULL, STRICT tables, foreign files refused. Only one connection of a
  // file writes: SQLite before 3.51.3 can damage a WAL that is reset while another connection
  // checkpoints. So nobody else does but a LogMover, under which it is not reset. Readers are
  // opened read-only.
  //
  // Makes the file (readable by its user alone) if `access` allows. Fails with not_found, foreign
  // (not SQLite), corrupt, disk_full, io. Tables are the caller's: see schema.h.
  // `may_open` is asked before anything of an existing file is changed, its log's end included.
  static Result<Database> open(const std::filesystem::path& path, Access access,
                               const std::function<Status(Database&)>& may_open = {});

  // A SQLite database of its own that is gone with it: for tests and for checking files.
  static Result<Database> open_in_memory();

  explicit Database(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
  Database(Database&&) noexcept = default;
  Database& operator=(Database&&) noexcept;
  ~Database() = default;

  // Throw StoreFailure. Arguments: integers, strings, Blob, Value, nullptr.
  template <class... Args>
  Rows query(std::string_view sql, const Args&... args) {
    return Rows(bound(sql, args...));
  }
  // The same for what may be very many rows; only within a transaction.
  template <class... Args>
  Rows scan(std::string_view sql, const Args&... args) {
    Rows rows(bound(sql, args...));
    last_->expect_many();
    return rows;
  }
  // The same for a question that is one of several: a shared engine asks them at once, as far as
  // they are there before the first is read. Elsewhere only one of a text may be open at a time.
  template <class... Args>
  Rows ahead(std::string_view sql, const Args&... args) {
    Rows rows(bound(sql, args...));
    last_->ask_ahead();
    return rows;
  }
  template <class... Args>
  void run(std::string_view sql, const Args&... args) {
    last_ = prepare(sql);
    const Rows rows(last_);
    last_->borrow();  // the arguments outlive the run
    bind_all(args...);
    last_->run();
  }
  // The same for one of many rows that an "INSERT ... VALUES (...)" writes, with all its arguments
  // in there: a shared engine writes them by few commands, before the next that is not gathered, or
  // the commit. Until then no two may write the same row, nor one read what another wrote.
  template <class... Args>
  void gather(std::string_view sql, const Args&... args) {
    last_ = prepare(sql);
    const Rows rows(last_);
    last_->borrow();
    bind_all(args...);
    last_->run_gathered();
  }
  // The same as ahead() for a question with one "VALUES (?, ?)" that stands for so many rows. Only
  // of a shared engine. `pairs`: of what can be bound; at least one.
  template <class Pairs>
  Rows ahead_with(std::string_view sql, const Pairs& pairs) {
    Rows rows(bound(sql));
    for (const auto& [first, second] : pairs) {
      bind_all(first, second);
      last_->add_row();
    }
    last_->ask_ahead();
    return rows;
  }
  template <class Range>
  void run_with(std::string_view sql, const Range& values) {
    const Rows rows(bound(sql));
    int index = 0;
    for (const Value& value : values) bind(*last_, ++index, value);
    last_->run();
  }
  // Several statements without arguments.
  void script(const std::string& sql) { engine_->script(sql); }

  // Rows that the last run() inserted, changed or deleted.
  std::int64_t changes() { return engine_->changes(); }
  std::int64_t all_changes() { return engine_->all_changes(); }

  // After a crash: checks the whole file; corrupt with what SQLite found.
  Status check_integrity() { return engine_->check_integrity(); }

  bool has_table(std::string_view name) { return engine_->has_table(name); }
  bool is_shared() const { return engine_->is_shared(); }
  void lock_event(std::string_view event) { engine_->lock_event(event); }

  // For in_transaction() and in_snapshot(), and for those who know which engine it is.
  Engine& engine() { return *engine_; }

 private:
  Statement* prepare(std::string_view sql);

  template <class... Args>
  Statement* bound(std::string_view sql, const Args&... args) {
    last_ = prepare(sql);
    bind_all(args...);
    return last_;
  }
  template <class... Args>
  void bind_all(const Args&... args) {
    [[maybe_unused]] int index = 0;
    (bind(*last_, ++index, args), ...);
  }
  static void bind(Statement& s, int index, std::string_view text) { s.bind_text(index, text); }
  static void bind(Statement& s, int index, const std::string& text) { s.bind_text(index, text); }
  static void bind(Statement& s, int index, const char* text) { s.bind_text(index, text); }
  static void bind(Statement& s, int index, Blob value) { s.bind_blob(index, value.bytes); }
  static void bind(Statement& s, int index, std::nullptr_t) { s.bind_null(index); }
  template <std::integral T>
  static void bind(Statement& s, int index, T value) {
    s.bind(index, static_cast<std::int64_t>(value));
  }
  template <std::same_as<Value> T>
  static void bind(Statement& s, int index, const T& value) {
    std::visit([&](const auto& held) { bind(s, index, held); }, value);
  }

  std::unique_ptr<Engine> engine_;
  // Looked up for every row that is written: without a copy of the text.
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::unordered_map<std::string, std::unique_ptr<Statement>, TextHash, std::equal_to<>>
      statements_;
  Statement* last_ = nullptr;
};

// Runs `body`; a StoreFailure becomes the Result's error.
template <class Body>
auto guarded(Body body) -> std::invoke_result_t<Body> {
  try {
    return body();
  } catch (StoreFailure& failure) {
    return fail(failure.error.code, std::move(failure.error.message));
  }
}

// One try of in_transaction() or in_snapshot(); throws StoreFailure.
template <class Body>
auto try_transaction(Database& db, Begin kind, Body& body) -> std::invoke_result_t<Body&> {
  db.engine().begin(kind);
  try {
    auto result = body();
    if (result || kind == Begin::snapshot) {
      db.engine().commit();
    } else {
      db.engine().roll_back();
    }
    return result;
  } catch (...) {
    try {
      db.engine().roll_back();
    } catch (const StoreFailure&) {
      // Harmless: the engine has rolled back by itself (disk full); the first failure is the one to
      // tell.
    }
    throw;
  }
}

template <class Body>
auto run_transaction(Database& db, Begin kind, Body& body) -> std::invoke_result_t<Body&> {
  return guarded([&]() -> std::invoke_result_t<Body&> {
    for (int tries = 1;; ++tries) {
      try {
        return try_transaction(db, kind, body);
      } catch (const StoreFailure& failure) {
        if (!failure.worth_trying_again || !db.engine().wait_to_try_again(tries)) throw;
      }
    }
  });
}

// Runs `body` (which returns a Result) in one transaction that writes. Success comes back only
// after the durable commit; any failure takes all of it back. A shared engine may run `body` more
// than once, each time from the start.
template <class Body>
auto in_transaction(Database& db, Body body) -> std::invoke_result_t<Body> {
  return run_transaction(db, Begin::write, body);
}

// Runs `body` (which returns a Result) in one snapshot; more than once, likewise.
template <class Body>
auto in_snapshot(Database& db, Body body) -> std::invoke_result_t<Body> {
  return run_transaction(db, Begin::snapshot, body);
}

}  // namespace meetpoint::store
