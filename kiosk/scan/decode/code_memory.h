// Adds up what several frames show of the same code, until it can be read: noise differs from frame
// to frame, the code does not. Pure; not thread-safe.
#pragma once

#include <vector>

#include "kiosk/scan/decode/module_reader.h"

namespace meetpoint::scan {

class CodeMemory {
 public:
  // One more look at a code. Gives the sum of all looks at it, at least two; nullptr when this was
  // the first one. Valid until the next call.
  const ModuleShades* add(const CodeFit& fit, const ModuleShades& shades);

  // A frame ends. What was not seen for a while is forgotten.
  void next_frame();

  void forget() { codes_.clear(); }

 private:
  struct Remembered {
    int dimension = 0;
    bool inverted = false;
    Point2 middle;
    double side_px = 0;
    ModuleShades sum;
    int looks = 0;
    int unseen = 0;  // frames
  };

  std::vector<Remembered> codes_;
};

}  // namespace meetpoint::scan
