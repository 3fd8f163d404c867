// The passes over a whole picture: each makes something else of it and gives that to ZXing. Which
// are run, and when, is the decoder's business.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "kiosk/scan/decode/decoder.h"

namespace meetpoint::scan {

// In the order in which they are tried: what reads most for its cost comes first.
enum class Pass : std::size_t {
  plain,
  full_threshold,
  third_threshold,
  half_sharp,
  histogram,
  half_inverted,
};
constexpr std::size_t pass_count = 6;
std::string_view name_of(Pass pass);

// Keeps its scratch pictures. Not thread-safe.
class Passes {
 public:
  // What was read, in the picture's own pixels.
  std::vector<Decoded> run(Pass pass, const GrayView& picture);

 private:
  GrayImage a_, b_;
};

}  // namespace meetpoint::scan
