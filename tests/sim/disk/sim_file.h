// The calls that SQLite makes on an open file of a simulated disk.
#pragma once

#include <sqlite3.h>

#include "tests/sim/disk/disk_state.h"

namespace meetpoint::sim {

static_assert(ok == SQLITE_OK && io_error == SQLITE_IOERR && disk_full == SQLITE_FULL);

// SQLite gives the memory; `open` is ours.
struct SimFile : sqlite3_file {
  OpenFile* open;
};

inline OpenFile& open_of(sqlite3_file* file) { return *static_cast<SimFile*>(file)->open; }

// Makes `out` an open file; it goes with SQLite's xClose.
void begin_file(sqlite3_file* out, std::unique_ptr<OpenFile>);

// Shared memory and locks (sim_locks.cpp).
int file_lock(sqlite3_file*, int level);
int file_unlock(sqlite3_file*, int level);
int file_check_reserved(sqlite3_file*, int* out);
int file_shm_map(sqlite3_file*, int region, int bytes, int extend, void volatile** out);
int file_shm_lock(sqlite3_file*, int first, int count, int flags);
void file_shm_barrier(sqlite3_file*);
int file_shm_unmap(sqlite3_file*, int remove);

}  // namespace meetpoint::sim
