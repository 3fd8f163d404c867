#include "tests/samples/layer.h"

#include <algorithm>
#include <cmath>

#include "tests/samples/exact_math.h"
#include "tests/samples/optics.h"

namespace meetpoint::samples {
namespace {

constexpr float nowhere = -1e7f;

// The moment at which a row is exposed; `part` of the exposure, 0 … 1.
double moment(const Shutter& shutter, double seconds, double part, double y, int height) {
  return seconds + shutter.exposure * (part - 0.5) + shutter.readout * (y / height - 0.5);
}

// A place of the sheet, looked for on the bent surface.
Spot seen_of(const Surface& surface, Spot on_sheet) {
  Spot seen = on_sheet;
  for (int i = 0; i < 12; ++i) {
    const Spot there = surface.on_sheet(seen);
    seen = {seen.x + on_sheet.x - there.x, seen.y + on_sheet.y - there.y};
  }
  return seen;
}

Vector normal_of(const Frame& frame, Spot slope) {
  return unit(frame.n - frame.u * slope.x - frame.v * slope.y);
}

}  // namespace

std::array<Spot, 4> corners_of(const Held& held, const Camera& camera, const Shutter& shutter,
                               double seconds) {
  std::array<Spot, 4> corners;
  for (std::size_t i = 0; i < 4; ++i) {
    const Spot seen = seen_of(held.surface, held.thing.code[i]);
    double y = camera.height / 2.0;
    for (int pass = 0; pass < 3; ++pass) {
      const Frame frame(held.motion.at(moment(shutter, seconds, 0.5, y, camera.height)));
      corners[i] = camera.picture_of(frame.point(seen, held.surface.height(seen)));
      y = corners[i].y;
    }
  }
  return corners;
}

// The part of the picture that the thing may touch during the exposure.
void LayerMaker::place(const Held& held, const Camera& camera, const Shutter& shutter,
                       double seconds, Layer& out) {
  const Texture& t = held.thing.texture;
  double x0 = 1e9, y0 = 1e9, x1 = -1e9, y1 = -1e9;
  for (const double part : {0.0, 0.5, 1.0}) {
    for (const double y : {0.0, camera.height / 2.0, camera.height - 1.0}) {
      const Frame frame(held.motion.at(moment(shutter, seconds, part, y, camera.height)));
      for (int i = 0; i < 9; ++i) {
        const int column = i % 3;
        const int line = i / 3;
        const Spot at{t.left() + t.width_mm() * column / 2, t.top() + t.height_mm() * line / 2};
        Vector point = frame.point(at, held.surface.height(at));
        point.z = std::max(point.z, 20.0);
        const double u = point.x / point.z * camera.focal + camera.width / 2.0;
        const double v = point.y / point.z * camera.focal + camera.height / 2.0;
        x0 = std::min(x0, u), x1 = std::max(x1, u);
        y0 = std::min(y0, v), y1 = std::max(y1, v);
      }
    }
  }
  const double more = 3 + 2 * held.defocus + 0.03 * (x1 - x0 + y1 - y0);
  const int border = static_cast<int>(std::ceil(held.defocus)) + 2;
  const auto inside = [&](double value, int limit) {
    return static_cast<int>(
        std::clamp(value, static_cast<double>(-border), static_cast<double>(limit + border)));
  };
  left_ = inside(std::floor(x0 - more), camera.width);
  top_ = inside(std::floor(y0 - more), camera.height);
  width_ = std::max(0, inside(std::ceil(x1 + more), camera.width) - left_);
  height_ = std::max(0, inside(std::ceil(y1 + more), camera.height) - top_);
  columns_ = width_ / step_ + 3;
  rows_ = height_ / step_ + 3;
  out.left = left_;
  out.top = top_;
}

// How the surface is bent at every node. It hardly differs within an exposure, so the middle of it
// stands for all.
void LayerMaker::bend(const Held& held, const Camera& camera, const Shutter& shutter,
                      double seconds) {
  bents_.clear();
  if (held.surface.flat()) return;
  bents_.reserve(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_));
  for (int j = 0; j < rows_; ++j) {
    const double y = top_ + (j - 1) * step_;
    const Frame frame(held.motion.at(moment(shutter, seconds, 0.5, y, camera.height)));
    for (int i = 0; i < columns_; ++i) {
      Spot seen;
      Bent bent{0, {0, 0}};
      if (frame.meet(camera.ray(left_ + (i - 1) * step_, y), held.surface, seen)) {
        const Spot on = held.surface.on_sheet(seen);
        bent = {held.surface.height(seen), {on.x - seen.x, on.y - seen.y}};
      }
      bents_.push_back(bent);
    }
  }
}

// Which texel every node of the grid sees. The grid begins one step left of and above the part.
void LayerMaker::aim(const Held& held, const Camera& camera, const Shutter& shutter, double seconds,
                     double part, Node* node) const {
  const Texture& t = held.thing.texture;
  const Bent* bent = bents_.data();
  for (int j = 0; j < rows_; ++j) {
    const double y = top_ + (j - 1) * step_;
    const Frame frame(held.motion.at(moment(shutter, seconds, part, y, camera.height)));
    for (int i = 0; i < columns_; ++i, ++node) {
      const Bent here = bents_.empty() ? Bent{0, {0, 0}} : *bent++;
      Spot seen;
      if (!frame.meet(camera.ray(left_ + (i - 1) * step_, y), here.height, seen)) {
        *node = {nowhere, nowhere};
        continue;
      }
      const Spot at{seen.x + here.shift.x, seen.y + here.shift.y};
      node->u = static_cast<float>(std::clamp((at.x - t.left()) * t.scale(), -1e7, 1e7));
      node->v = static_cast<float>(std::clamp((at.y - t.top()) * t.scale(), -1e7, 1e7));
    }
  }
}

// Adds what is seen through one place of every pixel of a row, `shift` from its middle.
void LayerMaker::gather(const Texture& texture, const Node* nodes, int y, double shift_x,
                        double shift_y) {
  const auto wide = static_cast<unsigned>(texture.width());
  const auto high = static_cast<unsigned>(texture.height());
  const auto limit_u = static_cast<float>(texture.width());
  const auto limit_v = static_cast<float>(texture.height());
  const std::uint32_t* texels = texture.data();
  const double at = (y + shift_y) / step_ + 1;
  const int j = static_cast<int>(at);
  const auto f = static_cast<float>(at - j);
  const Node* above = nodes + std::ptrdiff_t{j} * columns_;
  const Node* below = above + columns_;
  std::uint32_t* light = light_.data();
  std::uint32_t* cover = cover_.data();
  for (int x0 = 0, i = 1; x0 < width_; x0 += step_, ++i) {
    const float u0 = above[i].u + (below[i].u - above[i].u) * f;
    const float v0 = above[i].v + (below[i].v - above[i].v) * f;
    const float u1 = above[i + 1].u + (below[i + 1].u - above[i + 1].u) * f;
    const float v1 = above[i + 1].v + (below[i + 1].v - above[i + 1].v) * f;
    if ((u0 < -4 && u1 < -4) || (v0 < -4 && v1 < -4) || (u0 > limit_u + 4 && u1 > limit_u + 4) ||
        (v0 > limit_v + 4 && v1 > limit_v + 4)) {
      continue;
    }
    const float du = (u1 - u0) / static_cast<float>(step_);
    const float dv = (v1 - v0) / static_cast<float>(step_);
    const int x1 = std::min(width_, x0 + step_);
    float u = u0 + du * static_cast<float>(shift_x) + 1;  // one more, as the whole part is
    float v = v0 + dv * static_cast<float>(shift_x) + 1;  // cut off towards zero
    for (int x = x0; x < x1; ++x, u += du, v += dv) {
      const auto column = static_cast<unsigned>(static_cast<int>(u)) - 1;
      const auto row = static_cast<unsigned>(static_cast<int>(v)) - 1;
      if (column >= wide || row >= high) continue;
      const std::uint32_t texel = texels[std::size_t{row} * wide + column];
      light[x] += texel >> 16;
      cover[x] += texel & 0xFFFFu;
    }
  }
}

// A screen's own pixels and its flicker, where it shines.
void LayerMaker::shine(const Held& held, const Node* nodes, int y, float* light) const {
  const Texture& t = held.thing.texture;
  const auto texel = [&](double mm, double origin) {
    return static_cast<float>((mm - origin) * t.scale());
  };
  const float left = texel(held.thing.screen[0], t.left());
  const float top = texel(held.thing.screen[1], t.top());
  const float right = texel(held.thing.screen[2], t.left());
  const float bottom = texel(held.thing.screen[3], t.top());
  // An exposure of several flickers averages most of it away; what is left is a wave.
  const auto band = static_cast<float>(
      1 + held.banding * sine(2 * pi * (top_ + y) / held.banding_rows + held.banding_phase));
  const auto cycles = static_cast<float>(1 / (held.pixel_mm * t.scale()));
  const auto depth = static_cast<float>(held.moire);
  const int j = y / step_ + 1;
  const float f = static_cast<float>(y % step_) / static_cast<float>(step_);
  const Node* above = nodes + std::ptrdiff_t{j} * columns_;
  const Node* below = above + columns_;
  // A triangle wave is near enough to what a pixel's aperture leaves of the screen's grid.
  const auto wave = [](float x) {
    const float part = x - std::floor(x);
    return 4 * std::abs(part - 0.5f) - 1;
  };
  for (int x = 0; x < width_; ++x) {
    const int i = x / step_ + 1;
    const float g = static_cast<float>(x % step_) / static_cast<float>(step_);
    const float ua = above[i].u + (above[i + 1].u - above[i].u) * g;
    const float ub = below[i].u + (below[i + 1].u - below[i].u) * g;
    const float va = above[i].v + (above[i + 1].v - above[i].v) * g;
    const float vb = below[i].v + (below[i + 1].v - below[i].v) * g;
    const float u = ua + (ub - ua) * f;
    const float v = va + (vb - va) * f;
    if (u < left || u > right || v < top || v > bottom) continue;
    light[x] *= band * std::max(0.0f, 1 + depth * 0.5f * (wave(u * cycles) + wave(v * cycles)));
  }
}

// What light falls on every node, and what it mirrors.
void LayerMaker::look(const Held& held, const Camera& camera, const Shutter& shutter,
                      const Lighting& lighting, double seconds) {
  looks_.resize(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_));
  const bool even = held.surface.flat() && held.sleeve.flat();
  auto look = looks_.begin();
  for (int j = 0; j < rows_; ++j) {
    const double y = top_ + (j - 1) * step_;
    const Frame frame(held.motion.at(moment(shutter, seconds, 0.5, y, camera.height)));
    for (int i = 0; i < columns_; ++i, ++look) {
      const double x = left_ + (i - 1) * step_;
      const Vector ray = camera.ray(x, y);
      Spot seen;
      Vector normal = frame.n;
      Vector mirror = frame.n;
      if (!even && frame.meet(ray, held.surface, seen)) {
        const Spot paper = held.surface.slope(seen);
        const Spot plastic = held.sleeve.slope(seen);
        normal = normal_of(frame, paper);
        mirror = normal_of(frame, {paper.x + plastic.x, paper.y + plastic.y});
      }
      look->shade = static_cast<float>(lighting.on(normal, frame.n, x, y, camera));
      const Spot lamp = held.gloss > 0 ? lighting.mirrored(mirror, ray) : Spot{1e3, 1e3};
      look->lamp_x = static_cast<float>(lamp.x);
      look->lamp_y = static_cast<float>(lamp.y);
    }
  }
}

// One row: the mean of what its pixels gathered, lit.
void LayerMaker::finish(const Held& held, const Lighting& lighting, int y, int places, float* light,
                        float* cover) const {
  const auto light_share = static_cast<float>(1 / (Texture::light_unit * places));
  const auto cover_share = 1.0f / (65535.0f * static_cast<float>(places));
  const auto gloss = static_cast<float>(held.gloss);
  const float f = static_cast<float>(y % step_) / static_cast<float>(step_);
  const Look* above = looks_.data() + std::ptrdiff_t{y / step_ + 1} * columns_;
  const Look* below = above + columns_;
  const auto between = [f](float a, float b) { return a + (b - a) * f; };
  for (int x0 = 0, i = 1; x0 < width_; x0 += step_, ++i) {
    const Look from{between(above[i].shade, below[i].shade),
                    between(above[i].lamp_x, below[i].lamp_x),
                    between(above[i].lamp_y, below[i].lamp_y)};
    const Look to{between(above[i + 1].shade, below[i + 1].shade),
                  between(above[i + 1].lamp_x, below[i + 1].lamp_x),
                  between(above[i + 1].lamp_y, below[i + 1].lamp_y)};
    for (int x = x0; x < std::min(width_, x0 + step_); ++x) {
      const float g = static_cast<float>(x - x0) / static_cast<float>(step_);
      const auto here = static_cast<std::size_t>(x);
      cover[x] = static_cast<float>(cover_[here]) * cover_share;
      light[x] = static_cast<float>(light_[here]) * light_share *
                 (from.shade + (to.shade - from.shade) * g);
      if (gloss > 0) {
        light[x] += cover[x] * gloss *
                    lighting.glow(from.lamp_x + (to.lamp_x - from.lamp_x) * g,
                                  from.lamp_y + (to.lamp_y - from.lamp_y) * g);
      }
    }
  }
}

void LayerMaker::make(const Held& held, const Camera& camera, const Shutter& shutter,
                      const Lighting& lighting, double seconds, Layer& out) {
  const bool still = held.motion.still();
  step_ = !held.surface.flat() || !held.sleeve.flat() || still ? 6 : 8;
  place(held, camera, shutter, seconds, out);
  out.light.resize(width_, height_);
  out.cover.resize(width_, height_);
  if (out.empty()) return;

  const int side = std::clamp(held.grain, 2, 5);
  const int places = side * side;
  const std::size_t grid = static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_);
  nodes_.resize(grid * static_cast<std::size_t>(still ? 1 : places));
  bend(held, camera, shutter, seconds);
  // Moments are dealt out so that neighbouring places are far apart in time.
  for (int k = 0; k < (still ? 1 : places); ++k) {
    const double part = still ? 0.5 : (k * 7 % places + 0.5) / places;
    aim(held, camera, shutter, seconds, part, nodes_.data() + grid * static_cast<std::size_t>(k));
  }
  look(held, camera, shutter, lighting, seconds);

  const bool shines =
      held.thing.screen[2] > held.thing.screen[0] && (held.moire > 0 || held.banding > 0);
  for (int y = 0; y < height_; ++y) {
    light_.assign(static_cast<std::size_t>(width_), 0);
    cover_.assign(static_cast<std::size_t>(width_), 0);
    for (int k = 0; k < places; ++k) {
      const int column = k % side;
      const int line = k / side;
      gather(held.thing.texture, nodes_.data() + (still ? 0 : grid * static_cast<std::size_t>(k)),
             y, (column + 0.5) / side - 0.5, (line + 0.5) / side - 0.5);
    }
    finish(held, lighting, y, places, out.light.row(y), out.cover.row(y));
    lighting.shade_row(left_, top_ + y, width_, camera, out.light.row(y));
    if (shines) shine(held, nodes_.data(), y, out.light.row(y));
  }
  if (held.defocus >= 0.5) {
    defocus(out.light, held.defocus, scratch_);
    defocus(out.cover, held.defocus, scratch_);
  }
}

}  // namespace meetpoint::samples
