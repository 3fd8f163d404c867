// How a hand holds something up: coming, held not quite still, turned.
#pragma once

#include "tests/samples/camera.h"

namespace meetpoint::samples {

struct Motion {
  Stance rest;

  // Steady, through `rest` at second 0 (still pictures; a hand in passing).
  Vector velocity;  // mm/s
  double yaw_rate = 0, pitch_rate = 0, roll_rate = 0;

  // Coming from `rest` + `from`, there at `arrival` seconds; 0: it is there from the start.
  double arrival = 0;
  Vector from;
  double yaw_from = 0, pitch_from = 0, roll_from = 0;

  // A hand's slow sway and quick tremor; a slow turn to and fro.
  double sway_mm = 0, sway_hz = 0.8;
  double tremor_mm = 0, tremor_hz = 8;
  double turn = 0, turn_hz = 0.4;  // radians
  double phase = 0;

  Stance at(double seconds) const;
  // Never moves: one look at it is enough for a whole exposure.
  bool still() const;
};

}  // namespace meetpoint::samples
