// A connection in libpq's pipeline mode, and what is still to come back on it. For engine.cpp.
//
// Throws StoreFailure. One thread at a time.
#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sync/hub/store/postgresql/connection.h"

namespace meetpoint::hub::postgresql {

// An argument as it travels.
struct Argument {
  Oid type = 0;  // 0: null
  std::string bytes;
};

// A statement under a name that the server knows it by, on one connection.
struct Prepared {
  std::string sql;  // with $1
  std::string name;
  std::vector<Oid> types;
  std::uint64_t connection = 0;  // 0: not yet
};

class Pipeline {
 public:
  bool is_open() const { return connection_ && PQstatus(connection_.get()) == CONNECTION_OK; }
  void open(Connection connection);
  void close();

  // Queue; a failure comes with finish(). Its result goes to `answer`, which must be there until
  // then.
  void queue(Prepared&, std::span<const Argument>, ResultOfQuery* answer = nullptr);
  void queue_once(const std::string& sql, const std::vector<Argument>& = {});
  // On its way, as far as the server takes it.
  void flush();

  // Sends what is queued and waits for all of it; the result of the last command that has no place
  // of its own. Throws the first failure.
  ResultOfQuery finish();
  // Nobody reads it any more.
  void forget(const ResultOfQuery* answer);
  // Sends it and does not wait.
  void send();
  bool is_empty() const { return coming_.empty(); }

  PGconn* connection() const { return connection_.get(); }

 private:
  struct Coming {
    enum Kind { prepare, command, sync } kind;
    Prepared* prepared = nullptr;
    ResultOfQuery* answer = nullptr;
  };

  void sync();
  void take_next();
  void check_sent(int sent);
  [[noreturn]] void lost(const PGresult*);

  Connection connection_;
  std::uint64_t opened_ = 0;
  std::uint64_t named_ = 0;
  std::deque<Coming> coming_;
  std::size_t since_sync_ = 0;
  std::optional<store::StoreFailure> failure_;
  ResultOfQuery last_;
};

}  // namespace meetpoint::hub::postgresql
