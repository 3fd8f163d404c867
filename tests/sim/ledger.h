// What was promised, kept beside the product: which facts somebody saw as recorded, who is in which
// zone by what, which badges were revoked. The judge at the end of a day.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sync/base/ids.h"
#include "sync/model/fact_body.h"
#include "sync/store/database.h"
#include "tests/sim/disk/sim_disk.h"

namespace meetpoint::sim {

// One transaction of one station: no two of a station have the same moment on the clock that counts
// from its boot. It outlives new numbers of its facts.
struct Stamp {
  std::uint32_t station = 0;
  std::int64_t monotonic_ms = 0;
  auto operator<=>(const Stamp&) const = default;
};

struct Promise {
  std::size_t facts = 0;
  std::string what;
  bool excused = false;  // every disk that held it was lost
};

struct Withdrawal {
  Stamp stamp;
  ConsentWithdrawn what;
};

using Counts = std::map<Stamp, std::size_t>;

// How many facts of each transaction a disk holds, read from a copy of it. Of a station's file only
// its own journal.
Counts facts_at_hub(const SimDisk&, const std::filesystem::path& scratch);
Counts facts_of_journal(const SimDisk&, const std::filesystem::path& scratch);

// Whom a disk knows as erased.
std::set<AttendeeId> erased_on(const SimDisk&, const std::filesystem::path& scratch, bool is_hub);

class Ledger {
 public:
  void promise(Stamp stamp, std::size_t facts, std::string what) {
    promises_[stamp] = {facts, std::move(what), false};
  }
  // Of a transaction that may fail: then nothing of it may be anywhere.
  void attempt(Stamp stamp, std::size_t facts) { attempts_[stamp] = facts; }
  const std::map<Stamp, Promise>& promises() const { return promises_; }
  // Whether nobody has it any more who will be asked for it.
  bool is_excused(Stamp stamp) const;
  // `by` was shown to take back what `what` had recorded.
  void took_back(Stamp by, Stamp what) { taken_back_.emplace_back(by, what); }
  const std::vector<std::pair<Stamp, Stamp>>& taken_back() const { return taken_back_; }

  // After disks were lost: what none of `places` holds can't be asked for any more. How many.
  std::size_t excuse_all_but(const std::vector<Counts>& places);

  // What this station still owes to `hub` can't be asked for any more. How many.
  std::size_t excuse_station(std::uint32_t station, const Counts& hub);

  // What is wrong with `hub`, or empty.
  std::string judge(const Counts& hub) const;

 private:
  std::map<Stamp, Promise> promises_;
  std::map<Stamp, std::size_t> attempts_;
  std::vector<std::pair<Stamp, Stamp>> taken_back_;
};

}  // namespace meetpoint::sim
