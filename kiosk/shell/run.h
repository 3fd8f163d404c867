// The ways to run the kiosk, each from its options to its exit code.
#pragma once

#include "kiosk/shell/options.h"
#include "sync/base/clock.h"

namespace meetpoint::shell {

// A window, until it is closed or a signal comes.
int run_window(const Options&, const Clock&);

// A script off screen.
int run_headless(const Options&, const Clock&);

// The hash of the folded state that stations share; for tests and for support.
int print_state_hash(const Options&, const Clock&);

}  // namespace meetpoint::shell
