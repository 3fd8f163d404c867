// All cameras of a kiosk as one: each has its own scanner and thread, a badge that two of them see
// is one scan, and the picture is that of the camera that saw a code last.
//
// Used by the main thread; the scanners call `wake` from theirs.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "kiosk/scan/scanner.h"
#include "kiosk/scan/source_spec.h"

namespace meetpoint::shell {

class Cameras {
 public:
  explicit Cameras(std::function<void()> wake) : wake_(std::move(wake)) {}
  ~Cameras() { stop(); }
  Cameras(const Cameras&) = delete;
  Cameras& operator=(const Cameras&) = delete;

  // Films by these from now on, instead of those before. `none` among them is no camera.
  void use(const std::vector<scan::SourceSpec>&);
  void stop();

  // In the order in which their frames were captured.
  std::vector<scan::ScanEvent> take_events();

  // Running while any is. `detail` names what is the matter with each that is lost.
  scan::CameraStatus status() const;
  scan::Preview preview();

 private:
  std::function<void()> wake_;
  std::vector<std::unique_ptr<scan::Scanner>> scanners_;
  std::size_t shown_ = 0;
};

}  // namespace meetpoint::shell
