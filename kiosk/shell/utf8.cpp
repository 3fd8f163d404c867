#include "kiosk/shell/utf8.h"

namespace meetpoint::shell {

std::u32string from_utf8(std::string_view text) {
  constexpr char32_t replacement = 0xfffd;
  std::u32string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t size = lead < 0x80       ? 1
                             : lead >> 5 == 6  ? 2
                             : lead >> 4 == 14 ? 3
                             : lead >> 3 == 30 ? 4
                                               : 0;
    if (size == 0 || i + size > text.size()) {
      out += replacement;
      ++i;
      continue;
    }
    char32_t point = size == 1 ? lead : lead & (0xffu >> (size + 1));
    bool whole = true;
    for (std::size_t k = 1; k < size; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      whole = whole && next >> 6 == 2;
      point = (point << 6) | (next & 0x3fu);
    }
    out += whole ? point : replacement;
    i += whole ? size : 1;
  }
  return out;
}

}  // namespace meetpoint::shell
