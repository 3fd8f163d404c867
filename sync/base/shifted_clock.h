// A clock that shows another day: for rehearsing an event before it takes place.
#pragma once

#include <string_view>

#include "sync/base/clock.h"
#include "sync/base/result.h"

namespace meetpoint {

// Runs like the system's clock, but began at `start` when it was made. Thread-safe.
class ShiftedClock final : public Clock {
 public:
  explicit ShiftedClock(Instant start) : shift_(start - system_.now()) {}
  Instant now() const override { return system_.now() + shift_; }
  std::int64_t monotonic_ms() const override { return system_.monotonic_ms(); }

 private:
  SystemClock system_;
  Duration shift_;
};

// "2027-03-18T09:05:00Z", as RFC 3339 writes UTC. invalid_input names the form that is needed.
Result<Instant> parse_utc(std::string_view text);

}  // namespace meetpoint
