// How high a bar code is: ZXing reads lines of it, and knows no more than those. Pure.
#pragma once

#include <array>

#include "kiosk/scan/base/gray.h"

namespace meetpoint::scan {

// `lines` is the strip of a bar code that was read: its corners from the top left clockwise, as the
// bars stand. The same strip, reaching as far along the bars as the picture shows the same bars.
std::array<Point, 4> bar_extent(const GrayView& picture, const std::array<Point, 4>& lines);

}  // namespace meetpoint::scan
