// Which finder patterns belong to one code. Pure.
#pragma once

#include <span>
#include <vector>

#include "kiosk/scan/decode/finder_patterns.h"

namespace meetpoint::scan {

// The finders of a code that is seen, in the code's own frame: its top left one, its top right one
// and its bottom left one. Of one that is covered, `seen` says so and its place is not told.
struct FinderGroup {
  std::array<Finder, 3> finders;
  std::array<bool, 3> seen{};
  double modules = 0;  // between two of them, roughly: the code's dimension less seven
  double doubt = 0;    // 0: all agrees
};

// Threes first, the most likely ones in front; each finder may be in several. At most `most`.
std::vector<FinderGroup> group_finders(std::span<const Finder> finders, std::size_t most);

// Twos of which the third may be covered, in all the ways in which they may lie in their code.
std::vector<FinderGroup> complete_pairs(std::span<const Finder> finders, std::size_t most);

}  // namespace meetpoint::scan
