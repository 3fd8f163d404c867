// What is on a simulated disk, and what happens to it. Callers hold `disk_mutex()`.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tests/sim/disk/sim_disk.h"

namespace meetpoint::sim {

// SQLite's own result codes, so that only the VFS itself needs its header.
inline constexpr int ok = 0;
inline constexpr int io_error = 10;   // SQLITE_IOERR
inline constexpr int disk_full = 13;  // SQLITE_FULL

// A small generator of our own: the standard's distributions differ between libraries.
class Lots {
 public:
  explicit Lots(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  std::uint64_t below(std::uint64_t n) { return n == 0 ? 0 : next() % n; }
  bool flip() { return (next() & 1) != 0; }

 private:
  std::uint64_t state_;
};

// The memory that connections of one database share; gone with the power.
inline constexpr std::size_t shared_region_bytes = 32768;
struct SharedMemory {
  using Region = std::array<unsigned char, shared_region_bytes>;
  std::vector<std::unique_ptr<Region>> regions;
};

struct Change {
  bool truncates = false;
  std::uint64_t at = 0;  // the new size, where it truncates
  std::string bytes;
};

struct OpenFile;

struct FileBytes {
  std::string live;
  std::string durable;
  std::vector<Change> unsynced;
  std::shared_ptr<SharedMemory> shared;
  std::vector<OpenFile*> open;  // in the order of opening
};

// A file that was made, or deleted where `file` is null.
struct NameChange {
  std::string path;
  std::shared_ptr<FileBytes> file;
};

struct OpenFile {
  std::shared_ptr<DiskState> disk;
  std::shared_ptr<FileBytes> file;
  std::string path;
  int program = 0;
  bool dead = false;
  bool deletes_on_close = false;
  bool syncs_folder = false;  // a log that was just made: its first sync is its folder's, too
  int lock = 0;
  bool maps = false;
  unsigned shares = 0;  // slots of the shared memory that are locked, one bit each
  unsigned excludes = 0;
  std::shared_ptr<SharedMemory> shared;
};

struct Fault {
  std::uint64_t countdown = 0;  // calls of its kind until it comes
  Times times = Times::once;
  int code = 0;
};

struct Cut {
  std::uint64_t at_call = 0;
  Loss loss = Loss::dropped;
  Moment moment = Moment::by_lot;
};

struct DiskState {
  DiskState(std::string folder_path, std::uint64_t seed)
      : folder(std::move(folder_path)), lots(seed) {}

  std::string folder;
  Lots lots;
  bool off = false;
  int program = 0;

  std::map<std::string, std::shared_ptr<FileBytes>> names;
  std::map<std::string, std::shared_ptr<FileBytes>> durable_names;
  std::vector<NameChange> unsynced_names;
  std::vector<OpenFile*> open;

  std::uint64_t changing_calls = 0;
  std::map<Call, std::uint64_t> calls;
  std::map<Call, Fault> faults;
  std::uint64_t failures = 0;
  std::optional<Cut> cut;
  bool lies = false;
  std::optional<std::uint64_t> capacity;

  // Counts a call. What it fails with, or `ok`.
  int meet(Call);
  // The same for a call that changes something: `whole` does it and returns a code, `part` does a
  // part of it by lot.
  template <class Whole, class Part>
  int change(Call call, Whole whole, Part part) {
    if (off) return io_error;
    ++changing_calls;
    if (cut && cut->at_call == changing_calls) {
      const Cut now = *cut;
      cut.reset();
      const Moment moment =
          now.moment != Moment::by_lot ? now.moment : static_cast<Moment>(1 + lots.below(3));
      if (moment == Moment::during) part();
      if (moment == Moment::after) static_cast<void>(whole());
      lose_power(now.loss);
      return io_error;
    }
    if (const int code = meet(call); code != ok) {
      part();
      return code;
    }
    return whole();
  }

  void lose_power(Loss);
  void kill(const std::optional<int>& which_program);
  std::uint64_t used() const;

  std::shared_ptr<FileBytes> find(const std::string& path) const;
  std::shared_ptr<FileBytes> make(const std::string& path);
  void remove(const std::string& path);
  void sync_folder(const std::string& of_path);

  // What fits is written; disk_full where that is not all.
  int write(FileBytes&, std::uint64_t at, std::string_view bytes);
  void write_part(FileBytes&, std::uint64_t at, std::string_view bytes);
  void truncate(FileBytes&, std::uint64_t size);
  void sync(FileBytes&);
  // A sync that failed: some of it is durable, and the rest is taken for synced (as Linux does).
  void sync_part(FileBytes&);

 private:
  void apply_by_loss(FileBytes&, Loss);
};

// One lock for all disks: SQLite calls in from the threads of several connections.
std::recursive_mutex& disk_mutex();
// Makes the VFS SQLite's default, once, and takes part in routing.
void attach(const std::shared_ptr<DiskState>&, std::uint64_t seed);
void detach(const DiskState&);
std::shared_ptr<DiskState> disk_of(std::string_view path);

}  // namespace meetpoint::sim
