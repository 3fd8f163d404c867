// One call into ZXing: the codes of one kind in one picture, read in one way. With qr_code.cpp the
// only code that knows ZXing, in any of its versions (1.4, 2.x, 3.x).
#pragma once

#include <string>
#include <vector>

#include "kiosk/scan/decode/decoder.h"
#include "kiosk/scan/decode/symbology.h"

namespace meetpoint::scan {

// How ZXing tells black from white.
enum class Threshold {
  local,      // from what is around each pixel
  histogram,  // one level for the whole picture
  ready,      // the picture is black (0) and white (255) already
};

// Whether this ZXing finds codes of that kind anywhere in a picture. 1.4 finds Aztec and Data
// Matrix only where the middle of the picture is theirs: there it must be shown parts.
bool finds_anywhere(Symbology symbology);

// One symbology at a time: several in one call cost eight times more, and in 1.4 can abort the
// process. What is too short or has too little extent for its kind is left out: it was read from
// stripes and shadows. Never throws; whatever ZXing throws is "nothing read". Thread-safe.
std::vector<Decoded> read_with_zxing(const GrayView& picture, Threshold threshold,
                                     Symbology symbology = Symbology::qr_code);

}  // namespace meetpoint::scan
