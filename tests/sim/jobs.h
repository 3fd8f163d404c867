// Runs seeds in child processes, so that one that crashes or hangs names its seed and the others go
// on; and so that all cores are used.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace meetpoint::sim {

struct Seeds {
  std::uint64_t first = 1;
  std::uint64_t last = 1;
};

struct Totals {
  std::uint64_t seeds = 0;
  std::uint64_t facts = 0;
  std::uint64_t promises = 0;
  std::uint64_t excused = 0;
  std::uint64_t messages = 0;
};

struct Failure {
  std::uint64_t seed = 0;
  std::string why;
};

struct Report {
  Totals totals;
  std::vector<Failure> failures;  // by seed; the first few
  std::uint64_t failed = 0;       // how many there were
};

// `work(seed, totals)` returns why the seed failed, or nothing. With `stop_at_first` no seed is
// begun after one failed. A seed that takes longer than `patience_s` of a core counts as a hang.
Report run_jobs(const Seeds&, int jobs, bool stop_at_first, unsigned patience_s,
                const std::function<std::string(std::uint64_t, Totals&)>& work);

}  // namespace meetpoint::sim
