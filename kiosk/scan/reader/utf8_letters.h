// Letters to UTF-8.
#pragma once

#include <string>

namespace meetpoint::scan {

// `letter` must be one that Unicode has (no surrogate, at most 0x10FFFF).
inline void append_utf8(std::string& text, char32_t letter) {
  const auto byte = [&](char32_t value) { text.push_back(static_cast<char>(value)); };
  if (letter < 0x80) {
    byte(letter);
  } else if (letter < 0x800) {
    byte(0xC0 | (letter >> 6));
    byte(0x80 | (letter & 0x3F));
  } else if (letter < 0x10000) {
    byte(0xE0 | (letter >> 12));
    byte(0x80 | ((letter >> 6) & 0x3F));
    byte(0x80 | (letter & 0x3F));
  } else {
    byte(0xF0 | (letter >> 18));
    byte(0x80 | ((letter >> 12) & 0x3F));
    byte(0x80 | ((letter >> 6) & 0x3F));
    byte(0x80 | (letter & 0x3F));
  }
}

}  // namespace meetpoint::scan
