// How bright a picture is, from a few thousand of its pixels. Pure.
#pragma once

#include "kiosk/scan/base/gray.h"

namespace meetpoint::scan {

// Shades from 0 to 255.
struct LumaStats {
  double mean = 0;     // the middle of the picture, where badges are, counts twice
  int bright = 0;      // one pixel in twenty is brighter
  int brightest = 0;   // one pixel in a hundred is brighter
  double clipped = 0;  // the part (0 … 1) that is at its brightest: glare, or overexposed
};

// All zero for an empty picture.
LumaStats measure_luma(const GrayView& picture);

// Nothing but black, as behind a lens cover: not even a lamp or a telephone's screen is seen.
inline bool is_black(const LumaStats& luma) { return luma.brightest < 28; }

}  // namespace meetpoint::scan
