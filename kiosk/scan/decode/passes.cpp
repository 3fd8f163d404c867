#include "kiosk/scan/decode/passes.h"

#include <cmath>

#include "kiosk/scan/base/image_ops.h"
#include "kiosk/scan/decode/decoder_zxing.h"

namespace meetpoint::scan {
namespace {

// Reads what was made of a picture, and gives coordinates of the picture that it came from.
std::vector<Decoded> read(const GrayView& view, Threshold threshold, double scale = 1) {
  auto codes = read_with_zxing(view, threshold);
  const auto to_full = [&](int value) {
    return static_cast<int>(std::lround((value + 0.5) * scale - 0.5));
  };
  for (Decoded& code : codes)
    for (Point& corner : code.corners) corner = {to_full(corner.x), to_full(corner.y)};
  return codes;
}

}  // namespace

std::string_view name_of(Pass pass) {
  constexpr std::string_view names[pass_count] = {"plain",      "full_threshold", "third_threshold",
                                                  "half_sharp", "histogram",      "half_inverted"};
  return names[static_cast<std::size_t>(pass)];
}

std::vector<Decoded> Passes::run(Pass pass, const GrayView& picture) {
  switch (pass) {
    case Pass::plain: return read(picture, Threshold::local);
    case Pass::full_threshold:
      local_threshold(picture, 12, 2, a_);
      return read(a_.view(), Threshold::ready);
    case Pass::third_threshold:
      shrink(picture, 3, a_);
      local_threshold(a_.view(), 12, 3, b_);
      return read(b_.view(), Threshold::ready, 3);
    case Pass::half_sharp:
      shrink(picture, 2, a_);
      sharpen(a_.view(), 2, b_);
      return read(b_.view(), Threshold::local, 2);
    case Pass::histogram: return read(picture, Threshold::histogram);
    case Pass::half_inverted:
      shrink(picture, 2, a_);
      invert(a_.view(), b_);
      return read(b_.view(), Threshold::local, 2);
  }
  return {};
}

}  // namespace meetpoint::scan
