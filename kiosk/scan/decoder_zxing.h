// One call into ZXing: the codes of one picture, read in one way. With qr_code.cpp the only code
// that knows ZXing, in any of its versions (1.4, 2.x, 3.x).
#pragma once

#include <string>
#include <vector>

#include "kiosk/scan/decoder.h"

namespace meetpoint::scan {

// How ZXing tells black from white.
enum class Threshold {
  local,      // from what is around each pixel
  histogram,  // one level for the whole picture
  ready,      // the picture is black (0) and white (255) already
};

// Never throws; whatever ZXing throws is "nothing read". Thread-safe.
std::vector<Decoded> read_with_zxing(const GrayView& picture, Threshold threshold);

}  // namespace meetpoint::scan
