#include "kiosk/scan/decode/code_memory.h"

#include <algorithm>
#include <cmath>

namespace meetpoint::scan {
namespace {

constexpr std::size_t most_remembered = 4;
constexpr int forgotten_after = 12;  // frames
constexpr int most_looks = 16;       // the newest count; a code that is turned is not smeared
// Two codes of one size have their patterns in common, which are up to a third of the modules.
constexpr double same_code = 0.45;

double correlation(const ModuleShades& a, const ModuleShades& b) {
  double product = 0, squares_a = 0, squares_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    // A single module that shines must not outweigh the others.
    const double x = std::clamp(a[i], -2.F, 2.F);
    const double y = std::clamp(b[i], -2.F, 2.F);
    product += x * y;
    squares_a += x * x;
    squares_b += y * y;
  }
  return product / std::sqrt(std::max(squares_a * squares_b, 1e-9));
}

Point2 middle_of(const CodeFit& fit) {
  Point2 middle;
  for (const Point2& corner : fit.plane.corners) middle = middle + corner * 0.25;
  return middle;
}

}  // namespace

const ModuleShades* CodeMemory::add(const CodeFit& fit, const ModuleShades& shades) {
  const Point2 middle = middle_of(fit);
  const double side = fit.module_px * fit.dimension;
  for (Remembered& code : codes_) {
    if (code.dimension != fit.dimension || code.inverted != fit.inverted ||
        code.sum.size() != shades.size() || length(code.middle - middle) > 1.5 * side ||
        code.side_px > 1.6 * side || side > 1.6 * code.side_px)
      continue;
    ModuleShades mean = code.sum;
    for (float& shade : mean) shade /= static_cast<float>(code.looks);
    if (correlation(mean, shades) < same_code) continue;
    if (code.looks == most_looks) {
      for (float& shade : code.sum) shade *= 1 - 1.F / most_looks;
      code.looks -= 1;
    }
    for (std::size_t i = 0; i < shades.size(); ++i) code.sum[i] += std::clamp(shades[i], -2.F, 2.F);
    code.looks += 1;
    code.middle = middle;
    code.side_px = side;
    code.unseen = 0;
    return &code.sum;
  }
  if (codes_.size() == most_remembered) {
    const auto oldest = std::max_element(
        codes_.begin(), codes_.end(),
        [](const Remembered& a, const Remembered& b) { return a.unseen < b.unseen; });
    codes_.erase(oldest);
  }
  Remembered code;
  code.dimension = fit.dimension;
  code.inverted = fit.inverted;
  code.middle = middle;
  code.side_px = side;
  code.sum = shades;
  for (float& shade : code.sum) shade = std::clamp(shade, -2.F, 2.F);
  code.looks = 1;
  codes_.push_back(std::move(code));
  return nullptr;
}

void CodeMemory::next_frame() {
  for (Remembered& code : codes_) code.unseen += 1;
  std::erase_if(codes_, [](const Remembered& code) { return code.unseen > forgotten_after; });
}

}  // namespace meetpoint::scan
