#include "kiosk/scan/base/film_pace.h"

#include <algorithm>
#include <cmath>
#include <thread>

namespace meetpoint::scan {

Moment monotonic_now() {
  return std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now());
}

FilmPace::FilmPace(double frames_per_second, bool paced)
    : rate_(std::clamp(frames_per_second, 0.1, 240.0)), paced_(paced) {}

Moment FilmPace::due(std::uint64_t index) const {
  return start_ + Duration{std::llround(static_cast<double>(index) * 1000.0 / rate_)};
}

bool FilmPace::wait_for_turn(Duration timeout, Turn& turn) {
  if (!started_) {
    started_ = true;
    start_ = monotonic_now();
  }
  if (paced_) {
    const Moment now = monotonic_now();
    if (due(next_) > now + timeout) {
      std::this_thread::sleep_for(timeout);
      return false;
    }
    if (due(next_) > now) {
      std::this_thread::sleep_until(due(next_));
    } else {
      const double passed = static_cast<double>((now - start_).count()) * rate_ / 1000.0;
      next_ = std::max(next_, static_cast<std::uint64_t>(passed));
    }
  }
  turn = {next_, due(next_)};
  next_ += 1;
  return true;
}

}  // namespace meetpoint::scan
