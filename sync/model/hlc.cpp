#include "sync/model/hlc.h"

#include <algorithm>

namespace meetpoint {

namespace {
constexpr std::uint64_t max_ms = (std::uint64_t{1} << 48) - 1;
}

Hlc Hlc::of(Instant at, std::uint16_t counter) {
  const std::int64_t ms = std::clamp<std::int64_t>(to_ms(at), 0, static_cast<std::int64_t>(max_ms));
  return {(static_cast<std::uint64_t>(ms) << 16) | counter};
}

Instant Hlc::instant() const { return from_ms(static_cast<std::int64_t>(packed >> 16)); }

Hlc tick(Hlc last, Instant now) {
  const Hlc wall = Hlc::of(now, 0);
  if (wall > last) return wall;
  // A counter that overflows carries into the milliseconds, which keeps the order.
  return {last.packed + 1};
}

Hlc merge(Hlc last, Hlc received, Instant now) {
  if (received.instant() > now + hlc_max_ahead) return last;
  return std::max(last, received);
}

}  // namespace meetpoint
