// Where in a picture a matrix code may be: places with strong edges in both directions.
#pragma once

#include <vector>

#include "kiosk/scan/gray.h"

namespace meetpoint::scan {

// At most `count` rectangles within the picture, the most promising first, with some room around.
std::vector<Rect> propose_regions(const GrayView& picture, std::size_t count);

// The same rectangle with `by` of its longer side added all round, cut at the picture's edges.
Rect grown(const Rect& area, double by, const GrayView& picture);

}  // namespace meetpoint::scan
