// What a person can do so that a code that is seen but not read can be read. Pure.
#pragma once

#include <span>

#include "kiosk/scan/base/gray.h"
#include "kiosk/scan/decode/code_fit.h"
#include "kiosk/scan/decode/finder_patterns.h"

namespace meetpoint::scan {

enum class Advice { none, closer, further, tilt, more_light };

// Of one picture of which nothing was read. `finders` and `codes` are what was located in it, the
// best ones in front; there may be none.
Advice advise(const GrayView& picture, std::span<const Finder> finders,
              std::span<const CodeFit> codes);

}  // namespace meetpoint::scan
