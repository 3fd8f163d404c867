// A Moment is monotonic time in milliseconds: it never goes back, and says nothing about the hour.
// Scanning lives on gaps and durations, so wall-clock time (Instant) has no place in it. A Moment
// counts from the same point as Clock::monotonic_ms().
#pragma once

#include <chrono>
#include <cstdint>

#include "sync/base/instant.h"

namespace meetpoint::scan {

using Moment = std::chrono::time_point<std::chrono::steady_clock, Duration>;

inline constexpr Moment moment_from_ms(std::int64_t monotonic_ms) {
  return Moment{Duration{monotonic_ms}};
}

}  // namespace meetpoint::scan
