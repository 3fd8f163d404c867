#include "sync/base/clock.h"

namespace meetpoint {

Instant SystemClock::now() const {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

std::int64_t SystemClock::monotonic_ms() const {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<Duration>(since).count();
}

}  // namespace meetpoint
