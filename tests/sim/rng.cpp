#include "tests/sim/rng.h"

#include <sodium.h>

#include <cstring>

namespace meetpoint::sim {

namespace {

// libsodium's hooks take no argument, so that their state has nowhere else to be.
Rng sodium_state(1);

const char* name() { return "simulated"; }
std::uint32_t number() { return static_cast<std::uint32_t>(sodium_state.next() >> 32); }
void fill(void* const buffer, const std::size_t size) {
  auto* out = static_cast<unsigned char*>(buffer);
  for (std::size_t i = 0; i < size; i += 8) {
    const std::uint64_t bits = sodium_state.next();
    std::memcpy(out + i, &bits, size - i < 8 ? size - i : 8);
  }
}

randombytes_implementation simulated = {
    .implementation_name = &name,
    .random = &number,
    .stir = nullptr,
    .uniform = nullptr,
    .buf = &fill,
    .close = nullptr,
};

}  // namespace

void make_sodium_predictable(std::uint64_t seed) {
  randombytes_set_implementation(&simulated);
  sodium_state = Rng(seed ^ 0x736f6469756dU);
}

}  // namespace meetpoint::sim
