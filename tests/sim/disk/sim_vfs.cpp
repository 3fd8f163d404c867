// The VFS: finds the disk of a path, and leaves every other path to the real one.
#include <algorithm>
#include <cstring>
#include <filesystem>
#include <string>

#include "tests/sim/disk/sim_file.h"

namespace meetpoint::sim {

namespace {

using Hold = std::lock_guard<std::recursive_mutex>;

// SQLite knows one default VFS per process, so this is the process's.
struct Registry {
  std::recursive_mutex mutex;
  std::vector<std::shared_ptr<DiskState>> disks;
  sqlite3_vfs* real = nullptr;
  sqlite3_vfs vfs{};
  Lots lots{0};
  std::int64_t time_ms = 1'800'000'000'000;  // 2027
};

Registry& registry() {
  static Registry the;
  return the;
}

bool is_log(int flags) {
  return (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL | SQLITE_OPEN_SUPER_JOURNAL)) != 0;
}

int vfs_open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* out, int flags, int* out_flags) {
  const Hold hold(disk_mutex());
  Registry& all = registry();
  const auto disk = name ? disk_of(name) : nullptr;
  if (!disk) return all.real->xOpen(all.real, name, out, flags, out_flags);
  out->pMethods = nullptr;
  if (disk->off) return SQLITE_IOERR;
  auto open = std::make_unique<OpenFile>();
  open->disk = disk;
  open->path = name;
  open->program = disk->program;
  open->deletes_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  open->syncs_folder = is_log(flags) && (flags & SQLITE_OPEN_CREATE) != 0;
  open->file = disk->find(open->path);
  if (open->file) {
    if ((flags & SQLITE_OPEN_EXCLUSIVE) != 0) return SQLITE_CANTOPEN;
    if (const int code = disk->meet(Call::open); code != SQLITE_OK) return code;
  } else {
    if ((flags & SQLITE_OPEN_CREATE) == 0) {
      const int code = disk->meet(Call::open);
      return code != SQLITE_OK ? code : SQLITE_CANTOPEN;
    }
    const auto make = [&] {
      open->file = disk->make(open->path);
      return SQLITE_OK;
    };
    const int code = disk->change(Call::open, make, [&] {
      if (disk->lots.flip()) make();
    });
    if (code != SQLITE_OK) return code;
  }
  if (out_flags) *out_flags = flags;
  begin_file(out, std::move(open));
  return SQLITE_OK;
}

int vfs_delete(sqlite3_vfs*, const char* name, int sync_folder) {
  const Hold hold(disk_mutex());
  Registry& all = registry();
  const auto disk = disk_of(name);
  if (!disk) return all.real->xDelete(all.real, name, sync_folder);
  const std::string path = name;
  if (!disk->off && !disk->find(path)) return SQLITE_IOERR_DELETE_NOENT;
  return disk->change(
      Call::remove,
      [&] {
        disk->remove(path);
        if (sync_folder != 0) disk->sync_folder(path);
        return SQLITE_OK;
      },
      [&] {
        if (disk->lots.flip()) disk->remove(path);
      });
}

int vfs_access(sqlite3_vfs*, const char* name, int flags, int* out) {
  const Hold hold(disk_mutex());
  Registry& all = registry();
  const auto disk = disk_of(name);
  if (!disk) return all.real->xAccess(all.real, name, flags, out);
  if (const int code = disk->meet(Call::look); code != SQLITE_OK) return code;
  const auto file = disk->find(name);
  // As the unix VFS: an empty file counts as none.
  *out = file && (flags != SQLITE_ACCESS_EXISTS || !file->live.empty());
  return SQLITE_OK;
}

int vfs_full_path(sqlite3_vfs*, const char* name, int size, char* out) {
  Registry& all = registry();
  std::error_code none;
  const std::string path = std::filesystem::absolute(name, none).lexically_normal().string();
  {
    const Hold hold(disk_mutex());
    if (none || !disk_of(path)) return all.real->xFullPathname(all.real, name, size, out);
  }
  if (path.size() + 1 > static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
  std::memcpy(out, path.c_str(), path.size() + 1);
  return SQLITE_OK;
}

int vfs_randomness(sqlite3_vfs*, int size, char* out) {
  const Hold hold(disk_mutex());
  Registry& all = registry();
  if (all.disks.empty()) return all.real->xRandomness(all.real, size, out);
  for (int i = 0; i < size; ++i) out[i] = static_cast<char>(all.lots.next() & 0xff);
  return size;
}

// A connection that waits for another of the same thread would wait in vain: no time is lost.
int vfs_sleep(sqlite3_vfs*, int microseconds) {
  const Hold hold(disk_mutex());
  Registry& all = registry();
  return all.disks.empty() ? all.real->xSleep(all.real, microseconds) : microseconds;
}

int vfs_time_ms(sqlite3_vfs*, sqlite3_int64* out) {
  const Hold hold(disk_mutex());
  Registry& all = registry();
  if (all.disks.empty()) return all.real->xCurrentTimeInt64(all.real, out);
  constexpr std::int64_t julian_1970_ms = 210'866'760'000'000;
  *out = all.time_ms + julian_1970_ms;
  return SQLITE_OK;
}

int vfs_time(sqlite3_vfs* vfs, double* out) {
  sqlite3_int64 ms = 0;
  const int code = vfs_time_ms(vfs, &ms);
  *out = static_cast<double>(ms) / 86'400'000.0;
  return code;
}

void make_default(Registry& all) {
  all.real = sqlite3_vfs_find(nullptr);
  all.vfs = *all.real;  // loading of libraries, last error: the real one's
  all.vfs.iVersion = 2;
  all.vfs.szOsFile = std::max(all.real->szOsFile, static_cast<int>(sizeof(SimFile)));
  all.vfs.pNext = nullptr;
  all.vfs.zName = "meetpoint-sim";
  all.vfs.xOpen = vfs_open;
  all.vfs.xDelete = vfs_delete;
  all.vfs.xAccess = vfs_access;
  all.vfs.xFullPathname = vfs_full_path;
  all.vfs.xRandomness = vfs_randomness;
  all.vfs.xSleep = vfs_sleep;
  all.vfs.xCurrentTime = vfs_time;
  all.vfs.xCurrentTimeInt64 = vfs_time_ms;
  sqlite3_vfs_register(&all.vfs, 1);
}

}  // namespace

std::recursive_mutex& disk_mutex() { return registry().mutex; }

void attach(const std::shared_ptr<DiskState>& disk, std::uint64_t seed) {
  sqlite3_initialize();
  {
    const Hold hold(disk_mutex());
    Registry& all = registry();
    if (!all.real) make_default(all);
    all.disks.push_back(disk);
    all.lots = Lots(seed);
  }
  sqlite3_randomness(0, nullptr);  // forgets its state: the next number asks vfs_randomness
}

void detach(const DiskState& disk) {
  const Hold hold(disk_mutex());
  std::erase_if(registry().disks, [&](const auto& other) { return other.get() == &disk; });
}

std::shared_ptr<DiskState> disk_of(std::string_view path) {
  for (const auto& disk : registry().disks) {
    const std::string& folder = disk->folder;
    if (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/') {
      return disk;
    }
  }
  return nullptr;
}

void set_sqlite_time(std::int64_t ms) {
  const Hold hold(disk_mutex());
  registry().time_ms = ms;
}

void allow_cached_pages(bool allowed) { sqlite3_soft_heap_limit64(allowed ? 0 : 1); }

}  // namespace meetpoint::sim
