// A disk in memory on which SQLite works as on a real one, and whose power can be cut.
//
// Every database file below a SimDisk's folder is on that disk: its VFS is SQLite's default while
// programs with it run, sends paths below a live SimDisk's folder to that disk, and every other
// path to the real file system. So the product's code runs on it unchanged; what does not go
// through SQLite (a folder's lock) stays in the real folder.
//
// A file is its durable bytes and, above them, the changes that were not synced yet. So is a
// folder: a file made or deleted is durable after the folder was synced, which SQLite does as the
// unix VFS does. A cut of the power drops, keeps or tears what is not durable, as ALICE (Pillai et
// al., OSDI 2014) found real file systems to do. Writes are atomic in sectors that are aligned.
//
// Deterministic: the same seed and the same calls give the same bytes, provided one thread works.
// SQLite's own random numbers are seeded anew whenever a SimDisk is made. Thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace meetpoint::sim {

// What becomes of changes that were not synced when the power goes.
enum class Loss {
  dropped,    // none of them happened
  kept,       // all of them happened
  random,     // each by lot, whole
  torn_512,   // each sector of 512 bytes of each by lot: any order, any part
  torn_4096,  // the same by 4 KiB
};
inline constexpr Loss every_loss[] = {Loss::dropped, Loss::kept, Loss::random, Loss::torn_512,
                                      Loss::torn_4096};
std::string_view name_of(Loss);

// When the power goes, within the call that it goes in.
enum class Moment { by_lot, before, during, after };

// What SQLite asks of a disk. `remove` is a file's deletion, `map` a further part of shared memory.
enum class Call { open, read, write, sync, truncate, remove, lock, map, size, look };
inline constexpr Call every_call[] = {Call::open,     Call::read,   Call::write, Call::sync,
                                      Call::truncate, Call::remove, Call::lock,  Call::map,
                                      Call::size,     Call::look};
std::string_view name_of(Call);

enum class Times { once, for_good };

// The bytes of every file, by its path below the folder.
using Image = std::map<std::string, std::string>;

enum class Bytes {
  durable,  // what a cut of the power that drops everything would leave
  live,     // what programs on the running machine see
};

struct DiskState;

class SimDisk {
 public:
  // The folder need not exist. Two live disks never have the same folder.
  SimDisk(const std::filesystem::path& folder, std::uint64_t seed);
  ~SimDisk();  // connections that are still open fail from now on
  SimDisk(const SimDisk&) = delete;
  SimDisk& operator=(const SimDisk&) = delete;

  // ---- power

  // The power goes now. Every later call fails with SQLITE_IOERR: on what was open before for ever
  // (close it; that changes nothing), on anything else until power_on().
  void power_cut(Loss);
  // The power goes in the n-th changing call from now (n from 1): a write, sync, truncate, delete
  // or the making of a file. No power_on() is needed where it never comes to that call.
  void cut_after(std::uint64_t n, Loss, Moment = Moment::by_lot);
  void do_not_cut();
  bool is_off() const;
  void power_on();
  // Changing calls so far, whether or not they failed.
  std::uint64_t calls() const;

  // The programs on this machine are killed; the machine goes on: nothing is lost, but what they
  // had open is dead, as above. With a number: only what was opened after as_program(number).
  void kill_programs();
  void kill_program(int number);
  void as_program(int number);

  // ---- faults

  // The n-th call of this kind from now (n from 1) fails with SQLite's `code`; for good: every
  // later one as well. A write that fails may have written a part, a sync may have synced a part;
  // a later sync does not make good for it. One fault per kind; the latest counts.
  void fail(Call, std::uint64_t n, Times, int code);
  // Calls of a kind so far.
  std::uint64_t calls(Call) const;
  // How often a fault was met since it was set.
  std::uint64_t failures() const;
  // Syncs from now on say that they are done, and do nothing.
  void lie_about_syncs(bool);
  // All files together can't grow above this: SQLITE_FULL, with what fits written.
  void set_capacity(std::uint64_t bytes);
  // Ends faults, lies and limits.
  void mend();

  // ---- bytes

  Image copy(Bytes = Bytes::durable) const;
  // Replaces every file, durably. What was open before is dead.
  void restore(const Image&);
  std::uint64_t used_bytes() const;
  // Anywhere: durable or not, deleted but not yet durably so, logs included.
  bool bytes_contain(std::string_view needle) const;

 private:
  std::shared_ptr<DiskState> state_;
};

// What SQLite takes for the time of day while a SimDisk lives. Milliseconds since 1970.
void set_sqlite_time(std::int64_t ms);
// Without them SQLite takes memory for short: it reads pages again and again, and writes to the
// disk in the midst of a transaction, as it does where a file is larger than its cache. Of all
// connections.
void allow_cached_pages(bool);

}  // namespace meetpoint::sim
