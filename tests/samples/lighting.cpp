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
  return std::max(0.0, light);
}

void Lighting::shade_row(int left, int y, int count, const Camera& camera, float* light) const {
  if (shadow_depth <= 0) return;
  const double step = cosine(shadow_angle);
  const double first = (left - shadow_at.x * camera.width) * step +
                       (y - shadow_at.y * camera.height) * sine(shadow_angle);
  for (int x = 0; x < count; ++x) {
    const double across = first + step * x;
    double dark = smooth_step(-shadow_soft, shadow_soft, across);
    if (shadow_width > 0) dark *= 1 - smooth_step(-shadow_soft, shadow_soft, across - shadow_width);
    light[x] *= static_cast<float>(1 - shadow_depth * dark);
  }
}

Spot Lighting::mirrored(Vector normal, Vector ray) const {
  constexpr Spot nowhere{1e3, 1e3};
  const Vector in = unit(ray);
  const Vector out = in - normal * (2 * dot(in, normal));
  const Vector lamp = unit(glare_towards);
  if (dot(out, lamp) <= 0.2) return nowhere;
  // The lamp is a rectangle that faces us.
  const Vector side = unit({lamp.z, 0, -lamp.x});
  const Vector up{side.y * lamp.z - side.z * lamp.y, side.z * lamp.x - side.x * lamp.z,
                  side.x * lamp.y - side.y * lamp.x};
  return {dot(out, side) / glare_wide, dot(out, up) / glare_high};
}

float Lighting::glow(float across, float up) const {
  const auto edge = [](float at, double half, double soft) {
    const auto reach = static_cast<float>(soft / half);
    const float t = std::clamp((1 + reach - std::abs(at)) / (2 * reach), 0.0f, 1.0f);
    return t * t * (3 - 2 * t);
  };
  const float wide = edge(across, glare_wide, glare_soft);
  return wide <= 0 ? 0 : static_cast<float>(glare) * wide * edge(up, glare_high, glare_soft);
}

}  // namespace meetpoint::samples
