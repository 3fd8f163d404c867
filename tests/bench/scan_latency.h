// How long the kiosk's own scan thread takes from a frame's delivery to the scan that comes of it.
#pragma once

#include "tests/bench/figures.h"
#include "tests/samples/kinds.h"

namespace meetpoint::bench {

// Plays `films` films of each kind to a real Scanner at 30 frames a second. Wall time in ms from
// the moment at which the frame was handed over (one frame's time after its exposure began) until
// the event could be taken.
Samples measure_latency(const std::vector<samples::Kind>& kinds, std::uint64_t seed, int films);

}  // namespace meetpoint::bench
