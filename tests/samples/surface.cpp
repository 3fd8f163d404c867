#include "tests/samples/surface.h"

#include <algorithm>
#include <cmath>

#include "tests/samples/exact_math.h"

namespace meetpoint::samples {
namespace {

constexpr double round_the_edge = 0.96;  // of the radius: no further round a cylinder is seen

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
    const double part = std::min(round_the_edge, std::abs(across * b.curvature));
    sum += (1 - std::sqrt(1 - part * part)) / b.curvature;
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
    const double part = std::clamp(across * b.curvature, -round_the_edge, round_the_edge);
    double more = arc_sine(part) / b.curvature - across;
    if (part != across * b.curvature) more += 1000 * (across > 0 ? 1 : -1);  // behind the horizon
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
