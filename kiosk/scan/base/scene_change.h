// Whether the scene before the camera changed, told cheaply from a thumbnail. Not thread-safe.
#pragma once

#include <vector>

#include "kiosk/scan/base/gray.h"

namespace meetpoint::scan {

class SceneChange {
 public:
  // True when `picture` differs from the last one that was taken as a change (the first always
  // does). Noise is no change; what drifts slowly adds up until it is one.
  bool look(const GrayView& picture);

 private:
  std::vector<std::uint8_t> reference_;
  std::vector<std::uint8_t> current_;
};

}  // namespace meetpoint::scan
