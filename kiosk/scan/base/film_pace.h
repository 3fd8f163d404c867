// When each frame of a film is due, for the sources that play one as if it were a camera.
//
// Paced, a film runs at its rate whatever the viewer does: frames that were due while nobody asked
// are skipped, as a camera drops them. Unpaced, each frame is there at once and none is skipped,
// while Moments go on by the film's rate, so that a test sees the same film on every machine.
#pragma once

#include "kiosk/scan/base/moment.h"

namespace meetpoint::scan {

// The monotonic clock of this machine.
Moment monotonic_now();

class FilmPace {
 public:
  struct Turn {
    std::uint64_t index = 0;  // which frame, from 0
    Moment due;
  };

  // `frames_per_second` is clamped to 0.1 … 240.
  FilmPace(double frames_per_second, bool paced);

  double frames_per_second() const { return rate_; }

  // Waits for the next turn, at most `timeout`. False: not yet.
  bool wait_for_turn(Duration timeout, Turn& turn);

 private:
  Moment due(std::uint64_t index) const;

  double rate_;
  bool paced_;
  bool started_ = false;
  Moment start_;
  std::uint64_t next_ = 0;
};

}  // namespace meetpoint::scan
