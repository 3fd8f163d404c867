// The light that falls on what is held up.
#pragma once

#include "tests/samples/camera.h"

namespace meetpoint::samples {

struct Lighting {
  double level = 1;
  Vector towards{-0.3, -0.8, -0.5};  // from the thing to the lamp; any length
  double ambient = 0.55;             // of the light that comes from everywhere
  Spot gradient;                     // change of light from one side of the picture to the other

  // The edge of a shadow across the picture: dark on one side of a line.
  double shadow_depth = 0;  // 0 none … 0.95
  Spot shadow_at;           // parts of the picture's width and height
  double shadow_angle = 0;
  double shadow_soft = 6;   // pixels
  double shadow_width = 0;  // of a bar of shadow, pixels; 0: all of that side

  // A lamp with an edge that mirrors in plastic.
  double glare = 0;                           // its light in the mirror image; 0 none
  Vector glare_towards;                       // where it is
  double glare_wide = 0.1, glare_high = 0.1;  // half its size, radians
  double glare_soft = 0.03;

  // Of the light falling on a surface with this normal (away from the camera), at this pixel,
  // without the shadow.
  double on(Vector normal, Vector facing, double x, double y, const Camera& camera) const;
  // What of it the shadow leaves at each pixel of a part of a row.
  void shade_row(int left, int y, int count, const Camera& camera, float* light) const;
  // Where in the lamp the mirror image of it lies that is seen along `ray`: 0, 0 is its middle, and
  // behind 1 it ends. Far outside where there is none.
  Spot mirrored(Vector normal, Vector ray) const;
  // How much of the lamp shines there; the edges are as soft as the recipe has them.
  float glow(float across, float up) const;
};

}  // namespace meetpoint::samples
