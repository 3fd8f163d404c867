// A flat card in space before a pinhole camera: where each of its points falls, and back.
#pragma once

#include <array>

#include "kiosk/scan/base/homography.h"

namespace meetpoint::scan {

// Millimetres and radians; x to the right, y down, z away from the camera.
struct Pose {
  double x = 0, y = 0, z = 400;  // the card's middle
  double yaw = 0, pitch = 0, roll = 0;
};

// Maps a card's plane (millimetres from its top left) to pixels of a picture.
class Projection {
 public:
  Projection(const Pose& pose, double card_width_mm, double card_height_mm, double focal_px,
             double centre_x, double centre_y);

  Point2 to_picture(double card_x, double card_y) const;
  Point2 to_card(double picture_x, double picture_y) const;

 private:
  std::array<double, 9> to_picture_;
  std::array<double, 9> to_card_;
};

}  // namespace meetpoint::scan
