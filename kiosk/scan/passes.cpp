#include "kiosk/scan/passes.h"

#include <cmath>

#include "kiosk/scan/decoder_zxing.h"
#include "kiosk/scan/image_ops.h"
#include "kiosk/scan/regions.h"

namespace meetpoint::scan {
namespace {

constexpr std::size_t region_count = 3;
constexpr int smallest_padded_side = 1600;  // a bigger picture has room for a quiet zone

// Reads what was made of a picture, and gives coordinates of the picture that it came from.
std::vector<Decoded> read(const GrayView& view, Threshold threshold, double scale = 1,
                          Point origin = {}) {
  auto codes = read_with_zxing(view, threshold);
  const auto to_full = [&](int value, int offset) {
    return static_cast<int>(std::lround((value + 0.5) * scale - 0.5)) + offset;
  };
  for (Decoded& code : codes) {
    for (Point& corner : code.corners)
      corner = {to_full(corner.x, origin.x), to_full(corner.y, origin.y)};
  }
  return codes;
}

}  // namespace

std::string_view name_of(Pass pass) {
  constexpr std::string_view names[pass_count] = {"plain",
                                                  "quarter",
                                                  "histogram",
                                                  "half_inverted",
                                                  "third_threshold",
                                                  "half",
                                                  "full_threshold",
                                                  "half_sharp",
                                                  "inverted",
                                                  "region_sharp_double",
                                                  "region_threshold",
                                                  "region_sharp",
                                                  "region_threshold_double",
                                                  "padded"};
  return names[static_cast<std::size_t>(pass)];
}

std::vector<Decoded> Passes::run(Pass pass, const GrayView& picture) {
  switch (pass) {
    case Pass::plain: return read(picture, Threshold::local);
    case Pass::quarter: shrink(picture, 4, a_); return read(a_.view(), Threshold::local, 4);
    case Pass::histogram: return read(picture, Threshold::histogram);
    case Pass::half_inverted:
      shrink(picture, 2, a_);
      invert(a_.view(), b_);
      return read(b_.view(), Threshold::local, 2);
    case Pass::third_threshold:
      shrink(picture, 3, a_);
      local_threshold(a_.view(), 12, 3, b_);
      return read(b_.view(), Threshold::ready, 3);
    case Pass::half: shrink(picture, 2, a_); return read(a_.view(), Threshold::local, 2);
    case Pass::full_threshold:
      local_threshold(picture, 12, 2, a_);
      return read(a_.view(), Threshold::ready);
    case Pass::half_sharp:
      shrink(picture, 2, a_);
      sharpen(a_.view(), 2, b_);
      return read(b_.view(), Threshold::local, 2);
    case Pass::inverted: invert(picture, a_); return read(a_.view(), Threshold::local);
    case Pass::region_sharp_double:
    case Pass::region_threshold:
    case Pass::region_sharp:
    case Pass::region_threshold_double: return run_on_regions(pass, picture);
    case Pass::padded: {
      if (std::max(picture.width, picture.height) > smallest_padded_side) return {};
      constexpr int margin = 24;
      pad(picture, margin, 255, a_);
      return read(a_.view(), Threshold::local, 1, {-margin, -margin});
    }
  }
  return {};
}

std::vector<Decoded> Passes::run_on_region(Pass pass, const GrayView& picture, const Rect& area) {
  const GrayView part = picture.crop(area);
  if (part.empty()) return {};
  const Point origin{area.x, area.y};
  switch (pass) {
    case Pass::region_sharp_double:
      double_size(part, a_);
      sharpen(a_.view(), 3, b_);
      return read(b_.view(), Threshold::local, 0.5, origin);
    case Pass::region_threshold:
      blur(part, a_);
      local_threshold(a_.view(), 20, 2, b_);
      return read(b_.view(), Threshold::ready, 1, origin);
    case Pass::region_sharp:
      sharpen(part, 2, a_);
      return read(a_.view(), Threshold::local, 1, origin);
    default:
      double_size(part, a_);
      local_threshold(a_.view(), 30, 3, b_);
      return read(b_.view(), Threshold::ready, 0.5, origin);
  }
}

std::vector<Decoded> Passes::run_on_regions(Pass pass, const GrayView& picture) {
  if (!regions_known_) {
    regions_ = propose_regions(picture, region_count);
    regions_known_ = true;
  }
  for (const Rect& area : regions_) {
    auto codes = run_on_region(pass, picture, area);
    if (!codes.empty()) return codes;
  }
  return {};
}

}  // namespace meetpoint::scan
