// Grey pictures: one byte a pixel, 0 black, 255 white, rows from top to bottom.
//
// A GrayView is borrowed: it is valid as long as what it looks at. A GrayImage owns its pixels,
// and resizing one that is big enough allocates nothing, so that passes can use one over and over.
// Neither is synchronised: share one between threads only while nobody writes it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace meetpoint::scan {

// Pixels; the centre of the top left pixel is (0, 0).
struct Point {
  int x = 0;
  int y = 0;
  bool operator==(const Point&) const = default;
};

struct Rect {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  bool operator==(const Rect&) const = default;
};

struct GrayView {
  const std::uint8_t* data = nullptr;
  int width = 0;
  int height = 0;
  std::ptrdiff_t stride = 0;  // bytes from one row to the next

  bool empty() const { return width <= 0 || height <= 0; }
  std::int64_t pixels() const { return empty() ? 0 : std::int64_t{width} * height; }
  const std::uint8_t* row(int y) const { return data + y * stride; }

  // The part of `area` that lies in this picture; empty where none does.
  GrayView crop(Rect area) const {
    const int left = std::clamp(area.x, 0, width);
    const int top = std::clamp(area.y, 0, height);
    const int right = std::clamp(area.x + area.width, left, width);
    const int bottom = std::clamp(area.y + area.height, top, height);
    return {row(top) + left, right - left, bottom - top, stride};
  }
};

class GrayImage {
 public:
  GrayImage() = default;
  GrayImage(int width, int height, std::uint8_t shade = 0) {
    resize(width, height);
    fill(shade);
  }

  // Leaves the pixels undefined.
  void resize(int width, int height) {
    width_ = std::max(width, 0);
    height_ = std::max(height, 0);
    pixels_.resize(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_));
  }
  void fill(std::uint8_t shade) { std::fill(pixels_.begin(), pixels_.end(), shade); }

  int width() const { return width_; }
  int height() const { return height_; }
  bool empty() const { return pixels_.empty(); }
  std::uint8_t* row(int y) { return pixels_.data() + std::ptrdiff_t{y} * width_; }
  const std::uint8_t* row(int y) const { return pixels_.data() + std::ptrdiff_t{y} * width_; }
  std::uint8_t* data() { return pixels_.data(); }
  const std::uint8_t* data() const { return pixels_.data(); }

  GrayView view() const { return {pixels_.data(), width_, height_, width_}; }
  bool operator==(const GrayImage&) const = default;

 private:
  int width_ = 0;
  int height_ = 0;
  std::vector<std::uint8_t> pixels_;
};

}  // namespace meetpoint::scan
