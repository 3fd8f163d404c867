// A failing day, made as short as it can be found to fail in the same way.
#pragma once

#include <functional>

#include "tests/sim/plan.h"

namespace meetpoint::sim {

// `fails` runs a plan; at most `tries` are run. Steps are taken away by halves, quarters, … and one
// by one (Zeller, Hildebrandt: "Simplifying and Isolating Failure-Inducing Input", 2002), then the
// weather is made calm and stations are taken away.
Plan shrink(Plan, const std::function<bool(const Plan&)>& fails, int tries);

}  // namespace meetpoint::sim
