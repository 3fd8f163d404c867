// A picture of floats: light in linear units, where 1 is a perfectly white card in normal light.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace meetpoint::samples {

class Plane {
 public:
  Plane() = default;
  Plane(int width, int height, float value = 0) { reset(width, height, value); }

  void reset(int width, int height, float value = 0) {
    resize(width, height);
    std::fill(values_.begin(), values_.end(), value);
  }
  // Leaves the values undefined.
  void resize(int width, int height) {
    width_ = std::max(width, 0);
    height_ = std::max(height, 0);
    values_.resize(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_));
  }

  int width() const { return width_; }
  int height() const { return height_; }
  float* row(int y) { return values_.data() + std::ptrdiff_t{y} * width_; }
  const float* row(int y) const { return values_.data() + std::ptrdiff_t{y} * width_; }
  std::vector<float>& values() { return values_; }
  const std::vector<float>& values() const { return values_; }

  void swap(Plane& other) {
    std::swap(width_, other.width_);
    std::swap(height_, other.height_);
    values_.swap(other.values_);
  }

 private:
  int width_ = 0;
  int height_ = 0;
  std::vector<float> values_;
};

}  // namespace meetpoint::samples
