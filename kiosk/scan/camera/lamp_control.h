// When a camera's lamp is lit: when it stays dark, and off when it has long been light. Pure.
//
// The lamp changes what it is judged by. So it waits on both sides, and where it was needed again
// as soon as it went out, it stays on for longer each time instead of blinking at people.
#pragma once

#include <optional>

#include "kiosk/scan/base/moment.h"

namespace meetpoint::scan {

enum class Light { dark, enough, plenty };

class LampControl {
 public:
  struct Options {
    Duration dark_for{2000};      // before it is lit
    Duration light_for{10000};    // plenty of it, before it goes out; doubles …
    Duration longest{600000};     // … up to this
    Duration needed_again{8000};  // dark again this soon after it went out: it went out too early
  };

  LampControl() = default;
  explicit LampControl(Options options) : options_(options), light_for_(options.light_for) {}

  // Whether it is to be lit now.
  bool see(Light light, Moment at);
  bool lit() const { return lit_; }

 private:
  Options options_;
  Duration light_for_ = options_.light_for;
  bool lit_ = false;
  std::optional<Moment> since_;  // the light has called for a change
  std::optional<Moment> out_at_;
};

}  // namespace meetpoint::scan
