// Random numbers that a seed decides, the same on every machine: SplitMix64 (Steele, Lea, Flood:
// "Fast splittable pseudorandom number generators", OOPSLA 2014). The standard library's
// distributions differ from one library to the next, so that ranges are made here.
#pragma once

#include <cstddef>
#include <cstdint>

namespace meetpoint::sim {

// In milliseconds, as all durations of a simulated day.
inline constexpr std::int64_t minute = 60'000;

class Rng {
 public:
  explicit Rng(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
  // In [0, count); 0 where count is 0. The bias is below 2^-32 for the counts used here.
  std::uint64_t below(std::uint64_t count) { return count == 0 ? 0 : next() % count; }
  // In [low, high].
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
  }
  // True so many times of a thousand.
  bool chance(unsigned in_a_thousand) { return below(1000) < in_a_thousand; }
  // A generator of its own, so that what one part draws does not move what another does.
  Rng fork(std::uint64_t tag) { return Rng(next() ^ (tag * 0xd6e8feb86659fd93U)); }

  template <class List>
  auto& pick(List& list) {
    return list[static_cast<std::size_t>(below(list.size()))];
  }

 private:
  std::uint64_t state_;
};

// Makes libsodium's random numbers those of `seed`, in this whole process: for programs that must
// replay byte for byte, and for nothing else.
void make_sodium_predictable(std::uint64_t seed);

}  // namespace meetpoint::sim
