// Some steps in a row, for a part of the days: what it takes for some faults of the program to show
// is three or four things one after the other, which days by lot alone have once in tens of
// thousands.
#pragma once

#include "tests/sim/plan.h"
#include "tests/sim/rng.h"

namespace meetpoint::sim {

// Puts one of the rows into a day whose length, stations and people are known.
void add_row(Plan&, Rng);

// One more, since what it takes is longer than most of them: a fact moves to another journal, and
// back to its first id, as a hub that was put back has it from another copy of the disk.
void add_way_back(Plan&, Rng);

}  // namespace meetpoint::sim
