// SQLite's write-ahead log after a program that did not end well.
#pragma once

#include "sync/base/result.h"

struct sqlite3;

namespace meetpoint::store {

// Writes the log's own bytes over themselves and syncs them. Where a sync failed, the operating
// system may show a commit that is not on the disk and never writes it again (Linux: "fsyncgate");
// a program that starts then would build on it, and lose all of that with the power. To be called
// on the writing connection in an IMMEDIATE transaction, before anything is written. Fails with io,
// disk_full.
Status write_log_anew(sqlite3* handle);

}  // namespace meetpoint::store
