#include "tests/sim/disk/sim_file.h"

#include <algorithm>
#include <cstring>

namespace meetpoint::sim {

namespace {

using Hold = std::lock_guard<std::recursive_mutex>;

int file_close(sqlite3_file* file) {
  const Hold hold(disk_mutex());
  const std::unique_ptr<OpenFile> open(static_cast<SimFile*>(file)->open);
  if (open->dead) return SQLITE_OK;
  file_shm_unmap(file, 0);
  DiskState& disk = *open->disk;
  std::erase(disk.open, open.get());
  std::erase(open->file->open, open.get());
  if (open->deletes_on_close && disk.find(open->path)) disk.remove(open->path);
  return SQLITE_OK;
}

int file_read(sqlite3_file* file, void* out, int count, sqlite3_int64 from) {
  const Hold hold(disk_mutex());
  OpenFile& open = open_of(file);
  if (open.dead) return SQLITE_IOERR_READ;
  if (const int code = open.disk->meet(Call::read); code != SQLITE_OK) return code;
  const std::string& bytes = open.file->live;
  const auto wanted = static_cast<std::size_t>(count);
  const auto at = static_cast<std::size_t>(from);
  const std::size_t there = at < bytes.size() ? std::min(wanted, bytes.size() - at) : 0;
  if (there > 0) std::memcpy(out, bytes.data() + at, there);
  if (there == wanted) return SQLITE_OK;
  std::memset(static_cast<char*>(out) + there, 0, wanted - there);
  return SQLITE_IOERR_SHORT_READ;
}

int file_write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 to) {
  const Hold hold(disk_mutex());
  OpenFile& open = open_of(file);
  if (open.dead) return SQLITE_IOERR_WRITE;
  if (count > 0x1ffff) return SQLITE_FULL;  // as the unix VFS
  const std::string_view what(static_cast<const char*>(bytes), static_cast<std::size_t>(count));
  const auto at = static_cast<std::uint64_t>(to);
  return open.disk->change(
      Call::write, [&] { return open.disk->write(*open.file, at, what); },
      [&] { open.disk->write_part(*open.file, at, what); });
}

int file_truncate(sqlite3_file* file, sqlite3_int64 size) {
  const Hold hold(disk_mutex());
  OpenFile& open = open_of(file);
  if (open.dead) return SQLITE_IOERR_TRUNCATE;
  const auto truncate = [&] {
    open.disk->truncate(*open.file, static_cast<std::uint64_t>(size));
    return SQLITE_OK;
  };
  return open.disk->change(Call::truncate, truncate, [&] {
    if (open.disk->lots.flip()) truncate();
  });
}

int file_sync(sqlite3_file* file, int) {
  const Hold hold(disk_mutex());
  OpenFile& open = open_of(file);
  if (open.dead) return SQLITE_IOERR_FSYNC;
  return open.disk->change(
      Call::sync,
      [&] {
        open.disk->sync(*open.file);
        // As the unix VFS: the name of a log is made durable with its first bytes.
        if (open.syncs_folder) open.disk->sync_folder(open.path);
        open.syncs_folder = false;
        return SQLITE_OK;
      },
      [&] { open.disk->sync_part(*open.file); });
}

int file_size(sqlite3_file* file, sqlite3_int64* out) {
  const Hold hold(disk_mutex());
  OpenFile& open = open_of(file);
  if (open.dead) return SQLITE_IOERR_FSTAT;
  if (const int code = open.disk->meet(Call::size); code != SQLITE_OK) return code;
  *out = static_cast<sqlite3_int64>(open.file->live.size());
  return SQLITE_OK;
}

int file_control(sqlite3_file* file, int what, void* argument) {
  const Hold hold(disk_mutex());
  switch (what) {
    case SQLITE_FCNTL_LOCKSTATE:
      *static_cast<int*>(argument) = open_of(file).lock;
      return SQLITE_OK;
    case SQLITE_FCNTL_HAS_MOVED:
      *static_cast<int*>(argument) =
          !open_of(file).dead && open_of(file).disk->find(open_of(file).path) != open_of(file).file;
      return SQLITE_OK;
    case SQLITE_FCNTL_VFSNAME:
      *static_cast<char**>(argument) = sqlite3_mprintf("%s", "meetpoint-sim");
      return SQLITE_OK;
    default: return SQLITE_NOTFOUND;
  }
}

int file_sector_size(sqlite3_file*) { return 4096; }
// As the unix VFS on an ordinary file system.
int file_characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

// Version 2: without the calls for memory-mapped files.
constexpr sqlite3_io_methods methods = {.iVersion = 2,
                                        .xClose = file_close,
                                        .xRead = file_read,
                                        .xWrite = file_write,
                                        .xTruncate = file_truncate,
                                        .xSync = file_sync,
                                        .xFileSize = file_size,
                                        .xLock = file_lock,
                                        .xUnlock = file_unlock,
                                        .xCheckReservedLock = file_check_reserved,
                                        .xFileControl = file_control,
                                        .xSectorSize = file_sector_size,
                                        .xDeviceCharacteristics = file_characteristics,
                                        .xShmMap = file_shm_map,
                                        .xShmLock = file_shm_lock,
                                        .xShmBarrier = file_shm_barrier,
                                        .xShmUnmap = file_shm_unmap,
                                        .xFetch = nullptr,
                                        .xUnfetch = nullptr};

}  // namespace

void begin_file(sqlite3_file* out, std::unique_ptr<OpenFile> open) {
  open->disk->open.push_back(open.get());
  open->file->open.push_back(open.get());
  auto* file = static_cast<SimFile*>(out);
  file->pMethods = &methods;
  file->open = open.release();
}

}  // namespace meetpoint::sim
