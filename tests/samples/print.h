// A QR code as a printer or a screen puts it onto something.
#pragma once

#include "kiosk/scan/decode/qr_code.h"
#include "tests/samples/texture.h"

namespace meetpoint::samples {

struct PrintStyle {
  double dark = 0.05;     // what dark modules reflect …
  double light = 0.86;    // … and light ones, and the quiet zone
  double gain = 0;        // modules by which ink spread over every edge; negative: too little ink
  double rounding = 0;    // 0 square … 0.5 round corners, in modules
  int quiet_modules = 4;  // of `light` around the code
};

// With its top left module's corner at `left`, `top` (millimetres). A texel grid that the modules
// fall on (texels_per_mm × module_mm whole, `left` and `top` on it) keeps them even.
void print_code(Texture& on, const scan::QrCode& code, double left, double top, double module_mm,
                const PrintStyle& style);

}  // namespace meetpoint::samples
