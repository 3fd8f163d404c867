// A fountain code: any few more symbols than a text has blocks give the text back, whichever they
// are. Pure.
//
// Symbols 0 to blocks - 1 are the blocks themselves; every later one is the exclusive or of about
// half of the blocks, chosen by its number. What the receiver holds is solved like linear equations
// modulo 2, so that two or three symbols beyond the number of blocks are enough (D. J. C. MacKay,
// "Fountain codes", IEE Proceedings - Communications 152(6), 2005, section 2: the random linear
// fountain). Its cost grows with the square of the number of blocks; max_blocks keeps it within
// what a kiosk does between two pictures.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meetpoint::wire {

inline constexpr std::size_t max_blocks = 8192;

class Fountain {
 public:
  // `text` of 1 to max_blocks * block_bytes bytes; its last block is filled up with zeros.
  Fountain(std::string_view text, std::size_t block_bytes);

  std::size_t blocks() const { return blocks_.size(); }
  std::string symbol(std::uint32_t number) const;  // block_bytes long

 private:
  std::vector<std::string> blocks_;
};

class Basin {
 public:
  Basin(std::size_t text_bytes, std::size_t block_bytes);

  // True where the symbol says something that was not known yet. One of another length says
  // nothing.
  bool add(std::uint32_t number, std::string_view symbol);

  std::size_t blocks() const { return blocks_; }
  std::size_t known() const { return known_; }  // independent symbols, of blocks()
  bool complete() const { return known_ == blocks_; }
  std::string text() const;  // once it is complete

 private:
  struct Equation {
    std::vector<std::uint64_t> of;  // a bit for each block
    std::string sum;
  };

  std::size_t text_bytes_;
  std::size_t block_bytes_;
  std::size_t blocks_;
  std::size_t known_ = 0;
  std::vector<Equation> by_first_;  // at i: its lowest block is i; empty where there is none
};

}  // namespace meetpoint::wire
