// Numbers of as many bytes as they need: seven bits a byte, the lowest first, the top bit where
// more follow (LEB128, as in DWARF and Protocol Buffers). Signed ones are folded ("zigzag"), so
// that those near zero are short.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace meetpoint::wire {

constexpr std::uint64_t zigzag(std::int64_t value) {
  return std::bit_cast<std::uint64_t>(value) << 1 ^ std::bit_cast<std::uint64_t>(value >> 63);
}
constexpr std::int64_t unzigzag(std::uint64_t folded) {
  return std::bit_cast<std::int64_t>(folded >> 1 ^ (~(folded & 1) + 1));
}

// Differences that wrap around are taken back by sums that do.
constexpr std::int64_t difference(std::int64_t a, std::int64_t b) {
  return std::bit_cast<std::int64_t>(std::bit_cast<std::uint64_t>(a) -
                                     std::bit_cast<std::uint64_t>(b));
}
constexpr std::int64_t sum(std::int64_t a, std::int64_t b) {
  return std::bit_cast<std::int64_t>(std::bit_cast<std::uint64_t>(a) +
                                     std::bit_cast<std::uint64_t>(b));
}

inline void put_varint(std::string& out, std::uint64_t value) {
  for (; value > 0x7f; value >>= 7) out += static_cast<char>(0x80 | (value & 0x7f));
  out += static_cast<char>(value);
}
inline void put_sized(std::string& out, std::string_view bytes) {
  put_varint(out, bytes.size());
  out += bytes;
}

// Reads from the front. What is missing or too long is 0 or empty, and `ok` false from then on. The
// bytes must outlive it.
class BytesIn {
 public:
  explicit BytesIn(std::string_view bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }
  std::size_t left() const { return rest_.size(); }

  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) break;
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      if (shift == 63 && byte > 1) break;
      value |= std::uint64_t{byte & 0x7fU} << shift;
      if (byte < 0x80) return value;
    }
    ok_ = false;
    rest_ = {};
    return 0;
  }
  std::int64_t signed_varint() { return unzigzag(varint()); }
  std::string_view take(std::uint64_t size) {
    if (size > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }
  std::string_view sized() { return take(varint()); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace meetpoint::wire
