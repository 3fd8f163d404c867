// The hub's tables in PostgreSQL: the same migrations as in SQLite, its types translated.
#pragma once

#include <string>
#include <string_view>

#include "sync/hub/store/postgresql/connection.h"

namespace meetpoint::hub::postgresql {

// A migration of the shared subset as PostgreSQL takes it: INTEGER is BIGINT; TEXT and BLOB are
// BYTEA, since a station may send texts that are not UTF-8, and their order is that of the bytes.
std::string translated(std::string_view migration);

// Makes the schema, or brings it up to date; several hubs may start at once. Throws StoreFailure:
// newer_version, foreign, or what the server says.
void migrate(PGconn*);

// To be called with every connection that writes. Where the server was started since, or the tables
// were put back from a copy, what was granted meanwhile may not be known here: then a session of
// seats begins (see store/seats.cpp). A hub that is only started again does not end the session.
void keep_seat_session(PGconn*);

}  // namespace meetpoint::hub::postgresql
