#include "kiosk/scan/base/homography.h"

#include <utility>

namespace meetpoint::scan {
namespace {

constexpr int unknowns = 8;
constexpr double nothing = 1e-12;

// Gauss's elimination with pivots. False where the equations leave something open.
bool solve(double (&a)[unknowns][unknowns + 1]) {
  for (int column = 0; column < unknowns; ++column) {
    int pivot = column;
    for (int row = column + 1; row < unknowns; ++row)
      if (std::abs(a[row][column]) > std::abs(a[pivot][column])) pivot = row;
    if (std::abs(a[pivot][column]) < nothing) return false;
    std::swap(a[pivot], a[column]);
    for (int row = 0; row < unknowns; ++row) {
      if (row == column) continue;
      const double factor = a[row][column] / a[column][column];
      for (int k = column; k <= unknowns; ++k) a[row][k] -= factor * a[column][k];
    }
  }
  for (int row = 0; row < unknowns; ++row) a[row][unknowns] /= a[row][row];
  return true;
}

}  // namespace

std::optional<Homography> Homography::from_square(double side, const std::array<Point2, 4>& c) {
  // In closed form (Heckbert, Fundamentals of Texture Mapping and Image Warping, 1989, 2.2.3).
  const Point2 sum = c[0] - c[1] + c[2] - c[3];
  const Point2 right = c[1] - c[2];
  const Point2 down = c[3] - c[2];
  const double area = cross(right, down);
  if (std::abs(area) < nothing) return std::nullopt;
  const double g = cross(sum, down) / area;
  const double h = cross(right, sum) / area;
  return Homography({(c[1].x - c[0].x + g * c[1].x) / side, (c[3].x - c[0].x + h * c[3].x) / side,
                     c[0].x, (c[1].y - c[0].y + g * c[1].y) / side,
                     (c[3].y - c[0].y + h * c[3].y) / side, c[0].y, g / side, h / side, 1});
}

std::optional<Homography> Homography::fit(std::span<const Match> matches) {
  if (matches.size() < 4) return std::nullopt;
  // Both sides are moved to their middle and to like sizes first, or the sums lose their digits.
  Point2 plane_middle, picture_middle;
  for (const Match& match : matches) {
    plane_middle = plane_middle + match.plane;
    picture_middle = picture_middle + match.picture;
  }
  const double count = static_cast<double>(matches.size());
  plane_middle = plane_middle * (1 / count);
  picture_middle = picture_middle * (1 / count);
  double plane_size = 0;
  double picture_size = 0;
  for (const Match& match : matches) {
    plane_size += length(match.plane - plane_middle) / count;
    picture_size += length(match.picture - picture_middle) / count;
  }
  if (plane_size < nothing || picture_size < nothing) return std::nullopt;

  double a[unknowns][unknowns + 1] = {};
  for (const Match& match : matches) {
    const Point2 from = (match.plane - plane_middle) * (1 / plane_size);
    const Point2 to = (match.picture - picture_middle) * (1 / picture_size);
    const double rows[2][unknowns + 1] = {
        {from.x, from.y, 1, 0, 0, 0, -to.x * from.x, -to.x * from.y, to.x},
        {0, 0, 0, from.x, from.y, 1, -to.y * from.x, -to.y * from.y, to.y}};
    for (const auto& row : rows) {
      for (int i = 0; i < unknowns; ++i)
        for (int j = 0; j <= unknowns; ++j) a[i][j] += match.weight * row[i] * row[j];
    }
  }
  if (!solve(a)) return std::nullopt;
  const auto h = [&](int i) { return a[i][unknowns]; };
  // Back: picture = size * H((plane - middle) / size) + middle.
  const double s = 1 / plane_size;
  const double g = h(6) * s;
  const double k = h(7) * s;
  const double one = 1 - g * plane_middle.x - k * plane_middle.y;
  const auto line = [&](double x, double y, double z, double middle) {
    return std::array<double, 3>{
        picture_size * x * s + middle * g, picture_size * y * s + middle * k,
        picture_size * (z - x * s * plane_middle.x - y * s * plane_middle.y) + middle * one};
  };
  const auto top = line(h(0), h(1), h(2), picture_middle.x);
  const auto next = line(h(3), h(4), h(5), picture_middle.y);
  return Homography({top[0], top[1], top[2], next[0], next[1], next[2], g, k, one});
}

std::optional<Homography> Homography::fit_affine(std::span<const Match> matches) {
  if (matches.size() < 3) return std::nullopt;
  double weights = 0;
  Point2 plane_middle, picture_middle;
  for (const Match& match : matches) {
    weights += match.weight;
    plane_middle = plane_middle + match.plane * match.weight;
    picture_middle = picture_middle + match.picture * match.weight;
  }
  plane_middle = plane_middle * (1 / weights);
  picture_middle = picture_middle * (1 / weights);
  double xx = 0, xy = 0, yy = 0;
  Point2 along_x, along_y;
  for (const Match& match : matches) {
    const Point2 from = match.plane - plane_middle;
    const Point2 to = match.picture - picture_middle;
    xx += match.weight * from.x * from.x;
    xy += match.weight * from.x * from.y;
    yy += match.weight * from.y * from.y;
    along_x = along_x + to * (match.weight * from.x);
    along_y = along_y + to * (match.weight * from.y);
  }
  const double d = xx * yy - xy * xy;
  if (std::abs(d) < nothing) return std::nullopt;
  const Point2 right = (along_x * yy - along_y * xy) * (1 / d);
  const Point2 down = (along_y * xx - along_x * xy) * (1 / d);
  const Point2 origin = picture_middle - right * plane_middle.x - down * plane_middle.y;
  return Homography({right.x, down.x, origin.x, right.y, down.y, origin.y, 0, 0, 1});
}

}  // namespace meetpoint::scan
