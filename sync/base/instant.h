// Instants and durations: milliseconds, UTC, in the standard library's types.
//
// An Instant is wall-clock time: for display and for breaking ties, never for deciding what was
// delivered (see sync/README.md). Pure code is handed `now`; only a Clock reads one.
#pragma once

#include <chrono>
#include <cstdint>

namespace meetpoint {

using Duration = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<Duration>;

inline constexpr Instant from_ms(std::int64_t ms_since_1970) {
  return Instant{Duration{ms_since_1970}};
}
inline constexpr std::int64_t to_ms(Instant t) { return t.time_since_epoch().count(); }

}  // namespace meetpoint
