// All cameras of a kiosk as one: each has its own scanner and thread, a badge that two of them see
// is one scan, and one of their pictures is shown (see shown_camera.h).
//
// Used by the main thread; the scanners call `wake` from theirs.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "kiosk/scan/camera/source_spec.h"
#include "kiosk/scan/scanner.h"
#include "kiosk/shell/shown_camera.h"

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
  // The kinds of codes to look for beside QR, by these cameras and those that are used later.
  void look_also_for(std::vector<scan::Symbology> kinds);

  // In the order in which their frames were captured.
  std::vector<scan::ScanEvent> take_events();

  // Running while any is. `detail` names what is the matter with each that is lost.
  scan::CameraStatus status() const;
  scan::Preview preview();

 private:
  std::function<void()> wake_;
  std::vector<std::unique_ptr<scan::Scanner>> scanners_;
  std::vector<scan::Symbology> also_;
  ShownCamera shown_;
};

}  // namespace meetpoint::shell
