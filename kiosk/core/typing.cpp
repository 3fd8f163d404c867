#include "kiosk/core/typing.h"

#include "kiosk/core/turn.h"

namespace meetpoint::core {
namespace {

constexpr std::string_view own_prefix = "MP1";
constexpr std::size_t own_length = 29;  // see badge_code() in sync/model/badge.h

char meant(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') return '0';
  if (c == 'I' || c == 'L') return '1';
  return c;
}

}  // namespace

std::string typed_code(std::string_view typed) {
  std::string packed;
  for (const char c : typed) {
    if (c == ' ' || c == '-') continue;
    packed +=
        packed.size() < 2 ? static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c) : meant(c);
  }
  const bool own = packed.size() == own_length && packed.compare(0, 3, own_prefix) == 0;
  return own ? packed : std::string(typed);
}

std::string without_last(std::string text) {
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U) {
    text.pop_back();
  }
  if (!text.empty()) text.pop_back();
  return text;
}

}  // namespace meetpoint::core
