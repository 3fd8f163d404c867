// What is behind and around: places where badges are shown, and things that look a little like a
// code to a program in a hurry.
#pragma once

#include <string_view>
#include <vector>

#include "tests/samples/layer.h"

namespace meetpoint::samples {

enum class Scenery {
  hall,    // a trade fair, nobody near
  person,  // somebody in front of it, as when a badge is shown
  page,    // printed pages
  shelf,   // backs of books
  tiles,
  bricks,
  leaves,
  desktop,   // a screen with windows and icons
  checkers,  // boards and checked cloth
  puzzle,    // crosswords
  targets,   // rings and squares in squares
  bars,      // bar codes and stripes
};

// `blur` in pixels: how far out of focus. No scenery holds a code that anything could read.
Plane draw_scenery(Scenery what, int width, int height, double blur, std::uint64_t seed);

// Somebody who walks or stands before the hall, to be laid over it.
Layer draw_passer(int width, int height, double blur, std::uint64_t seed);

}  // namespace meetpoint::samples
