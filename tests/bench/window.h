// The kiosk's real window, on a display of its own that nobody sees.
#pragma once

#include "tests/bench/programs.h"

namespace meetpoint::bench {

// First frame, and what is drawn and computed while nobody is there. Without Xvfb it says that it
// was not measured. The kiosk of `folder`/kiosk must belong to an event.
void tell_window(const Setup&, Report&);

}  // namespace meetpoint::bench
