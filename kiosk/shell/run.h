// The ways to run the kiosk, each from its options to its exit code.
#pragma once

#include "kiosk/scan/camera/source_spec.h"
#include "kiosk/scan/reader/serial_reader.h"
#include "kiosk/shell/options.h"
#include "sync/base/clock.h"

namespace meetpoint::shell {

// What --camera and --reader name, parsed. Empty where none was given.
Result<std::vector<scan::SourceSpec>> sources_of(const Options&);
Result<std::vector<scan::ReaderSpec>> readers_of(const Options&);

// A window, until it is closed or a signal comes.
int run_window(const Options&, const Clock&);

// A script off screen.
int run_headless(const Options&, const Clock&);

// The hash of the folded state that stations share; for tests and for support.
int print_state_hash(const Options&, const Clock&);

}  // namespace meetpoint::shell
