#include "sync/model/chain.h"

#include <sodium.h>

#include <array>

namespace meetpoint {

namespace {

template <std::size_t Size>
std::string hex(const std::array<unsigned char, Size>& bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(2 * Size);
  for (const unsigned char byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

void feed(crypto_generichash_state& state, std::string_view bytes) {
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(bytes.data()),
                            bytes.size());
}

}  // namespace

std::string chain_next(std::string_view previous, std::string_view fact_bytes) {
  std::array<unsigned char, 16> out{};
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, out.size());
  feed(state, previous);
  feed(state, fact_bytes);
  crypto_generichash_final(&state, out.data(), out.size());
  return hex(out);
}

std::string digest(std::string_view bytes) {
  std::array<unsigned char, 32> out{};
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, out.size());
  feed(state, bytes);
  crypto_generichash_final(&state, out.data(), out.size());
  return hex(out);
}

}  // namespace meetpoint
