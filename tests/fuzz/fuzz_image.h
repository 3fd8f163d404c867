// Pictures that no camera should give and some will: codes that are torn, cropped, bent, flipped,
// laid over each other and drawn on noise, in any size from one pixel on. The same seed makes the
// same picture.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kiosk/scan/base/gray.h"
#include "kiosk/scan/decode/symbology.h"

namespace meetpoint::scan::fuzz {

// How the picture is to be put before the decoder.
enum class Show {
  still,    // alone, all passes
  film,     // some frames of it, each a little different
  kind_of,  // alone, for another symbology than QR
};

struct FuzzImage {
  // `pixels` ends with the last row's last pixel, so that a sanitizer sees what reads beyond it.
  std::vector<std::uint8_t> pixels;
  int width = 0;
  int height = 0;
  std::ptrdiff_t stride = 0;
  std::vector<std::string> texts;  // of the codes that it was made of: any other is a wrong one
  Show show = Show::still;
  Symbology symbology = Symbology::qr_code;

  GrayView view() const { return {pixels.data(), width, height, stride}; }
};

FuzzImage make_fuzz_image(std::uint64_t seed);

// The next frame of a film: the picture moved by some pixels, with other noise on it.
void next_frame(FuzzImage& image, std::uint64_t seed, int frame);

}  // namespace meetpoint::scan::fuzz
