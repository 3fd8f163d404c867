// What is printed on a thing, and where the thing is: reflected (or emitted) light and cover, by
// millimetres. Drawn into once, then looked up many times a frame.
#pragma once

#include <cstdint>
#include <vector>

namespace meetpoint::samples {

struct Spot {
  double x = 0;
  double y = 0;
};

class Texture {
 public:
  Texture() = default;
  // The canvas's top left corner and size in millimetres. Nothing covers anything at first.
  Texture(double left, double top, double width, double height, double texels_per_mm);

  double left() const { return left_; }
  double top() const { return top_; }
  double width_mm() const { return width_ / scale_; }
  double height_mm() const { return height_ / scale_; }
  double scale() const { return scale_; }
  int width() const { return width_; }
  int height() const { return height_; }
  // Light (already times cover) in the upper half, cover in the lower, both 0 … 65535. Light of 1
  // is 32768, so that a shining thing may be brighter than white paper.
  const std::uint32_t* data() const { return texels_.data(); }
  const std::uint32_t* row(int y) const { return texels_.data() + std::ptrdiff_t{y} * width_; }
  std::uint32_t* row(int y) { return texels_.data() + std::ptrdiff_t{y} * width_; }
  static constexpr double light_unit = 32768;

  // Shapes, in millimetres, edges smooth over a texel. `light` 0 … 2; `cover` 0 … 1.
  void box(double left, double top, double width, double height, double light, double radius = 0,
           double cover = 1);
  void line(Spot from, Spot to, double width, double light, double cover = 1);
  void disc(Spot middle, double radius, double light, double cover = 1);
  // A round limb from one end to the other, lighter in its middle than at its sides.
  void limb(Spot from, Spot to, double from_width, double to_width, double light);
  // Mottles what is there already: paper, ink and skin are never quite even.
  void mottle(double amount, std::uint64_t seed);
  // One texel, with no blending of edges; nothing outside the canvas.
  void set(int x, int y, double light);

 private:
  template <typename Inside>
  void fill(double left, double top, double right, double bottom, double light, double cover,
            Inside inside);

  double left_ = 0, top_ = 0, scale_ = 1;
  int width_ = 0, height_ = 0;
  std::vector<std::uint32_t> texels_;
};

}  // namespace meetpoint::samples
