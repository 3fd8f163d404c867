// Simulated time: what happens when. One thread; what is planned for the same millisecond happens
// in the order in which it was planned.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "sync/base/clock.h"

namespace meetpoint::sim {

class Timeline {
 public:
  std::int64_t now() const { return now_; }

  void after(std::int64_t ms, std::function<void()> what) {
    planned_.emplace(std::pair{now_ + (ms < 0 ? 0 : ms), next_++}, std::move(what));
  }
  // Does the next thing. False: nothing is planned before `until` (then that is the time).
  bool step(std::int64_t until) {
    if (planned_.empty() || planned_.begin()->first.first > until) {
      now_ = until > now_ ? until : now_;
      return false;
    }
    auto first = planned_.extract(planned_.begin());
    now_ = first.key().first;
    first.mapped()();
    return true;
  }

 private:
  std::int64_t now_ = 0;
  std::uint64_t next_ = 0;
  std::map<std::pair<std::int64_t, std::uint64_t>, std::function<void()>> planned_;
};

// The clocks of one machine: the wall clock may be days off and jump; the other counts from a boot.
class MachineClock final : public Clock {
 public:
  MachineClock(const Timeline& time, Instant wall_at_start) : time_(time), start_(wall_at_start) {}

  Instant now() const override { return start_ + Duration(time_.now() + wall_off_); }
  std::int64_t monotonic_ms() const override { return time_.now() + boot_; }

  void jump(std::int64_t ms) { wall_off_ += ms; }
  // A new boot: the other clock begins somewhere else, so that no two moments of a machine, or of
  // two copies of its disk, are the same.
  void boot(std::int64_t somewhere) { boot_ = somewhere; }

 private:
  const Timeline& time_;
  Instant start_;
  std::int64_t wall_off_ = 0;
  std::int64_t boot_ = 0;
};

}  // namespace meetpoint::sim
