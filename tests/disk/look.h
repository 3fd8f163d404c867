// Looks at a database from outside: all that is in it as text, and whether it hangs together.
#pragma once

#include <string>

#include "sync/store/database.h"

namespace meetpoint::disk {

// Every row of every table, but for what is only for show (when a station was last heard of) and
// what each start of the program makes anew.
std::string contents_of(store::Database&);

// The first line in which two of them differ, for messages.
std::string difference(const std::string& expected, const std::string& found);

// SQLite's whole check of the file; empty: nothing found.
std::string damage_of(store::Database&);

// Whether what is folded is what fold_all() makes of the facts; empty: yes.
std::string wrong_fold(store::Database&);

// Whether each journal whose chain is kept is dense from 1, and its chain right; empty: yes.
std::string wrong_journals(store::Database&);

}  // namespace meetpoint::disk
