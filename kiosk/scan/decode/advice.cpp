#include "kiosk/scan/decode/advice.h"

#include <algorithm>
#include <cmath>

namespace meetpoint::scan {
namespace {

constexpr double small_module_px = 2.2;  // below it, even a quiet hand's codes are often missed
constexpr double foreshortened = 0.62;   // one side against the other: turned by about 50°
constexpr double dark_picture = 45;      // grey levels, on average
constexpr double faint = 40;             // grey levels between a pattern's light and dark
constexpr double good_quality = 0.8;

double mean_shade(const GrayView& picture) {
  constexpr int step = 16;
  std::int64_t sum = 0;
  std::int64_t count = 0;
  for (int y = step / 2; y < picture.height; y += step) {
    for (int x = step / 2; x < picture.width; x += step) {
      sum += picture.row(y)[x];
      count += 1;
    }
  }
  return count == 0 ? 255 : static_cast<double>(sum) / static_cast<double>(count);
}

bool leaves(const GrayView& picture, const CodePlane& plane) {
  return std::any_of(plane.corners.begin(), plane.corners.end(), [&](const Point2& corner) {
    return corner.x < -1 || corner.y < -1 || corner.x > picture.width || corner.y > picture.height;
  });
}

// The shorter of two neighbouring sides against the longer one.
double proportion(const CodePlane& plane) {
  const auto side = [&](std::size_t from, std::size_t to) {
    return length(plane.corners[to] - plane.corners[from]);
  };
  const double across = side(0, 1) + side(3, 2);
  const double down = side(0, 3) + side(1, 2);
  return std::min(across, down) / std::max({across, down, 1e-6});
}

}  // namespace

Advice advise(const GrayView& picture, std::span<const Finder> finders,
              std::span<const CodeFit> codes) {
  const bool dark = mean_shade(picture) < dark_picture;
  if (!codes.empty()) {
    const CodeFit& code = codes.front();
    if (leaves(picture, code.plane)) return Advice::further;
    if (code.module_px < small_module_px) return Advice::closer;
    if (proportion(code.plane) < foreshortened) return Advice::tilt;
    return dark ? Advice::more_light : Advice::none;
  }
  // Single patterns are found in letters and tiles as well: only what looks just right counts.
  const auto clear = std::find_if(finders.begin(), finders.end(), [](const Finder& finder) {
    return finder.quality > good_quality;
  });
  if (clear == finders.end()) return dark ? Advice::more_light : Advice::none;
  if (dark && clear->contrast < faint) return Advice::more_light;
  // A finder is a third of the smallest code, so that this code does not fit.
  if (clear->module_px() * 21 > 0.9 * std::min(picture.width, picture.height))
    return Advice::further;
  return Advice::none;
}

}  // namespace meetpoint::scan
