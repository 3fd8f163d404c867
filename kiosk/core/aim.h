// What to tell a person who holds up a badge that can't be read yet, and when the screen itself is
// the lamp: a rule over time, so that neither flickers. Part of the kiosk's state; a plain value.
#pragma once

#include "sync/base/instant.h"

namespace meetpoint::core {

enum class AimHint { none, closer, further, tilt, more_light };

// A hint is said once it was measured for so long without a break: a badge that is read at once
// gets none.
inline constexpr Duration hint_patience{300};
// What is said stays so long, that it can be read.
inline constexpr Duration hint_hold{700};
// The lamp is lit when it was too dark for so long, and stays so long after it last was. By its own
// light it is no longer dark: where it has to be lit again within `lamp_relapse`, it stays longer,
// up to the most.
inline constexpr Duration lamp_patience{600};
inline constexpr Duration lamp_hold{30'000};
inline constexpr Duration lamp_relapse{5'000};
inline constexpr Duration lamp_hold_most{600'000};

struct Aim {
  // As it was measured last, and since when without a break.
  AimHint measured = AimHint::none;
  bool someone = false;  // a badge was found in the picture
  Instant measured_since;
  // As it is shown.
  AimHint shown = AimHint::none;
  Instant shown_since;
  bool lamp = false;
  Instant dark_at;  // when it was last too dark, while the lamp is lit; else when it went out
  Duration hold = lamp_hold;
  bool operator==(const Aim&) const = default;
};

// The camera measured something else than before. `someone`: a badge is in the picture; without one
// it can be too dark, and there is nobody to tell.
void measured(Aim&, AimHint, bool someone, Instant now);
// Time passes.
void passed(Aim&, Instant now);
// A badge was read: there is nothing more to say, at once. The lamp stays.
void was_read(Aim&, Instant now);
// No picture any more: neither hint nor lamp.
void no_picture(Aim&);

}  // namespace meetpoint::core
