#include "kiosk/core/aim.h"

#include <algorithm>

namespace meetpoint::core {
namespace {

// What would be said of what is measured now. Without a badge in the picture a dark room is no
// person's business; all other hints are measured at a badge or a part of one.
AimHint wanted(const Aim& aim) {
  return aim.measured == AimHint::more_light && !aim.someone ? AimHint::none : aim.measured;
}

void settle_hint(Aim& aim, Instant now) {
  const AimHint next = wanted(aim);
  if (next == aim.shown) return;
  const bool steady = next == AimHint::none || now - aim.measured_since >= hint_patience;
  const bool free = aim.shown == AimHint::none || now - aim.shown_since >= hint_hold;
  if (!steady || !free) return;
  aim.shown = next;
  aim.shown_since = now;
}

void settle_lamp(Aim& aim, Instant now) {
  const bool dark = aim.measured == AimHint::more_light;
  if (aim.lamp) {
    if (dark) aim.dark_at = now;
    if (now - aim.dark_at < aim.hold) return;
    aim.lamp = false;
    aim.dark_at = now;
  } else if (dark && now - aim.measured_since >= lamp_patience) {
    const bool relapse =
        aim.dark_at != Instant{} && aim.measured_since - aim.dark_at < lamp_relapse;
    aim.hold = relapse ? std::min(aim.hold * 4, lamp_hold_most) : lamp_hold;
    aim.lamp = true;
    aim.dark_at = now;
  }
}

}  // namespace

void measured(Aim& aim, AimHint hint, bool someone, Instant now) {
  passed(aim, now);  // by what was measured until now
  if (hint != aim.measured) aim.measured_since = now;
  aim.measured = hint;
  aim.someone = someone;
  passed(aim, now);
}

void passed(Aim& aim, Instant now) {
  // A clock that was set back must not hold a hint for hours.
  for (Instant* since : {&aim.measured_since, &aim.shown_since, &aim.dark_at})
    *since = std::min(*since, now);
  settle_hint(aim, now);
  settle_lamp(aim, now);
}

void was_read(Aim& aim, Instant now) {
  aim.shown = AimHint::none;
  aim.measured_since = now;
}

void no_picture(Aim& aim) { aim = {}; }

}  // namespace meetpoint::core
