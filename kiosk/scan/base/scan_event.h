// What cameras and readers bring.
#pragma once

#include <string>
#include <vector>

#include "kiosk/scan/base/moment.h"

namespace meetpoint::scan {

// One scan: a badge, or several that were held up together.
struct ScanEvent {
  std::vector<std::string> codes;
  Moment captured_at;  // of the frame in which the newest of them was first read
};

}  // namespace meetpoint::scan
