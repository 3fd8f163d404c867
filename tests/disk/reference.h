// What a day is when nothing fails: what every step answers, and what the database holds after it.
#pragma once

#include <string>
#include <vector>

#include "tests/disk/day.h"
#include "tests/sim/disk/sim_disk.h"

namespace meetpoint::disk {

struct ActReference {
  sim::Image before;                  // the disk when the act begins
  std::size_t first_moment = 0;       // see Day::set_moment
  std::vector<std::string> answers;   // of each step
  std::vector<std::string> contents;  // after so many steps, from 0: once the program is open
};

// Runs the whole day on `disk`, made empty. Fails (with words) where a step fails or the database
// does not hang together after one, for then there is nothing to compare with.
Result<std::vector<ActReference>> run_whole(Day&, sim::SimDisk&);

// Opened beside the program, or after it.
Result<std::string> contents_on_disk(const Day&);

}  // namespace meetpoint::disk
