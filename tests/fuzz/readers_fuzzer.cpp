// What a reader that types and a serial reader send, in any order and at any pace. Codes that come
// out must be what may be looked up: UTF-8, without control characters, not too long.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#include "kiosk/scan/reader/key_reader.h"
#include "kiosk/scan/reader/serial_lines.h"

namespace {

using namespace meetpoint;
using namespace meetpoint::scan;

// How long the letter is that begins with this byte; 0 where none does.
std::size_t length_of(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  if (first >= 0xF0 && first < 0xF5) return 4;
  return 0;
}

bool is_utf8_without_controls(const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t length = length_of(first);
    if (length == 0 || at + length > text.size() || first < 0x20 || first == 0x7F) return false;
    for (std::size_t i = 1; i < length; ++i)
      if ((static_cast<unsigned char>(text[at + i]) & 0xC0U) != 0x80U) return false;
    at += length;
  }
  return true;
}

void check(const std::string& text, std::size_t most_bytes) {
  if (!is_utf8_without_controls(text) || text.size() > most_bytes) std::abort();
}

void check(const KeyOutcome& outcome) {
  if (outcome.kind == KeyOutcome::Kind::badge && outcome.text.empty()) std::abort();
  if (outcome.kind == KeyOutcome::Kind::nothing && !outcome.text.empty()) std::abort();
  check(outcome.text, 4 * KeyReader::Options{}.most_characters);
}

}  // namespace

// Three bytes an event: what comes, a number with it, and how much later than the one before.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  KeyReader keys;
  SerialLines lines;
  std::int64_t now_ms = 0;
  for (std::size_t at = 0; at + 3 <= size; at += 3) {
    const std::uint8_t what = data[at];
    const std::uint8_t number = data[at + 1];
    now_ms += data[at + 2] < 200 ? data[at + 2] % 16 : (data[at + 2] - 199) * 20;
    const Moment now = moment_from_ms(now_ms);
    switch (what % 8) {
      case 0: check(keys.enter(now)); break;
      case 1: check(keys.flush(now)); break;
      case 2: check(keys.feed(static_cast<char32_t>(number) * 257U * (what / 8U), now)); break;
      case 3:
        if (const auto line = lines.flush(now)) check(*line, 4000);
        break;
      case 4: lines.reset(); break;
      case 5: {
        const std::size_t count = std::min<std::size_t>(number, size - at);
        for (const std::string& line : lines.feed(std::span(data + at, count), now))
          check(line, 4000);
        break;
      }
      default: check(keys.feed(number, now)); break;
    }
  }
  return 0;
}
