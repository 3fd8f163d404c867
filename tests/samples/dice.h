// What a recipe draws by lot: thin words over the project's own generator of random numbers.
#pragma once

#include <initializer_list>
#include <string_view>

#include "kiosk/scan/base/random.h"

namespace meetpoint::samples {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}

  double unit() { return random_.unit(); }
  double between(double from, double to) { return from + (to - from) * random_.unit(); }
  // -by … by
  double about(double by) { return between(-by, by); }
  double bell() { return random_.bell(); }
  bool chance(double of) { return random_.unit() < of; }
  // from … to, both included.
  int whole(int from, int to) {
    return from + static_cast<int>(random_.below(static_cast<std::uint64_t>(to - from + 1)));
  }
  std::uint64_t seed() { return random_.next(); }

  template <typename T>
  T one_of(std::initializer_list<T> choices) {
    return choices.begin()[random_.below(choices.size())];
  }

 private:
  scan::Random random_;
};

}  // namespace meetpoint::samples
