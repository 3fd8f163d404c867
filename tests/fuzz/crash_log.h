// Runs work over a range of seeds in child processes, so that one that crashes or hangs names its
// seed and the rest goes on.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace meetpoint::scan::fuzz {

struct Tally {
  std::uint64_t images = 0;
  std::uint64_t read = 0;    // texts that were right
  std::uint64_t wrong = 0;   // texts of no code in the picture
  std::uint64_t faults = 0;  // assertions of ZXing that the guard caught
  Tally& operator+=(const Tally&);
};

struct Crash {
  std::uint64_t seed = 0;
  int signal = 0;  // 0: it hung, and was ended
};

struct Outcome {
  Tally tally;
  std::vector<Crash> crashes;
};

// Calls `work(seed, tally)` for each seed of [first, first + count), in `jobs` processes at a time;
// a seed that takes longer than `patience_s` counts as a hang. What a crashed seed had counted is
// kept. `progress` (may be empty) is told now and then how many are done.
Outcome run_in_children(std::uint64_t first, std::uint64_t count, int jobs, int patience_s,
                        const std::function<void(std::uint64_t, Tally&)>& work,
                        const std::function<void(std::uint64_t)>& progress);

}  // namespace meetpoint::scan::fuzz
