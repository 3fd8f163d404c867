#include <algorithm>
#include <atomic>

#include "tests/sim/disk/sim_file.h"

namespace meetpoint::sim {

namespace {

using Hold = std::lock_guard<std::recursive_mutex>;

template <class Test>
bool another(const OpenFile& self, Test test) {
  return std::any_of(self.file->open.begin(), self.file->open.end(),
                     [&](const OpenFile* other) { return other != &self && test(*other); });
}

}  // namespace

int file_lock(sqlite3_file* file, int level) {
  const Hold hold(disk_mutex());
  OpenFile& self = open_of(file);
  if (self.dead) return SQLITE_IOERR_LOCK;
  if (const int code = self.disk->meet(Call::lock); code != SQLITE_OK) return code;
  if (self.lock >= level) return SQLITE_OK;
  switch (level) {
    case SQLITE_LOCK_SHARED:
      if (another(self, [](const auto& f) { return f.lock >= SQLITE_LOCK_PENDING; })) {
        return SQLITE_BUSY;
      }
      break;
    case SQLITE_LOCK_RESERVED:
      if (another(self, [](const auto& f) { return f.lock >= SQLITE_LOCK_RESERVED; })) {
        return SQLITE_BUSY;
      }
      break;
    default:
      if (another(self, [](const auto& f) { return f.lock >= SQLITE_LOCK_RESERVED; })) {
        return SQLITE_BUSY;
      }
      if (another(self, [](const auto& f) { return f.lock >= SQLITE_LOCK_SHARED; })) {
        self.lock = SQLITE_LOCK_PENDING;
        return SQLITE_BUSY;
      }
      break;
  }
  self.lock = level;
  return SQLITE_OK;
}

int file_unlock(sqlite3_file* file, int level) {
  const Hold hold(disk_mutex());
  OpenFile& self = open_of(file);
  if (self.lock > level) self.lock = level;
  return SQLITE_OK;
}

int file_check_reserved(sqlite3_file* file, int* out) {
  const Hold hold(disk_mutex());
  OpenFile& self = open_of(file);
  if (self.dead) return SQLITE_IOERR_CHECKRESERVEDLOCK;
  *out = self.lock >= SQLITE_LOCK_RESERVED ||
         another(self, [](const auto& f) { return f.lock >= SQLITE_LOCK_RESERVED; });
  return SQLITE_OK;
}

int file_shm_map(sqlite3_file* file, int region, int bytes, int extend, void volatile** out) {
  const Hold hold(disk_mutex());
  OpenFile& self = open_of(file);
  *out = nullptr;
  if (self.dead) return SQLITE_IOERR_SHMMAP;
  if (static_cast<std::size_t>(bytes) != shared_region_bytes) return SQLITE_IOERR_SHMSIZE;
  if (!self.maps) {
    if (!self.file->shared) self.file->shared = std::make_shared<SharedMemory>();
    self.shared = self.file->shared;
    self.maps = true;
  }
  auto& regions = self.shared->regions;
  const auto index = static_cast<std::size_t>(region);
  if (index >= regions.size()) {
    if (!extend) return SQLITE_OK;
    if (const int code = self.disk->meet(Call::map); code != SQLITE_OK) return code;
    const std::uint64_t more = (index + 1 - regions.size()) * shared_region_bytes;
    if (self.disk->capacity && self.disk->used() + more > *self.disk->capacity) {
      return SQLITE_IOERR_SHMSIZE;  // as the unix VFS on a full disk
    }
    while (regions.size() <= index) {
      regions.push_back(std::make_unique<SharedMemory::Region>());
    }
  }
  *out = regions[index]->data();
  return SQLITE_OK;
}

int file_shm_lock(sqlite3_file* file, int first, int count, int flags) {
  const Hold hold(disk_mutex());
  OpenFile& self = open_of(file);
  const unsigned mask = ((1U << count) - 1U) << first;
  if ((flags & SQLITE_SHM_UNLOCK) != 0) {
    self.shares &= ~mask;
    self.excludes &= ~mask;
    return SQLITE_OK;
  }
  if (self.dead) return SQLITE_IOERR_SHMLOCK;
  if (const int code = self.disk->meet(Call::lock); code != SQLITE_OK) return code;
  const bool alone = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  if (another(self, [&](const auto& f) {
        return (f.excludes & mask) != 0 || (alone && (f.shares & mask) != 0);
      })) {
    return SQLITE_BUSY;
  }
  (alone ? self.excludes : self.shares) |= mask;
  return SQLITE_OK;
}

void file_shm_barrier(sqlite3_file*) { std::atomic_thread_fence(std::memory_order_seq_cst); }

int file_shm_unmap(sqlite3_file* file, int) {
  const Hold hold(disk_mutex());
  OpenFile& self = open_of(file);
  self.shared.reset();
  self.maps = false;
  self.shares = self.excludes = 0;
  if (self.dead) return SQLITE_OK;
  if (!another(self, [](const auto& f) { return f.maps; })) self.file->shared.reset();
  return SQLITE_OK;
}

}  // namespace meetpoint::sim
