// A scripted hour of a program (a station's store, a hub) that can be run again and again on a disk
// that fails: the product's own code, the same bytes each time.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "sync/base/result.h"
#include "sync/store/database.h"

namespace meetpoint::disk {

// One call of the product. On success what it answered; a failure is never an answer. `conflict`
// says that of several that were asked together some succeeded.
struct Step {
  std::string name;
  std::function<Result<std::string>()> run;
  // Where it failed and is there all the same, a second try does it once more.
  bool counts_each_time = false;
};

// Steps that go on from where the act before ended, the program having been closed in between.
struct Act {
  std::string name;
  std::vector<Step> steps;
};

class Day {
 public:
  virtual ~Day() = default;
  virtual const std::vector<Act>& acts() const = 0;
  virtual std::filesystem::path database() const = 0;

  // Opens what is on the disk. stop() also drops what a cut of the power left behind.
  virtual Status start() = 0;
  virtual void stop() = 0;
  // Sets the clock and the random numbers: a step that is tried again is the same step.
  virtual void set_moment(std::size_t moment) = 0;

  // What is wrong with the positions, the hash chain or the fold; empty: nothing.
  virtual std::string find_fault(store::Database&) const = 0;
};

// Makes libsodium's random numbers follow from a seed, for the whole process. `be_predictable`
// once, before anything else uses it.
void be_predictable();
void seed_random(std::uint64_t seed);
// Lets SQLite move its log into the database after so many pages instead of 1000, so that a short
// day sees it many times.
void checkpoint_often(int pages);

}  // namespace meetpoint::disk
