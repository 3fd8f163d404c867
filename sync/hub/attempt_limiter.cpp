#include "sync/hub/attempt_limiter.h"

namespace meetpoint::hub {

void AttemptLimiter::begin_window(Instant now) {
  // A clock that was set back begins a new window, too.
  if (now >= window_began_ && now - window_began_ < window) return;
  window_began_ = now;
  in_all_ = 0;
  by_address_.clear();
}

std::optional<Duration> AttemptLimiter::must_wait(const std::string& address, Instant now) {
  const std::lock_guard lock(mutex_);
  begin_window(now);
  const auto found = by_address_.find(address);
  const int here = found == by_address_.end() ? 0 : found->second;
  if (here < max_per_address && in_all_ < max_in_all) return std::nullopt;
  return window_began_ + window - now;
}

void AttemptLimiter::count_wrong(const std::string& address, Instant now) {
  const std::lock_guard lock(mutex_);
  begin_window(now);
  ++in_all_;
  ++by_address_[address];
}

}  // namespace meetpoint::hub
