#include "kiosk/scan/decode/bar_extent.h"

#include <cmath>
#include <vector>

namespace meetpoint::scan {
namespace {

struct Vec {
  double x = 0;
  double y = 0;
};

Vec between(Point a, Point b) { return {(a.x + b.x) / 2.0, (a.y + b.y) / 2.0}; }

constexpr int samples = 160;
constexpr double same_bars = 0.6;  // the least correlation of two lines across the same bars

// The shades along a line, less their mean; empty where a part of it is outside the picture.
std::vector<double> profile(const GrayView& picture, Vec from, Vec to) {
  std::vector<double> shades;
  double mean = 0;
  for (int i = 0; i < samples; ++i) {
    const double t = (i + 0.5) / samples;
    const auto x = std::lround(from.x + (to.x - from.x) * t);
    const auto y = std::lround(from.y + (to.y - from.y) * t);
    if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) return {};
    shades.push_back(picture.row(static_cast<int>(y))[x]);
    mean += shades.back() / samples;
  }
  for (double& shade : shades) shade -= mean;
  return shades;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  double ab = 0;
  double aa = 0;
  double bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

}  // namespace

std::array<Point, 4> bar_extent(const GrayView& picture, const std::array<Point, 4>& lines) {
  const Vec left = between(lines[0], lines[3]);
  const Vec right = between(lines[1], lines[2]);
  const double length = std::hypot(right.x - left.x, right.y - left.y);
  if (length < 1) return lines;
  // Along the bars, one pixel, from the lines' first edge to their last.
  Vec down{-(right.y - left.y) / length, (right.x - left.x) / length};
  const double towards = down.x * (lines[3].x - lines[0].x) + down.y * (lines[3].y - lines[0].y);
  if (towards < 0) down = {-down.x, -down.y};
  const std::vector<double> middle = profile(picture, left, right);
  if (middle.empty()) return lines;
  const auto reach = [&](double sign) {
    const double most = length;  // no ticket's bars are higher than the code is wide
    double last = 0;
    for (double step = 1; step <= most; step += 1) {
      const Vec shift{down.x * step * sign, down.y * step * sign};
      const auto line = profile(picture, {left.x + shift.x, left.y + shift.y},
                                {right.x + shift.x, right.y + shift.y});
      if (line.empty() || correlation(middle, line) < same_bars) break;
      last = step;
    }
    return last;
  };
  const auto moved = [&](Vec from, double step) {
    return Point{static_cast<int>(std::lround(from.x + down.x * step)),
                 static_cast<int>(std::lround(from.y + down.y * step))};
  };
  const double up = -reach(-1);
  const double low = reach(1);
  return {moved(left, up), moved(right, up), moved(right, low), moved(left, low)};
}

}  // namespace meetpoint::scan
