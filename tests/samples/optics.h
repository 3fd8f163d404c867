// Blurs of light, as a lens makes them. In place; `scratch` saves allocating. Beyond the border
// lies what is on it.
#pragma once

#include "tests/samples/plane.h"

namespace meetpoint::samples {

// The lens and the filter before the sensor: close to normal, `sigma` in pixels (up to 3).
void soften(Plane& light, double sigma, Plane& scratch);

// Out of focus: every point becomes an evenly lit disc of `radius` pixels (0.5 … 30).
void defocus(Plane& light, double radius, Plane& scratch);

// Very wide and cheap, for what stands far behind the focus: three means of squares.
void blur_far(Plane& light, int radius, Plane& scratch);

// Spreads a part of the light far around, as a lens that is not quite clean does.
void veil(Plane& light, double part, Plane& scratch);

}  // namespace meetpoint::samples
