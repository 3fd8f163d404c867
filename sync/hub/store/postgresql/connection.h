// A connection to PostgreSQL as Meetpoint needs it: durable commits, its own schema, nothing left
// waiting for ever. For this folder's own sources.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>

#include "sync/store/engine.h"

namespace meetpoint::hub::postgresql {

struct CloseConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Connection = std::unique_ptr<PGconn, CloseConnection>;
using ResultOfQuery = std::unique_ptr<PGresult, ClearResult>;

// All of Meetpoint's tables are in this schema of the database.
inline constexpr const char* schema_name = "meetpoint";

// Whether this can be a connection string or URI: without naming what is in it, as that may be a
// password. invalid_input.
Status check_conninfo(const std::string& conninfo);

// "database fair at db.example", for people: without user and password.
std::string describe(const std::string& conninfo);

// Throws StoreFailure: io where there is no server, or one that does not write durably, or a
// standby.
Connection connect(const std::string& conninfo);

// One or several statements without arguments, outside of pipeline mode. Throws StoreFailure.
ResultOfQuery execute(PGconn*, const std::string& sql);
// The first column of the first row; empty where there is none.
std::string first_value(PGconn*, const std::string& sql);

// What the server said, as our error. `result` may be null: then the connection is gone.
store::StoreFailure failure_of(const PGconn*, const PGresult* result);
bool is_lost(const PGconn*, const PGresult* result);

}  // namespace meetpoint::hub::postgresql
