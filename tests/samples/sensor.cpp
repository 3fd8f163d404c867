#include "tests/samples/sensor.h"

#include <cmath>
#include <cstring>

#include "tests/samples/exact_math.h"
#include "tests/samples/optics.h"
#include "tests/samples/picture_file.h"

namespace meetpoint::samples {
namespace {

constexpr int noise_side = 512;
constexpr int curve_steps = 4096;

// Normal, and slightly alike from pixel to pixel, as the missing colours of a pixel are taken from
// its neighbours.
Plane make_noise(std::uint64_t seed) {
  Plane noise(noise_side, noise_side);
  Dice dice(seed);
  for (float& value : noise.values()) value = static_cast<float>(dice.bell());
  Plane scratch;
  soften(noise, 0.55, scratch);
  double square = 0;
  for (const float value : noise.values()) square += value * value;
  const auto factor = static_cast<float>(1 / std::sqrt(square / (noise_side * noise_side)));
  for (float& value : noise.values()) value *= factor;
  return noise;
}

}  // namespace

Sensor::Sensor(int width, int height, const SensorStyle& style, std::uint64_t seed)
    : style_(style), seed_(seed), noise_(make_noise(seed)) {
  curve_.resize(curve_steps + 2);
  for (int i = 0; i < curve_steps + 2; ++i) {
    const double light = std::min(1.0, static_cast<double>(i) / curve_steps);
    double luma = light <= 0.0031308 ? 12.92 * light : 1.055 * power(light, 1 / 2.4) - 0.055;
    luma = mix(luma, smooth_step(0, 1, luma), style.contrast);
    curve_[static_cast<std::size_t>(i)] = static_cast<float>(255 * luma);
  }
  // cos⁴ and what the barrel cuts off, near enough.
  fall_off_.resize(257);
  for (int i = 0; i <= 256; ++i) {
    const double square = i / 256.0;
    fall_off_[static_cast<std::size_t>(i)] =
        static_cast<float>(style.gain * (1 - style.vignette * square * (0.6 + 0.4 * square)));
  }
  scratch_.resize(width, height);
}

void Sensor::add_noise(Plane& light, std::uint64_t frame) {
  Dice dice(seed_ ^ (frame * 0x9E3779B97F4A7C15u + 17));
  const auto shot = static_cast<float>(1 / style_.electrons);
  const auto read = static_cast<float>(style_.read_noise * style_.read_noise / style_.electrons /
                                       style_.electrons);
  const auto black = static_cast<float>(style_.black);
  const double half_w = light.width() / 2.0, half_h = light.height() / 2.0;
  const double far = half_w * half_w + half_h * half_h;
  for (int y = 0; y < light.height(); ++y) {
    float* row = light.row(y);
    const double dy = (y - half_h) * (y - half_h);
    for (int x0 = 0; x0 < light.width(); x0 += 64) {
      const int x1 = std::min(light.width(), x0 + 64);
      const double dx = (x0 + 32 - half_w) * (x0 + 32 - half_w);
      const auto part = static_cast<std::size_t>(std::min(256.0, 256 * (dx + dy) / far));
      const float fall = fall_off_[part];
      // Runs of 64 from anywhere in the noise: rows stay alike below each other only by chance, so
      // the run's line in the noise moves down with the picture's.
      const std::uint64_t column =
          static_cast<std::uint64_t>(x0) * 0x2545F4914F6CDD1Du + seed_ + frame * 977;
      const auto line =
          static_cast<int>((column >> 20) + static_cast<std::uint64_t>(y)) & (noise_side - 1);
      const auto start = static_cast<int>((column >> 40) & (noise_side - 65));
      const float* noise = noise_.row(line) + std::min(start, noise_side - 64);
      for (int x = x0; x < x1; ++x) {
        const float level = std::max(0.0f, row[x] * fall + black);
        row[x] = level + std::sqrt(level * shot + read) * noise[x - x0];
      }
    }
  }
}

void Sensor::develop(Plane& light) const {
  for (float& value : light.values()) {
    const float at = std::clamp(value, 0.0f, 1.0f) * curve_steps;
    const int step = static_cast<int>(at);
    const float part = at - static_cast<float>(step);
    const float* curve = curve_.data() + step;
    value = curve[0] + (curve[1] - curve[0]) * part;
  }
}

// Where a pixel differs little from what is around it, it becomes like it.
void Sensor::smear(Plane& luma) {
  if (style_.smear <= 0) return;
  wide_ = luma;
  soften(wide_, 1.1, scratch_);
  const auto range = static_cast<float>(6 + 26 * style_.smear);
  const auto most = static_cast<float>(0.55 + 0.45 * style_.smear);
  const float* around = wide_.values().data();
  float* at = luma.values().data();
  const std::size_t count = luma.values().size();
  for (std::size_t i = 0; i < count; ++i) {
    const float difference = at[i] - around[i];
    const float far = std::min(1.0f, std::abs(difference) / range);
    at[i] -= difference * most * (1 - far * far);
  }
}

void Sensor::sharpen(Plane& luma) {
  if (style_.sharpening <= 0) return;
  wide_ = luma;
  soften(wide_, 1.0, scratch_);
  const auto strength = static_cast<float>(style_.sharpening);
  const float* around = wide_.values().data();
  float* at = luma.values().data();
  const std::size_t count = luma.values().size();
  for (std::size_t i = 0; i < count; ++i) {
    // Cameras keep their halos within limits.
    const float more = std::clamp(strength * (at[i] - around[i]), -45.0f, 45.0f);
    at[i] += more;
  }
}

void Sensor::expose(Plane& light, std::uint64_t frame, scan::GrayImage& out) {
  add_noise(light, frame);
  develop(light);
  smear(light);
  sharpen(light);
  out.resize(light.width(), light.height());
  const float* from = light.values().data();
  std::uint8_t* to = out.data();
  const std::size_t count = light.values().size();
  for (std::size_t i = 0; i < count; ++i)
    to[i] = static_cast<std::uint8_t>(std::clamp(from[i] + 0.5f, 0.0f, 255.0f));
  if (style_.jpeg_quality > 0) through_jpeg(out, style_.jpeg_quality);
}

}  // namespace meetpoint::samples
