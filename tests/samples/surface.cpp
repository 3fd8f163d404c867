#include "tests/samples/surface.h"

#include <algorithm>
#include <cmath>

#include "tests/samples/exact_math.h"

namespace meetpoint::samples {
namespace {

constexpr double furthest = 0.84;  // of the radius: from there on the sheet goes on straight

// Where a place is on the round part, and how far it is beyond it.
struct Around {
  double part;    // of the radius, at most `furthest`
  double beyond;  // millimetres, as seen from straight ahead
};

Around around(double across, double curvature) {
  const double all = std::abs(across * curvature);
  const double part = std::min(furthest, all);
  return {part, (all - part) / std::abs(curvature)};
}

const double steepest = furthest / std::sqrt(1 - furthest * furthest);  // there

}  // namespace

void Surface::bend(double curvature, double angle) {
  if (curvature != 0) bends_.push_back({curvature, cosine(angle), sine(angle)});
}

void Surface::crease(Spot at, double angle, double slope) {
  creases_.push_back({at, cosine(angle), sine(angle), slope});
}

void Surface::wave(double height_mm, double length_mm, double angle, double phase) {
  waves_.push_back({height_mm, 2 * pi / length_mm, cosine(angle), sine(angle), phase});
}

double Surface::height(Spot at) const {
  return height_from_middle({at.x - middle_.x, at.y - middle_.y});
}

double Surface::height_from_middle(Spot at) const {
  double sum = 0;
  for (const Bend& b : bends_) {
    const double across = at.x * b.cos + at.y * b.sin;
    const Around at_arc = around(across, b.curvature);
    const double depth = (1 - std::sqrt(1 - at_arc.part * at_arc.part)) / std::abs(b.curvature) +
                         steepest * at_arc.beyond;
    sum += b.curvature > 0 ? depth : -depth;
  }
  for (const Crease& c : creases_)
    sum += c.slope * std::abs((at.x - c.at.x) * c.cos + (at.y - c.at.y) * c.sin);
  for (const Wave& w : waves_)
    sum += w.height * sine(w.number * (at.x * w.cos + at.y * w.sin) + w.phase);
  return sum;
}

Spot Surface::slope(Spot at) const {
  constexpr double step = 0.4;
  at = {at.x - middle_.x, at.y - middle_.y};
  return {(height_from_middle({at.x + step, at.y}) - height_from_middle({at.x - step, at.y})) /
              (2 * step),
          (height_from_middle({at.x, at.y + step}) - height_from_middle({at.x, at.y - step})) /
              (2 * step)};
}

Spot Surface::on_sheet(Spot at) const {
  Spot moved = at;
  at = {at.x - middle_.x, at.y - middle_.y};
  for (const Bend& b : bends_) {
    const double across = at.x * b.cos + at.y * b.sin;
    const Around at_arc = around(across, b.curvature);
    const double along = arc_sine(at_arc.part) / std::abs(b.curvature) +
                         at_arc.beyond * std::sqrt(1 + steepest * steepest);
    const double more = (across > 0 ? along : -along) - across;
    moved.x += more * b.cos;
    moved.y += more * b.sin;
  }
  for (const Crease& c : creases_) {
    const double across = (at.x - c.at.x) * c.cos + (at.y - c.at.y) * c.sin;
    const double more = across * (std::sqrt(1 + c.slope * c.slope) - 1);
    moved.x += more * c.cos;
    moved.y += more * c.sin;
  }
  return moved;
}

}  // namespace meetpoint::samples
