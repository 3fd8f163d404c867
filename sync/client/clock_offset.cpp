#include "sync/client/clock_offset.h"

#include <algorithm>

namespace meetpoint::client {

void ClockOffset::add(Moment sent, Instant hub_now, Moment received) {
  const Sample sample{to_ms(hub_now) - received.monotonic_ms, to_ms(hub_now) - sent.monotonic_ms};
  if (sample.width() < 0) return;
  // The machine slept (its monotonic clock stood still) or the hub's clock was set: what was
  // measured before says nothing any more. A second is allowed for clocks that run unevenly.
  if (const Sample* known = best();
      known != nullptr && (sample.earliest_ms > known->latest_ms + 1000 ||
                           sample.latest_ms + 1000 < known->earliest_ms)) {
    count_ = 0;
    next_ = 0;
  }
  samples_[next_] = sample;
  next_ = (next_ + 1) % samples_.size();
  count_ = std::min(count_ + 1, samples_.size());
}

const ClockOffset::Sample* ClockOffset::best() const {
  if (count_ == 0) return nullptr;
  const auto end = samples_.begin() + static_cast<std::ptrdiff_t>(count_);
  return &*std::min_element(samples_.begin(), end,
                            [](const Sample& a, const Sample& b) { return a.width() < b.width(); });
}

std::optional<Duration> ClockOffset::at(Moment now) const {
  const Sample* sample = best();
  if (sample == nullptr) return std::nullopt;
  const std::int64_t middle_ms = sample->earliest_ms + sample->width() / 2;
  return Duration(middle_ms + now.monotonic_ms - to_ms(now.wall));
}

bool ClockOffset::is_wrong(Moment now) const {
  const auto offset = at(now);
  return offset && std::chrono::abs(*offset) > clock_tolerance;
}

}  // namespace meetpoint::client
