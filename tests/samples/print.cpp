#include "tests/samples/print.h"

#include <algorithm>
#include <cmath>

namespace meetpoint::samples {
namespace {

bool dark_at(const scan::QrCode& code, int x, int y) {
  return x >= 0 && y >= 0 && x < code.size() && y < code.size() && code.dark(x, y);
}

// Whether the place (in modules) is inked when every corner of the print is rounded.
bool inked(const scan::QrCode& code, double x, double y, double rounding) {
  const int column = static_cast<int>(std::floor(x));
  const int line = static_cast<int>(std::floor(y));
  const bool own = dark_at(code, column, line);
  if (rounding <= 0) return own;
  const double fx = x - column;
  const double fy = y - line;
  const int side_x = fx < 0.5 ? -1 : 1;
  const int side_y = fy < 0.5 ? -1 : 1;
  const bool beside = dark_at(code, column + side_x, line);
  const bool above = dark_at(code, column, line + side_y);
  if (beside != above || beside == own) return own;
  // A corner of what is the same here: the arc cuts it off.
  const double from_x = rounding - std::min(fx, 1 - fx);
  const double from_y = rounding - std::min(fy, 1 - fy);
  if (from_x <= 0 || from_y <= 0) return own;
  return from_x * from_x + from_y * from_y <= rounding * rounding ? own : !own;
}

}  // namespace

void print_code(Texture& on, const scan::QrCode& code, double left, double top, double module_mm,
                const PrintStyle& style) {
  const double quiet = style.quiet_modules * module_mm;
  const double side = code.size() * module_mm;
  if (style.quiet_modules > 0)
    on.box(left - quiet, top - quiet, side + 2 * quiet, side + 2 * quiet, style.light);

  const double per_module = on.scale() * module_mm;
  const double x0 = (left - on.left()) * on.scale();
  const double y0 = (top - on.top()) * on.scale();
  const int count = static_cast<int>(std::lround(code.size() * per_module));
  const double spread = style.gain;
  const int margin = static_cast<int>(std::ceil(std::max(0.0, spread) * per_module));
  const int base_x = static_cast<int>(std::lround(x0));
  const int base_y = static_cast<int>(std::lround(y0));
  for (int y = -margin; y < count + margin; ++y) {
    for (int x = -margin; x < count + margin; ++x) {
      const double u = (x + 0.5) / per_module;
      const double v = (y + 0.5) / per_module;
      bool ink = inked(code, u, v, style.rounding);
      if (spread > 0 && !ink) {
        ink = inked(code, u - spread, v, style.rounding) ||
              inked(code, u + spread, v, style.rounding) ||
              inked(code, u, v - spread, style.rounding) ||
              inked(code, u, v + spread, style.rounding);
      } else if (spread < 0 && ink) {
        ink = inked(code, u - spread, v, style.rounding) &&
              inked(code, u + spread, v, style.rounding) &&
              inked(code, u, v - spread, style.rounding) &&
              inked(code, u, v + spread, style.rounding);
      }
      const bool outside = x < 0 || y < 0 || x >= count || y >= count;
      if (outside && !ink) continue;
      on.set(base_x + x, base_y + y, ink ? style.dark : style.light);
    }
  }
}

}  // namespace meetpoint::samples
