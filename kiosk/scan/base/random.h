// A small generator of random numbers that gives the same ones on every machine (xorshift), which
// the standard library's distributions do not.
#pragma once

#include <cstdint>

namespace meetpoint::scan {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 0x2545F4914F6CDD1Du) {
    if (state_ == 0) state_ = 1;
    for (int i = 0; i < 4; ++i) next();
  }

  std::uint64_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_;
  }
  // 0 up to, not including, `limit`.
  std::uint64_t below(std::uint64_t limit) { return (next() >> 11) % limit; }
  // 0 up to 1.
  double unit() { return static_cast<double>(next() >> 11) / 9007199254740992.0; }
  // About normal, mean 0, deviation 1.
  double bell() { return (unit() + unit() + unit() + unit() - 2) * 1.732; }

 private:
  std::uint64_t state_;
};

}  // namespace meetpoint::scan
