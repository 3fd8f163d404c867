#include "kiosk/scan/decode/qr_layout.h"

#include <algorithm>
#include <cstdlib>

namespace meetpoint::scan {

QrLayout::QrLayout(int dimension) : dimension_(dimension) {
  add_finder(0, 0);
  add_finder(dimension - 7, 0);
  add_finder(0, dimension - 7);
  add_timing();
  add_alignments();
}

void QrLayout::add_finder(int left, int top) {
  auto& pattern = patterns_.emplace_back();
  for (int y = -1; y <= 7; ++y) {
    for (int x = -1; x <= 7; ++x) {
      const int at_x = left + x;
      const int at_y = top + y;
      if (at_x < 0 || at_y < 0 || at_x >= dimension_ || at_y >= dimension_) continue;
      const int ring = std::max(std::abs(x - 3), std::abs(y - 3));
      pattern.push_back({at_x, at_y, ring == 3 || ring <= 1});
    }
  }
}

void QrLayout::add_timing() {
  for (const bool across : {true, false}) {
    auto& pattern = patterns_.emplace_back();
    for (int i = 8; i < dimension_ - 8; ++i)
      pattern.push_back({across ? i : 6, across ? 6 : i, i % 2 == 0});
  }
}

void QrLayout::add_alignments() {
  const int version = (dimension_ - 17) / 4;
  if (version < 2) return;
  const int count = version / 7 + 2;
  // The table of the standard's annex E follows this rule, but for version 32.
  const int step = version == 32 ? 26 : (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2;
  std::vector<int> centres{6};
  for (int i = count - 2; i >= 0; --i) centres.push_back(dimension_ - 7 - i * step);
  for (const int cy : centres) {
    for (const int cx : centres) {
      const bool on_finder = (cx == 6 && cy == 6) || (cx == 6 && cy == dimension_ - 7) ||
                             (cy == 6 && cx == dimension_ - 7);
      if (on_finder) continue;
      auto& pattern = patterns_.emplace_back();
      for (int y = -2; y <= 2; ++y) {
        for (int x = -2; x <= 2; ++x)
          pattern.push_back({cx + x, cy + y, std::max(std::abs(x), std::abs(y)) != 1});
      }
    }
  }
}

}  // namespace meetpoint::scan
