// Which of several cameras' pictures is shown: the one that reads a badge, or read the last. Where
// somebody holds a badge up to another that can't be read yet, that one, so that he can aim; what
// only looks like a code for a moment changes nothing. Pure; not thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "kiosk/scan/base/moment.h"

namespace meetpoint::shell {

// What a camera's newest picture shows.
struct CameraView {
  bool picture = false;  // there is one
  bool read = false;     // a badge was read in it
  bool found = false;    // a code was found in it
  scan::Moment at;       // when it was captured
};

class ShownCamera {
 public:
  explicit ShownCamera(Duration steady = Duration{300}) : steady_(steady) {}

  // The number of the camera to show.
  std::size_t choose(std::span<const CameraView> views);
  void read_by(std::size_t camera) { shown_ = camera; }
  void reset() { *this = ShownCamera(steady_); }

 private:
  Duration steady_;
  std::size_t shown_ = 0;
  std::vector<std::optional<scan::Moment>> found_since_;
};

}  // namespace meetpoint::shell
