// A plane seen by a camera: where each of its points falls in the picture. Immutable values.
#pragma once

#include <array>
#include <cmath>
#include <optional>
#include <span>

namespace meetpoint::scan {

// A place or a direction with parts of pixels or modules; the centre of the top left pixel of a
// picture is (0, 0).
struct Point2 {
  double x = 0;
  double y = 0;

  friend Point2 operator+(Point2 a, Point2 b) { return {a.x + b.x, a.y + b.y}; }
  friend Point2 operator-(Point2 a, Point2 b) { return {a.x - b.x, a.y - b.y}; }
  friend Point2 operator*(Point2 a, double by) { return {a.x * by, a.y * by}; }
  bool operator==(const Point2&) const = default;
};

inline double dot(Point2 a, Point2 b) { return a.x * b.x + a.y * b.y; }
inline double cross(Point2 a, Point2 b) { return a.x * b.y - a.y * b.x; }
inline double length(Point2 a) { return std::hypot(a.x, a.y); }

// Two points that belong together, and how much they count.
struct Match {
  Point2 plane;
  Point2 picture;
  double weight = 1;
};

class Homography {
 public:
  Homography() = default;

  // The one that takes the corners of the square (0, 0) … (side, side), from the origin on by way
  // of (side, 0), to `corners`. Nothing where three of them lie on one line.
  static std::optional<Homography> from_square(double side, const std::array<Point2, 4>& corners);

  // The best one, by least squares, for at least four matches (Hartley and Zisserman, Multiple View
  // Geometry, 4.1, with the last element fixed at one). Nothing where they do not tell it.
  static std::optional<Homography> fit(std::span<const Match> matches);

  // The same without perspective, for at least three matches: what a few that lie close together
  // tell well enough.
  static std::optional<Homography> fit_affine(std::span<const Match> matches);

  Point2 operator()(double x, double y) const {
    const double w = m_[6] * x + m_[7] * y + m_[8];
    return {(m_[0] * x + m_[1] * y + m_[2]) / w, (m_[3] * x + m_[4] * y + m_[5]) / w};
  }
  // Below or at zero, the point lies behind the camera.
  double depth(double x, double y) const { return m_[6] * x + m_[7] * y + m_[8]; }

 private:
  explicit Homography(const std::array<double, 9>& m) : m_(m) {}
  std::array<double, 9> m_{1, 0, 0, 0, 1, 0, 0, 0, 1};
};

}  // namespace meetpoint::scan
