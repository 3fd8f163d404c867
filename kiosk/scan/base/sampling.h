// The shade of a picture between its pixels.
#pragma once

#include "kiosk/scan/base/gray.h"
#include "kiosk/scan/base/homography.h"

namespace meetpoint::scan {

// Bilinear, 0 … 255; outside of the picture as at its nearest edge. The picture must not be empty.
inline double sample(const GrayView& picture, Point2 at) {
  const double x = std::clamp(at.x, 0.0, picture.width - 1.0);
  const double y = std::clamp(at.y, 0.0, picture.height - 1.0);
  const int left = static_cast<int>(x);
  const int top = static_cast<int>(y);
  const int right = std::min(left + 1, picture.width - 1);
  const double fx = x - left;
  const double fy = y - top;
  const std::uint8_t* above = picture.row(top);
  const std::uint8_t* below = picture.row(std::min(top + 1, picture.height - 1));
  const double upper = above[left] + fx * (above[right] - above[left]);
  const double lower = below[left] + fx * (below[right] - below[left]);
  return upper + fy * (lower - upper);
}

}  // namespace meetpoint::scan
