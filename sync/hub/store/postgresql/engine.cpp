#include "sync/hub/store/postgresql/engine.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <random>
#include <thread>

#include "sync/hub/store/postgresql/binary.h"
#include "sync/hub/store/postgresql/gathered.h"

namespace meetpoint::hub::postgresql {

namespace {

constexpr int most_tries = 12;
constexpr int rows_at_once = 500;

class PostgresEngine;

class PostgresStatement final : public store::Statement {
 public:
  PostgresStatement(PostgresEngine& engine, std::string_view sql) : engine_(engine), sql_(sql) {
    prepared_.sql = numbered(sql);
  }

  bool busy() const override { return asked_; }
  void bind(int index, std::int64_t value) override { put(index, int8_type, big_endian(value)); }
  void bind_text(int index, std::string_view value) override {
    put(index, bytes_type, std::string(value));
  }
  void bind_blob(int index, std::string_view value) override { bind_text(index, value); }
  void bind_null(int index) override { put(index, 0, {}); }

  void expect_many() override { many_ = true; }
  void ask_ahead() override;
  void run() override;
  void run_gathered() override;
  void add_row() override;
  bool next() override;
  int columns() const override { return PQnfields(result_.get()); }
  bool is_null(int column) const override { return PQgetisnull(result_.get(), row_, column) != 0; }
  std::int64_t integer(int column) const override { return number_in(result_.get(), row_, column); }
  std::string text(int column) const override {
    return {PQgetvalue(result_.get(), row_, column),
            static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
  }
  void reset() noexcept override {
    if (ahead_) forget();
    if (named_) named_->drop();  // where it failed before it was sent
    result_.reset();
    asked_ = false;
    many_ = false;
    arguments_.clear();
  }

 private:
  void put(int index, Oid type, std::string bytes) {
    arguments_.resize(std::max(arguments_.size(), static_cast<std::size_t>(index)));
    arguments_[static_cast<std::size_t>(index) - 1] = {type, std::move(bytes)};
  }
  void ask();
  void forget() noexcept;
  bool fetch_more();

  PostgresEngine& engine_;
  std::string sql_;
  Prepared prepared_;
  std::optional<Gathered> gathered_;  // to be written
  std::optional<Gathered> named_;     // what is asked for
  std::vector<Argument> arguments_;
  bool many_ = false;
  bool asked_ = false;
  bool ahead_ = false;  // its answer may not be here yet
  std::string cursor_;
  ResultOfQuery result_;
  int row_ = -1;
};

class PostgresEngine final : public store::Engine {
 public:
  PostgresEngine(std::string conninfo, OnConnect on_connect)
      : conninfo_(std::move(conninfo)), on_connect_(std::move(on_connect)) {}

  std::unique_ptr<store::Statement> prepare(std::string_view sql) override {
    return std::make_unique<PostgresStatement>(*this, sql);
  }
  void script(const std::string& sql) override {
    pipeline().queue_once(sql);
    pipeline_.finish();
  }
  std::int64_t changes() override {
    const ResultOfQuery last = finish();
    return last ? std::atoll(PQcmdTuples(last.get())) : 0;
  }

  void begin(store::Begin kind) override {
    settle();
    drop_gathered();
    if (!pipeline_.is_open()) open();
    kind_ = kind;
    pipeline_.queue_once(kind == store::Begin::write
                             ? "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
                             : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  }

  void commit() override {
    pipeline().queue_once("COMMIT");
    if (kind_ == store::Begin::snapshot) return pipeline_.send();  // nobody waits for what was read
    committing_ = true;
    const ResultOfQuery done = finish();
    committing_ = false;
    // The server "commits" a transaction that failed by rolling it back.
    if (!done || std::string_view(PQcmdStatus(done.get())) != "COMMIT") {
      throw store::StoreFailure{{ErrorCode::io, "The database did not commit."}};
    }
  }

  void roll_back() override {
    committing_ = false;
    drop_gathered();
    if (!pipeline_.is_open()) return;
    try {
      pipeline_.finish();
    } catch (const store::StoreFailure&) {
      // Harmless: whoever asked for it has heard of it.
    }
    if (!pipeline_.is_open()) return;
    pipeline_.queue_once("ROLLBACK");
    pipeline_.finish();
  }

  bool wait_to_try_again(int tries) override {
    if (tries >= most_tries) return false;
    std::uniform_int_distribution<int> pause(1, std::min(200, 4 << tries));
    std::this_thread::sleep_for(std::chrono::milliseconds(pause(random_)));
    return true;
  }

  bool has_table(std::string_view name) override {
    pipeline().queue_once("SELECT to_regclass(convert_from($1, 'UTF8')) IS NOT NULL",
                          {{bytes_type, std::string(name)}});
    const ResultOfQuery found = finish();
    return number_in(found.get(), 0, 0) != 0;
  }
  bool is_shared() const override { return true; }
  void lock_event(std::string_view event) override {
    const Argument name{bytes_type, std::string(event)};
    pipeline().queue(lock_, std::span(&name, 1));
  }

  // For the next command: after what was gathered before it.
  Pipeline& pipeline() {
    send_gathered();
    return pipeline_;
  }
  void gather(Gathered& rows, const std::vector<Argument>& row) {
    if (rows.rows() == 0) gathered_.push_back(&rows);
    rows.add(row);
    if (rows.rows() < Gathered::most_rows) return;
    send_gathered();
    pipeline_.flush();  // the server begins, while more are made
  }
  void forget(const ResultOfQuery* answer) { pipeline_.forget(answer); }
  std::string new_cursor() { return "c" + std::to_string(++cursors_); }

  // A connection that broke before the commit was sent has taken all back.
  ResultOfQuery finish() {
    try {
      return pipeline().finish();
    } catch (store::StoreFailure& failure) {
      if (!pipeline_.is_open()) failure.worth_trying_again = !committing_;
      throw;
    }
  }

 private:
  void drop_gathered() {
    for (Gathered* rows : gathered_) rows->drop();
    gathered_.clear();
  }
  void send_gathered() {
    for (Gathered* rows : gathered_) rows->queue(pipeline_);
    gathered_.clear();
  }
  // The end of the last snapshot, which nobody waited for.
  void settle() {
    if (!pipeline_.is_open() || pipeline_.is_empty()) return;
    try {
      pipeline_.finish();
    } catch (const store::StoreFailure&) {
      pipeline_.close();
    }
  }
  void open() {
    pipeline_.close();
    Connection connection = connect(conninfo_);
    if (on_connect_) on_connect_(connection.get());
    pipeline_.open(std::move(connection));
  }

  std::string conninfo_;
  OnConnect on_connect_;
  Pipeline pipeline_;
  std::vector<Gathered*> gathered_;  // of statements: those that wait
  Prepared lock_{.sql = "SELECT 1 FROM event_counter WHERE event_id = $1 FOR UPDATE"};
  store::Begin kind_ = store::Begin::write;
  bool committing_ = false;
  std::uint64_t cursors_ = 0;
  std::minstd_rand random_{std::random_device{}()};
};

void PostgresStatement::run() { engine_.pipeline().queue(prepared_, arguments_); }

void PostgresStatement::run_gathered() {
  if (!gathered_) gathered_.emplace(sql_);
  engine_.gather(*gathered_, arguments_);
}

void PostgresStatement::add_row() {
  if (!named_) named_.emplace(sql_);
  named_->add(arguments_);
}

void PostgresStatement::ask() {
  asked_ = true;
  row_ = -1;
  if (!many_) {
    engine_.pipeline().queue(prepared_, arguments_);
    result_ = engine_.finish();
    return;
  }
  cursor_ = engine_.new_cursor();
  engine_.pipeline().queue_once("DECLARE " + cursor_ + " NO SCROLL CURSOR FOR " + prepared_.sql,
                                arguments_);
  fetch_more();
}

void PostgresStatement::ask_ahead() {
  Pipeline& pipeline = engine_.pipeline();
  if (named_ && named_->rows() > 0) {
    named_->queue(pipeline, &result_);
  } else {
    pipeline.queue(prepared_, arguments_, &result_);
  }
  asked_ = true;
  ahead_ = true;
  row_ = -1;
}

void PostgresStatement::forget() noexcept {
  engine_.forget(&result_);
  ahead_ = false;
}

bool PostgresStatement::fetch_more() {
  engine_.pipeline().queue_once("FETCH " + std::to_string(rows_at_once) + " FROM " + cursor_);
  result_ = engine_.finish();
  row_ = -1;
  return PQntuples(result_.get()) > 0;
}

bool PostgresStatement::next() {
  if (!asked_) ask();
  if (ahead_ && !result_) engine_.finish();
  ahead_ = false;
  if (!result_) return false;
  if (row_ + 1 < PQntuples(result_.get())) {
    ++row_;
    return true;
  }
  if (!many_ || PQntuples(result_.get()) < rows_at_once || !fetch_more()) return false;
  row_ = 0;
  return true;
}

}  // namespace

Result<store::Database> database(const std::string& conninfo, OnConnect on_connect) {
  if (const Status readable = check_conninfo(conninfo); !readable) return fail(readable);
  return store::Database(std::make_unique<PostgresEngine>(conninfo, std::move(on_connect)));
}

}  // namespace meetpoint::hub::postgresql
