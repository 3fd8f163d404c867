#include "kiosk/scan/camera/lamp_control.h"

#include <algorithm>

namespace meetpoint::scan {

bool LampControl::see(Light light, Moment at) {
  const bool calls = lit_ ? light == Light::plenty : light == Light::dark;
  if (!calls) {
    since_.reset();
    return lit_;
  }
  if (!since_) since_ = at;
  if (at - *since_ < (lit_ ? light_for_ : options_.dark_for)) return lit_;
  if (lit_) {
    out_at_ = at;
  } else if (out_at_) {
    const bool too_early = at - *out_at_ <= options_.needed_again;
    light_for_ = too_early ? std::min(light_for_ * 2, options_.longest) : options_.light_for;
  }
  lit_ = !lit_;
  since_.reset();
  return lit_;
}

}  // namespace meetpoint::scan
