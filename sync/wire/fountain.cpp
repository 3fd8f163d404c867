#include "sync/wire/fountain.h"

#include <algorithm>
#include <bit>

namespace meetpoint::wire {

namespace {

using Bits = std::vector<std::uint64_t>;

std::size_t words_for(std::size_t blocks) { return (blocks + 63) / 64; }

// SplitMix64: every number gives well mixed bits, and the same ones on every machine.
std::uint64_t mixed(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

Bits blocks_of(std::uint32_t number, std::size_t blocks) {
  Bits bits(words_for(blocks));
  if (number < blocks) {
    bits[number / 64] = std::uint64_t{1} << (number % 64);
    return bits;
  }
  for (std::size_t word = 0; word < bits.size(); ++word) {
    bits[word] = mixed((std::uint64_t{number} << 32) + word);
  }
  if (blocks % 64 != 0) bits.back() &= (std::uint64_t{1} << (blocks % 64)) - 1;
  // Of few blocks, none at all is among the choices.
  if (std::all_of(bits.begin(), bits.end(), [](std::uint64_t word) { return word == 0; }))
    bits[0] = 1;
  return bits;
}

void add_to(std::string& sum, std::string_view other) {
  for (std::size_t i = 0; i < sum.size(); ++i) {
    sum[i] = static_cast<char>(static_cast<unsigned char>(sum[i]) ^
                               static_cast<unsigned char>(other[i]));
  }
}

}  // namespace

Fountain::Fountain(std::string_view text, std::size_t block_bytes) {
  for (std::size_t at = 0; at < text.size(); at += block_bytes) {
    blocks_.emplace_back(text.substr(at, block_bytes)).resize(block_bytes);
  }
}

std::string Fountain::symbol(std::uint32_t number) const {
  if (number < blocks_.size()) return blocks_[number];
  const Bits bits = blocks_of(number, blocks_.size());
  std::string sum(blocks_.front().size(), '\0');
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    if ((bits[i / 64] >> (i % 64)) & 1) add_to(sum, blocks_[i]);
  }
  return sum;
}

Basin::Basin(std::size_t text_bytes, std::size_t block_bytes)
    : text_bytes_(text_bytes),
      block_bytes_(block_bytes),
      blocks_((text_bytes + block_bytes - 1) / block_bytes),
      by_first_(blocks_) {}

bool Basin::add(std::uint32_t number, std::string_view symbol) {
  if (symbol.size() != block_bytes_ || complete()) return false;
  Equation fresh{blocks_of(number, blocks_), std::string(symbol)};
  for (std::size_t word = 0; word < fresh.of.size(); ++word) {
    while (fresh.of[word] != 0) {
      const std::size_t first =
          64 * word + static_cast<std::size_t>(std::countr_zero(fresh.of[word]));
      Equation& known = by_first_[first];
      if (known.of.empty()) {
        known = std::move(fresh);
        ++known_;
        return true;
      }
      for (std::size_t i = word; i < fresh.of.size(); ++i) fresh.of[i] ^= known.of[i];
      add_to(fresh.sum, known.sum);
    }
  }
  return false;
}

std::string Basin::text() const {
  if (!complete()) return {};
  // From the last block up: what stands behind a block's own bit is known by then.
  std::vector<std::string> blocks(blocks_);
  for (std::size_t i = blocks_; i-- > 0;) {
    blocks[i] = by_first_[i].sum;
    for (std::size_t other = i + 1; other < blocks_; ++other) {
      if ((by_first_[i].of[other / 64] >> (other % 64)) & 1) add_to(blocks[i], blocks[other]);
    }
  }
  std::string text;
  text.reserve(blocks_ * block_bytes_);
  for (const std::string& block : blocks) text += block;
  text.resize(text_bytes_);
  return text;
}

}  // namespace meetpoint::wire
