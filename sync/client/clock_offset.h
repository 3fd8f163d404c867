// How far this machine's wall clock is from the hub's. Pure.
//
// A reply holds the hub's time; it was written between sending and receiving, so a quick round trip
// says more than a slow one (a long-poll is held for up to 25 s). The quickest of the last few
// counts. Samples are kept against the monotonic clock: when somebody sets the wall clock, the new
// offset is known at once.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "sync/client/moment.h"

namespace meetpoint::client {

// Beyond this a station's screen says that its clock is wrong.
inline constexpr Duration clock_tolerance{2 * 60'000};

class ClockOffset {
 public:
  void add(Moment sent, Instant hub_now, Moment received);

  // Hub minus station: positive where this clock is behind. Nothing before the first reply.
  std::optional<Duration> at(Moment now) const;
  bool is_wrong(Moment now) const;

 private:
  struct Sample {
    // The hub's time at monotonic zero lies between these two.
    std::int64_t earliest_ms = 0;
    std::int64_t latest_ms = 0;
    std::int64_t width() const { return latest_ms - earliest_ms; }
  };
  const Sample* best() const;

  std::array<Sample, 8> samples_{};
  std::size_t count_ = 0;
  std::size_t next_ = 0;
};

}  // namespace meetpoint::client
