#include "kiosk/scan/demo/projection.h"

#include <cmath>

namespace meetpoint::scan {
namespace {

using Matrix = std::array<double, 9>;

Point2 apply(const Matrix& m, double x, double y) {
  const double w = m[6] * x + m[7] * y + m[8];
  return {(m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w};
}

// Up to a factor, which a projection does not need.
Matrix inverse(const Matrix& m) {
  return {m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
          m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
          m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3]};
}

struct Vector {
  double x, y, z;
};

Vector turned(Vector v, const Pose& pose) {
  v = {v.x * std::cos(pose.roll) - v.y * std::sin(pose.roll),
       v.x * std::sin(pose.roll) + v.y * std::cos(pose.roll), v.z};
  v = {v.x, v.y * std::cos(pose.pitch) - v.z * std::sin(pose.pitch),
       v.y * std::sin(pose.pitch) + v.z * std::cos(pose.pitch)};
  return {v.x * std::cos(pose.yaw) + v.z * std::sin(pose.yaw), v.y,
          -v.x * std::sin(pose.yaw) + v.z * std::cos(pose.yaw)};
}

}  // namespace

Projection::Projection(const Pose& pose, double width_mm, double height_mm, double focal_px,
                       double centre_x, double centre_y) {
  const Vector u = turned({1, 0, 0}, pose);
  const Vector v = turned({0, 1, 0}, pose);
  const Vector corner{pose.x - u.x * width_mm / 2 - v.x * height_mm / 2,
                      pose.y - u.y * width_mm / 2 - v.y * height_mm / 2,
                      pose.z - u.z * width_mm / 2 - v.z * height_mm / 2};
  to_picture_ = {focal_px * u.x + centre_x * u.z,
                 focal_px * v.x + centre_x * v.z,
                 focal_px * corner.x + centre_x * corner.z,
                 focal_px * u.y + centre_y * u.z,
                 focal_px * v.y + centre_y * v.z,
                 focal_px * corner.y + centre_y * corner.z,
                 u.z,
                 v.z,
                 corner.z};
  to_card_ = inverse(to_picture_);
}

Point2 Projection::to_picture(double card_x, double card_y) const {
  return apply(to_picture_, card_x, card_y);
}

Point2 Projection::to_card(double picture_x, double picture_y) const {
  return apply(to_card_, picture_x, picture_y);
}

}  // namespace meetpoint::scan
