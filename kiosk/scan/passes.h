// The passes over a whole picture or over parts of it: each makes something else of the picture and
// gives it to ZXing. Which are run, and when, is the decoder's business.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "kiosk/scan/decoder.h"

namespace meetpoint::scan {

// In the order in which they are tried: what reads most for its cost comes first.
enum class Pass : std::size_t {
  plain,
  quarter,
  histogram,
  half_inverted,
  third_threshold,
  half,
  full_threshold,
  half_sharp,
  inverted,
  region_sharp_double,
  region_threshold,
  region_sharp,
  region_threshold_double,
  padded,  // a code that touches the picture's edge has no quiet zone
};
constexpr std::size_t pass_count = 14;
std::string_view name_of(Pass pass);

// Keeps its scratch pictures. Not thread-safe.
class Passes {
 public:
  // The regions of the last picture do not hold for the next one.
  void new_picture() { regions_known_ = false; }

  // What was read, in the picture's own pixels.
  std::vector<Decoded> run(Pass pass, const GrayView& picture);

 private:
  std::vector<Decoded> run_on_regions(Pass pass, const GrayView& picture);
  std::vector<Decoded> run_on_region(Pass pass, const GrayView& picture, const Rect& area);

  GrayImage a_, b_;
  std::vector<Rect> regions_;
  bool regions_known_ = false;
};

}  // namespace meetpoint::scan
