// From light to bytes: exposure, noise of light and of electronics, and what a camera's own
// processing makes of it.
#pragma once

#include "kiosk/scan/base/gray.h"
#include "tests/samples/dice.h"
#include "tests/samples/plane.h"

namespace meetpoint::samples {

struct SensorStyle {
  double gain = 0.8;        // exposure: light of 1 becomes this part of a full pixel
  double electrons = 6000;  // that a full pixel holds: less is more noise of light
  double read_noise = 6;    // electrons
  double vignette = 0.25;   // of the light that the corners lack
  double black = 0.005;     // stray light in the lens
  double contrast = 0.2;    // 0 plain gamma … 1 a strong curve
  double smear = 0;         // 0 … 1: noise reduction that takes fine things along
  double sharpening = 0.3;  // 0 … 2, with its halos
  int jpeg_quality = 0;     // 0: none
};

class Sensor {
 public:
  Sensor(int width, int height, const SensorStyle& style, std::uint64_t seed);

  // `light` is used up. `frame` makes every frame's noise its own.
  void expose(Plane& light, std::uint64_t frame, scan::GrayImage& out);

 private:
  void add_noise(Plane& light, std::uint64_t frame);
  void develop(Plane& light) const;
  void smear(Plane& luma);
  void sharpen(Plane& luma);

  SensorStyle style_;
  std::uint64_t seed_;
  std::vector<float> fall_off_;  // by the square of the distance from the middle
  std::vector<float> curve_;     // light to luma
  Plane noise_, scratch_, wide_;
};

}  // namespace meetpoint::samples
