// Hybrid logical clock (Kulkarni et al., "Logical Physical Clocks", 2014): 48 bits of milliseconds
// and 16 bits of counter. It orders facts for display and breaks ties; it never decides delivery.
#pragma once

#include <compare>
#include <cstdint>

#include "sync/base/instant.h"

namespace meetpoint {

struct Hlc {
  std::uint64_t packed = 0;

  static Hlc of(Instant at, std::uint16_t counter);
  Instant instant() const;
  std::uint16_t counter() const { return static_cast<std::uint16_t>(packed & 0xffff); }
  auto operator<=>(const Hlc&) const = default;
};

// A received time further ahead than this is kept with its fact, but does not move our clock.
inline constexpr Duration hlc_max_ahead{60'000};

// The time of the next fact of a station whose last was `last`.
Hlc tick(Hlc last, Instant now);

// What a station's clock becomes when it sees a fact of another.
Hlc merge(Hlc last, Hlc received, Instant now);

}  // namespace meetpoint
