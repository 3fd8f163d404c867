#include "tests/samples/lighting.h"

#include <algorithm>
#include <cmath>

#include "tests/samples/exact_math.h"

namespace meetpoint::samples {

double Lighting::on(Vector normal, Vector facing, double x, double y, const Camera& camera) const {
  const Vector lamp = unit(towards);
  const auto lit = [&](Vector n) {
    return ambient + (1 - ambient) * std::max(0.05, -dot(n, lamp)) * 1.4;
  };
  // The exposure is for a flat card; what is bent differs from that.
  double light = level * lit(normal) / (0.35 + 0.65 * lit(facing));
  light *= 1 + gradient.x * (x / camera.width - 0.5) + gradient.y * (y / camera.height - 0.5);
  if (shadow_depth > 0) {
    const double across = (x - shadow_at.x * camera.width) * cosine(shadow_angle) +
                          (y - shadow_at.y * camera.height) * sine(shadow_angle);
    double dark = smooth_step(-shadow_soft, shadow_soft, across);
    if (shadow_width > 0) dark *= 1 - smooth_step(-shadow_soft, shadow_soft, across - shadow_width);
    light *= 1 - shadow_depth * dark;
  }
  return std::max(0.0, light);
}

double Lighting::mirrored(Vector normal, Vector ray) const {
  if (glare <= 0) return 0;
  const Vector in = unit(ray);
  const Vector out = in - normal * (2 * dot(in, normal));
  const Vector lamp = unit(glare_towards);
  if (dot(out, lamp) <= 0.2) return 0;
  // The lamp is a rectangle that faces us.
  const Vector side = unit({lamp.z, 0, -lamp.x});
  const Vector up{side.y * lamp.z - side.z * lamp.y, side.z * lamp.x - side.x * lamp.z,
                  side.x * lamp.y - side.y * lamp.x};
  const double wide = std::abs(dot(out, side));
  const double high = std::abs(dot(out, up));
  return glare * (1 - smooth_step(glare_wide - glare_soft, glare_wide + glare_soft, wide)) *
         (1 - smooth_step(glare_high - glare_soft, glare_high + glare_soft, high));
}

}  // namespace meetpoint::samples
