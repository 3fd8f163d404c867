// Cuts the power at the calls of a day, and looks at what is there when it comes back.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "tests/disk/day.h"
#include "tests/sim/disk/sim_disk.h"

namespace meetpoint::disk {

struct Tried {
  std::size_t cuts = 0;         // of the power, or faults
  std::size_t second_cuts = 0;  // while what the first left was being opened
  std::size_t restarts = 0;     // of the program that a fault needed
  std::vector<std::string> failures;
};

struct Pace {
  std::size_t every = 1;         // every so manieth call
  std::size_t second_every = 1;  // 0: no second cuts
  std::size_t go_on = 3;         // steps that are done after the recovery
};

// After each cut: the file opens, it is whole, and it holds exactly what it held after the steps
// that had succeeded, or that and the one step that had not returned.
Tried try_power_cuts(Day&, sim::SimDisk&, const Pace&);

}  // namespace meetpoint::disk
