// What of a QR code is the same in every code of its size: finder patterns, timing patterns and
// alignment patterns (ISO/IEC 18004, 5.3). By them one can tell how well a guess of where a code
// lies agrees with the picture. Immutable once made.
#pragma once

#include <vector>

namespace meetpoint::scan {

struct FixedModule {
  int x = 0;
  int y = 0;
  bool dark = false;
};

class QrLayout {
 public:
  static constexpr int smallest = 21;   // modules on each side: version 1
  static constexpr int greatest = 177;  // version 40

  // `dimension`: modules on each side, 21, 25 … 177.
  explicit QrLayout(int dimension);

  int dimension() const { return dimension_; }

  // Each pattern's modules together: first the three finders with the light line around them (top
  // left, top right, bottom left), then the two timing patterns, then the alignment patterns, of
  // which the last is the one at the bottom right.
  const std::vector<std::vector<FixedModule>>& patterns() const { return patterns_; }

  static constexpr std::size_t first_timing = 3;
  static constexpr std::size_t first_alignment = 5;

 private:
  void add_finder(int left, int top);
  void add_timing();
  void add_alignments();

  int dimension_;
  std::vector<std::vector<FixedModule>> patterns_;
};

}  // namespace meetpoint::scan
