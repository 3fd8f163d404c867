// The finder patterns of QR codes: the squares in three of their corners, dark, light and dark
// again in the proportion 1:1:3:1:1 whichever way one crosses them (ISO/IEC 18004, 5.3.2 and 12).
//
// Found in grey pictures that are too soft, too noisy or too unevenly lit for a whole code to be
// read in one go, both dark on light and light on dark. Not only where each one is, but how it
// lies: what one module is along its two sides, from which the rest of the code follows.
#pragma once

#include <cstdint>
#include <vector>

#include "kiosk/scan/base/gray.h"
#include "kiosk/scan/base/homography.h"

namespace meetpoint::scan {

struct Finder {
  Point2 centre;          // of the middle module
  Point2 across;          // one module along one side, and
  Point2 down;            // along the next one clockwise; which side is whose is not known
  bool inverted = false;  // light on dark
  double contrast = 0;    // grey levels between its dark and its light
  double quality = 0;     // 0 … 1: the correlation with a perfect one

  double module_px() const;
};

// A scratch that is used over and over allocates nothing. Not thread-safe.
class FinderSearch {
 public:
  // In pixels of `picture`; of patterns whose modules are about 1.3 to 6 pixels wide. Look at a
  // smaller picture for greater ones. The best come first; at most `most`.
  std::vector<Finder> find(const GrayView& picture, std::size_t most);

 private:
  struct Seed;
  void threshold(const GrayView& picture);
  void scan_row(const GrayView& picture, int y, std::vector<Seed>& seeds);
  void consider(const GrayView& picture, int y, std::size_t first_run, std::vector<Seed>& seeds);

  int blocks_across_ = 0;
  int flat_range_ = 0;  // grey levels
  std::vector<std::uint8_t> means_, lows_, highs_, thresholds_;
  std::vector<std::uint16_t> column_sums_;
  std::vector<std::uint8_t> column_lows_, column_highs_;
  std::vector<int> edges_;  // of one row: where dark and light take turns, dark from the first on
};

}  // namespace meetpoint::scan
