// How what is held up is bent. Places on it are given as seen from straight ahead, in millimetres
// from its middle; heights go away from the camera.
#pragma once

#include <vector>

#include "tests/samples/texture.h"

namespace meetpoint::samples {

class Surface {
 public:
  // What bends, folds and waves are around and through: the thing's own middle, or that of its
  // code.
  void set_middle(Spot middle) { middle_ = middle; }
  // Round a cylinder (an arm, a rolled paper) with an axis at `angle` to the vertical: negative
  // curvature bends the edges towards the camera. 1 / curvature is the radius in millimetres.
  void bend(double curvature, double angle);
  // Folded once along a line through `at`: both sides fall off by `slope` (may be negative).
  void crease(Spot at, double angle, double slope);
  // Wavy like a sheet that was wet.
  void wave(double height_mm, double length_mm, double angle, double phase);

  bool flat() const { return bends_.empty() && creases_.empty() && waves_.empty(); }
  double height(Spot at) const;
  Spot slope(Spot at) const;  // of the height, along x and y
  // Which place of the unbent sheet is at this place of the bent one.
  Spot on_sheet(Spot at) const;

 private:
  double height_from_middle(Spot at) const;

  struct Bend {
    double curvature, cos, sin;
  };
  struct Crease {
    Spot at;
    double cos, sin, slope;
  };
  struct Wave {
    double height, number, cos, sin, phase;
  };
  Spot middle_;
  std::vector<Bend> bends_;
  std::vector<Crease> creases_;
  std::vector<Wave> waves_;
};

}  // namespace meetpoint::samples
