// The hub's store in PostgreSQL; several hubs may have one database open.
#pragma once

#include "sync/hub/store/sql_hub_store.h"

namespace meetpoint::hub::postgresql {

// Makes the tables, or brings them up to date. `conninfo`: a connection string or URI of libpq.
// Fails with invalid_input, foreign, newer_version, io. init_crypto() has been called.
Result<std::unique_ptr<SqlHubStore>> open_store(const std::string& conninfo);

// Its writing connection alone, after open_store() has made the tables.
Result<store::Database> shared_writer(const std::string& conninfo);

// "database fair at db.example", for people: without user and password.
std::string name_of(const std::string& conninfo);

}  // namespace meetpoint::hub::postgresql
