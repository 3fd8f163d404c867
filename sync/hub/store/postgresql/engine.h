// PostgreSQL behind store::Database.
//
// Commands whose rows nobody reads are queued in libpq's pipeline and go out with the next question
// or the commit: one round trip for all of them. Every value is a BIGINT or a BYTEA in binary form,
// so that no server's encoding or collation changes what is kept, or in which order.
//
// Transactions that write are READ COMMITTED, and begin by locking the row of their event's
// counter: so those of one event are one after the other, and each statement sees all that was
// before. A connection that broke is made anew at the next transaction.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "sync/store/database.h"

struct pg_conn;

namespace meetpoint::hub::postgresql {

// Called with every new connection, before it is used; may throw StoreFailure.
using OnConnect = std::function<void(pg_conn*)>;

// Connects at the first transaction. Fails with invalid_input where `conninfo` can't be read.
Result<store::Database> database(const std::string& conninfo, OnConnect on_connect = {});

}  // namespace meetpoint::hub::postgresql
