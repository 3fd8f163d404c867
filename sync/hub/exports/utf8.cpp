#include "sync/hub/exports/utf8.h"

namespace meetpoint::exports {
namespace {

// How many bytes the code point at the start of `text` has; 0 where it is none.
std::size_t sound_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x80) return 1;
  const std::size_t length = byte(0) >= 0xf0 ? 4 : byte(0) >= 0xe0 ? 3 : 2;
  if (byte(0) < 0xc2 || byte(0) > 0xf4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80U) return 0;
  }
  const unsigned char second = byte(1);
  const bool overlong = (byte(0) == 0xe0 && second < 0xa0) || (byte(0) == 0xf0 && second < 0x90);
  const bool surrogate = byte(0) == 0xed && second >= 0xa0;
  const bool beyond = byte(0) == 0xf4 && second >= 0x90;
  const bool noncharacter = byte(0) == 0xef && second == 0xbf && byte(2) >= 0xbe;
  return overlong || surrogate || beyond || noncharacter ? 0 : length;
}

}  // namespace

std::string repaired_utf8(std::string_view text) {
  std::string sound;
  sound.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = sound_length(text);
    if (length == 0) {
      sound += "\xef\xbf\xbd";
      text.remove_prefix(1);
      continue;
    }
    sound += text.substr(0, length);
    text.remove_prefix(length);
  }
  return sound;
}

}  // namespace meetpoint::exports
