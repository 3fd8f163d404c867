// A picture in full, half, quarter and eighth size, each made when it is first asked for.
#pragma once

#include <array>

#include "kiosk/scan/base/gray.h"
#include "kiosk/scan/base/homography.h"

namespace meetpoint::scan {

// Borrows the picture. Not thread-safe.
class Pyramid {
 public:
  static constexpr int levels = 4;

  void reset(const GrayView& picture) {
    picture_ = picture;
    made_ = 0;
  }
  const GrayView& picture() const { return picture_; }

  // Level n is 2^n times smaller; empty where nothing is left of the picture.
  GrayView level(int n);

  static int scale(int n) { return 1 << n; }
  static Point2 to_level(Point2 at, int n) {
    return {(at.x + 0.5) / scale(n) - 0.5, (at.y + 0.5) / scale(n) - 0.5};
  }
  static Point2 to_picture(Point2 at, int n) {
    return {(at.x + 0.5) * scale(n) - 0.5, (at.y + 0.5) * scale(n) - 0.5};
  }

 private:
  GrayView picture_;
  int made_ = 0;  // levels beyond the picture itself
  std::array<GrayImage, levels - 1> smaller_;
};

}  // namespace meetpoint::scan
