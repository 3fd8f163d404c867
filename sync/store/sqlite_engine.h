// What of SQLite itself is known outside its engine.
#pragma once

#include "sync/store/database.h"

struct sqlite3;

namespace meetpoint::store {

// The connection of a Database that open() or open_in_memory() made.
sqlite3* sqlite_handle(Database&);

// The Error of SQLite's last failure on this connection, in our words.
Error failure_of(sqlite3* handle, int code);

}  // namespace meetpoint::store
