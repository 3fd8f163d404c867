#include "sync/hub/importers/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <optional>

namespace meetpoint::importers {
namespace {

// The code point at `at`, which is moved on; none where the bytes are not UTF-8.
std::optional<char32_t> next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) {
    ++at;
    return lead;
  }
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + length > text.size()) return std::nullopt;
  char32_t value = lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xc0) != 0x80) return std::nullopt;
    value = (value << 6) | (byte(at + i) & 0x3fU);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (overlong || value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) return std::nullopt;
  at += length;
  return value;
}

// White space that a program can leave at the end of a cell without anybody seeing it.
constexpr std::array<std::string_view, 10> blanks = {
    " ", "\t", "\r", "\n", "\v", "\f", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x8b", "\xef\xbb\xbf"};

// The plain letters of U+00C0 to U+017F; '.' where there is none.
constexpr std::string_view latin_1 =
    "aaaaaaaceeeeiiiidnooooo.ouuuuyts"
    "aaaaaaaceeeeiiiidnooooo.ouuuuyty";
constexpr std::string_view latin_extended_a =
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkk"
    "llllllllllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(latin_1.size() == 64);
static_assert(latin_extended_a.size() == 128);

char32_t plain_lower(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  if (c >= 0xc0 && c < 0x100) return static_cast<unsigned char>(latin_1[c - 0xc0]);
  if (c >= 0x100 && c < 0x180) return static_cast<unsigned char>(latin_extended_a[c - 0x100]);
  return c;
}

bool is_combining(char32_t c) { return c >= 0x300 && c < 0x370; }

bool is_punctuation(char32_t c) {
  if (c < 0x80) return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'));
  return c < 0xc0 || (c >= 0x2000 && c < 0x2070) || c == 0xfeff || c == 0x3000;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const auto starts = [&](std::string_view blank) { return text.starts_with(blank); };
  const auto ends = [&](std::string_view blank) { return text.ends_with(blank); };
  for (auto it = blanks.begin(); it != blanks.end();) {
    it = std::find_if(blanks.begin(), blanks.end(), starts);
    if (it != blanks.end()) text.remove_prefix(it->size());
  }
  for (auto it = blanks.begin(); it != blanks.end();) {
    it = std::find_if(blanks.begin(), blanks.end(), ends);
    if (it != blanks.end()) text.remove_suffix(it->size());
  }
  return text;
}

std::string one_line(std::string_view text) {
  std::string line;
  bool gap = false;
  for (const char c : trimmed(text)) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      gap = true;
      continue;
    }
    if (gap && c != ' ' && !line.ends_with(' ')) line += ' ';
    gap = false;
    line += c;
  }
  return line;
}

std::string folded(std::string_view text) {
  std::string key;
  for (std::size_t at = 0; at < text.size();) {
    const std::optional<char32_t> read = next_code_point(text, at);
    if (!read) {
      ++at;
      continue;
    }
    const char32_t c = plain_lower(*read);
    if (is_combining(c) || is_punctuation(c)) continue;
    append_utf8(key, c);
  }
  return key;
}

std::vector<std::string> split_list(std::string_view text) {
  const bool has_strong = text.find_first_of(";|\n") != std::string_view::npos;
  const std::string_view separators = has_strong ? ";|\n" : ",";
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of(separators);
    std::string part = one_line(text.substr(0, end));
    if (!part.empty()) parts.push_back(std::move(part));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return parts;
}

bool is_utf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    if (!next_code_point(bytes, at)) return false;
  }
  return true;
}

std::string from_windows_1252(std::string_view bytes) {
  // 0x80 to 0x9f; the five that are not assigned stand for themselves.
  static constexpr std::array<char16_t, 32> upper = {
      0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
      0x2039, 0x0152, 0x8d,   0x017d, 0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
      0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178};
  std::string text;
  text.reserve(bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const bool special = byte >= 0x80 && byte < 0xa0;
    append_utf8(text, special ? upper[byte - 0x80U] : byte);
  }
  return text;
}

void append_utf8(std::string& text, char32_t c) {
  const auto tail = [&](unsigned shift) {
    text += static_cast<char>(0x80U | ((c >> shift) & 0x3fU));
  };
  if (c < 0x80) {
    text += static_cast<char>(c);
  } else if (c < 0x800) {
    text += static_cast<char>(0xc0U | (c >> 6));
    tail(0);
  } else if (c < 0x10000) {
    text += static_cast<char>(0xe0U | (c >> 12));
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xf0U | (c >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace meetpoint::importers
