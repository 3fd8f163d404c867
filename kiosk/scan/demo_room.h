// What the demonstration camera sees behind the badges: a hall out of focus, and who stands in it.
#pragma once

#include "kiosk/scan/gray.h"

namespace meetpoint::scan {

// `people`: 0 to 2, before the hall.
GrayImage draw_room(int width, int height, std::uint32_t seed, int people);

}  // namespace meetpoint::scan
