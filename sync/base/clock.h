// Where the present comes from. The two main.cpp make a SystemClock and hand it down; tests and the
// simulator make their own.
#pragma once

#include <string>

#include "sync/base/instant.h"

namespace meetpoint {

class Clock {
 public:
  virtual ~Clock() = default;
  // Wall-clock time. May jump in both directions.
  virtual Instant now() const = 0;
  // Milliseconds since some moment in this boot; never goes back.
  virtual std::int64_t monotonic_ms() const = 0;
};

// Thread-safe.
class SystemClock final : public Clock {
 public:
  Instant now() const override;
  std::int64_t monotonic_ms() const override;
};

// A clock that a test or a film sets. Not thread-safe.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  Instant now() const override { return now_; }
  std::int64_t monotonic_ms() const override { return monotonic_ms_; }
  void advance(Duration by) {
    now_ += by;
    monotonic_ms_ += by.count();
  }
  // Moves the wall clock alone, as a person or NTP does.
  void set_wall(Instant to) { now_ = to; }

 private:
  Instant now_;
  std::int64_t monotonic_ms_ = 0;
};

}  // namespace meetpoint
