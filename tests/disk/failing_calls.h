// Lets calls of a day fail: each once and for good, and a disk that is full from there on.
#pragma once

#include "tests/disk/power_cuts.h"

namespace meetpoint::disk {

// After each fault: whatever succeeded is there, also after the power was cut; what failed said so
// in words that a person can act on, and is there in full or not at all; and once the fault is over
// the program goes on, without a restart or (counted) with one.
Tried try_failing_calls(Day&, sim::SimDisk&, const Pace&);

// The same with a disk that has room for so much and no more, for many such sizes.
Tried try_full_disks(Day&, sim::SimDisk&, const Pace&);

}  // namespace meetpoint::disk
