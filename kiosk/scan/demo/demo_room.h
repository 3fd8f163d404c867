// What the demonstration camera sees behind the badges: a hall out of focus, and who stands in it.
#pragma once

#include "kiosk/scan/base/gray.h"

namespace meetpoint::scan {

// Where people stand: parts of the picture's height from its middle; a pair stands on both sides.
inline constexpr double demo_person_x = -0.02;
inline constexpr double demo_pair_x = 0.38;

// `people`: 0 to 2, before the hall.
GrayImage draw_room(int width, int height, std::uint32_t seed, int people);

}  // namespace meetpoint::scan
