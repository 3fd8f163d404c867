#include "sync/model/badge.h"

#include <algorithm>
#include <cstdint>

namespace meetpoint {

Result<std::string> parse_badge(std::string_view scanned) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!scanned.empty() && blank(scanned.front())) scanned.remove_prefix(1);
  while (!scanned.empty() && blank(scanned.back())) scanned.remove_suffix(1);
  if (scanned.empty()) return fail(ErrorCode::invalid_input, "The badge's code is empty.");
  if (scanned.size() > badge_code_max_bytes) {
    return fail(ErrorCode::invalid_input, "The code is too long to be a badge's.");
  }
  const bool control = std::any_of(scanned.begin(), scanned.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (control) {
    return fail(ErrorCode::invalid_input, "The code holds characters that no badge has.");
  }
  return std::string(scanned);
}

std::string badge_code(const unsigned char (&random)[16]) {
  static constexpr char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::string code = "MP1";
  std::uint32_t bits = 0;
  int held = 0;
  for (const unsigned char byte : random) {
    bits = (bits << 8) | byte;
    held += 8;
    while (held >= 5) {
      held -= 5;
      code += digits[(bits >> held) & 31];
    }
  }
  code += digits[(bits << (5 - held)) & 31];
  return code;
}

}  // namespace meetpoint
