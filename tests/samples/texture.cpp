#include "tests/samples/texture.h"

#include <algorithm>
#include <cmath>

namespace meetpoint::samples {
namespace {

double along(Spot p, Spot from, Spot to) {
  const double dx = to.x - from.x;
  const double dy = to.y - from.y;
  const double square = dx * dx + dy * dy;
  if (square < 1e-12) return 0;
  return std::clamp(((p.x - from.x) * dx + (p.y - from.y) * dy) / square, 0.0, 1.0);
}

double away(Spot p, Spot from, Spot to, double part) {
  const double x = p.x - from.x - part * (to.x - from.x);
  const double y = p.y - from.y - part * (to.y - from.y);
  return std::sqrt(x * x + y * y);
}

std::uint32_t blend(std::uint32_t under, double light, double cover) {
  const double keep = 1 - cover;
  const double sum = (under >> 16) * keep + light * Texture::light_unit * cover;
  const double covered = (under & 0xFFFFu) * keep + 65535 * cover;
  const auto high = static_cast<std::uint32_t>(std::clamp(sum + 0.5, 0.0, 65535.0));
  const auto low = static_cast<std::uint32_t>(std::clamp(covered + 0.5, 0.0, 65535.0));
  return high << 16 | low;
}

}  // namespace

Texture::Texture(double left, double top, double width, double height, double texels_per_mm)
    : left_(left),
      top_(top),
      scale_(texels_per_mm),
      width_(std::max(1, static_cast<int>(std::lround(width * texels_per_mm)))),
      height_(std::max(1, static_cast<int>(std::lround(height * texels_per_mm)))),
      texels_(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_), 0) {}

// `inside`: how far inside the shape a place is, in millimetres (negative outside).
template <typename Inside>
void Texture::fill(double left, double top, double right, double bottom, double light, double cover,
                   Inside inside) {
  const int x0 = std::max(0, static_cast<int>(std::floor((left - left_) * scale_ - 1)));
  const int y0 = std::max(0, static_cast<int>(std::floor((top - top_) * scale_ - 1)));
  const int x1 = std::min(width_, static_cast<int>(std::ceil((right - left_) * scale_ + 1)));
  const int y1 = std::min(height_, static_cast<int>(std::ceil((bottom - top_) * scale_ + 1)));
  const std::uint32_t solid = blend(0, light, 1);
  for (int y = y0; y < y1; ++y) {
    std::uint32_t* to = row(y);
    const double mm_y = top_ + (y + 0.5) / scale_;
    for (int x = x0; x < x1; ++x) {
      double shade = light;
      const double part = inside(Spot{left_ + (x + 0.5) / scale_, mm_y}, shade) * scale_ + 0.5;
      if (part <= 0) continue;
      if (part >= 1 && cover >= 1) {
        to[x] = shade == light ? solid : blend(0, shade, 1);
      } else {
        to[x] = blend(to[x], shade, std::min(part, 1.0) * cover);
      }
    }
  }
}

void Texture::box(double left, double top, double width, double height, double light, double radius,
                  double cover) {
  const double middle_x = left + width / 2;
  const double middle_y = top + height / 2;
  const double half_x = width / 2 - radius;
  const double half_y = height / 2 - radius;
  fill(left, top, left + width, top + height, light, cover, [&](Spot p, double&) {
    const double dx = std::abs(p.x - middle_x) - half_x;
    const double dy = std::abs(p.y - middle_y) - half_y;
    if (dx <= 0 || dy <= 0) return radius - std::max(dx, dy);
    return radius - std::sqrt(dx * dx + dy * dy);
  });
}

void Texture::line(Spot from, Spot to, double width, double light, double cover) {
  const double half = width / 2;
  fill(std::min(from.x, to.x) - half, std::min(from.y, to.y) - half, std::max(from.x, to.x) + half,
       std::max(from.y, to.y) + half, light, cover,
       [&](Spot p, double&) { return half - away(p, from, to, along(p, from, to)); });
}

void Texture::disc(Spot middle, double radius, double light, double cover) {
  line(middle, middle, 2 * radius, light, cover);
}

void Texture::limb(Spot from, Spot to, double from_width, double to_width, double light) {
  const double most = std::max(from_width, to_width) / 2;
  fill(std::min(from.x, to.x) - most, std::min(from.y, to.y) - most, std::max(from.x, to.x) + most,
       std::max(from.y, to.y) + most, light, 1, [&](Spot p, double& shade) {
         const double part = along(p, from, to);
         const double half = (from_width + (to_width - from_width) * part) / 2;
         const double off = away(p, from, to, part);
         const double out = off / std::max(0.1, half);
         shade = light * (1 - 0.55 * out * out);
         return half - off;
       });
}

void Texture::mottle(double amount, std::uint64_t seed) {
  std::uint64_t state = seed | 1;
  for (std::uint32_t& texel : texels_) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    const double noise = static_cast<double>(state >> 40) / 8388608.0 - 1;  // -1 … 1
    const double light = (texel >> 16) * (1 + amount * noise);
    texel = (static_cast<std::uint32_t>(std::clamp(light, 0.0, 65535.0)) << 16) | (texel & 0xFFFFu);
  }
}

void Texture::set(int x, int y, double light) {
  if (x < 0 || y < 0 || x >= width_ || y >= height_) return;
  row(y)[x] = blend(0, light, 1);
}

}  // namespace meetpoint::samples
