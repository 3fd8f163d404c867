#include "tests/samples/motion.h"

#include "tests/samples/exact_math.h"

namespace meetpoint::samples {

Stance Motion::at(double seconds) const {
  Stance s = rest;
  s.at = s.at + velocity * seconds;
  s.yaw += yaw_rate * seconds;
  s.pitch += pitch_rate * seconds;
  s.roll += roll_rate * seconds;
  if (arrival > 0) {
    const double away = 1 - smooth_step(0, arrival, seconds);
    s.at = s.at + from * away;
    s.yaw += yaw_from * away;
    s.pitch += pitch_from * away;
    s.roll += roll_from * away;
  }
  if (sway_mm > 0) {
    const double turned = 2 * pi * sway_hz * seconds + phase;
    s.at =
        s.at + Vector{sine(turned), 0.8 * sine(1.31 * turned + 1), 0.7 * sine(0.73 * turned + 2)} *
                   sway_mm;
    s.roll += 0.004 * sway_mm * sine(0.9 * turned + 0.5);
  }
  if (tremor_mm > 0) {
    const double turned = 2 * pi * tremor_hz * seconds + 3 * phase;
    s.at = s.at + Vector{sine(turned), sine(1.17 * turned + 2), 0} * tremor_mm;
  }
  if (turn > 0) {
    const double turned = 2 * pi * turn_hz * seconds + 2 * phase;
    s.yaw += turn * sine(turned);
    s.pitch += 0.6 * turn * sine(1.4 * turned + 1);
  }
  return s;
}

bool Motion::still() const {
  return dot(velocity, velocity) == 0 && yaw_rate == 0 && pitch_rate == 0 && roll_rate == 0 &&
         arrival == 0 && sway_mm == 0 && tremor_mm == 0 && turn == 0;
}

}  // namespace meetpoint::samples
