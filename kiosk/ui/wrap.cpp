// Breaking text into lines.
#include <cctype>

#include "kiosk/ui/canvas.h"

namespace meetpoint::ui {
namespace {

float width_in(const ImFont* font, float px, std::string_view text) {
  if (text.empty()) return 0;
  return font->CalcTextSizeA(px, 1e9F, 0, text.data(), text.data() + text.size()).x;
}

bool starts_letter(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

bool vowel(char c) {
  const int low = std::tolower(static_cast<unsigned char>(c));
  return low == 'a' || low == 'e' || low == 'i' || low == 'o' || low == 'u' || low == 'y';
}

bool plain(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

// Where to divide a word of which `longest` bytes fit: back a few letters to "vowel | consonant
// vowel", which is seldom wrong in Dutch, French and English.
std::size_t divide_at(std::string_view word, std::size_t longest) {
  for (std::size_t back = 0; back < 6 && longest > back + 3; ++back) {
    const std::size_t at = longest - back;
    if (at + 2 >= word.size()) continue;
    const bool good =
        vowel(word[at - 1]) && plain(word[at]) && !vowel(word[at]) && vowel(word[at + 1]);
    if (good) return at;
  }
  return longest;
}

// A word with the space or hyphen that follows it.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool hyphen = (text[i] == '-' || text[i] == '/') && i > from + 1 && i + 2 < text.size();
    if (text[i] != ' ' && !hyphen) continue;
    words.push_back(text.substr(from, i + 1 - from));
    from = i + 1;
  }
  if (from < text.size()) words.push_back(text.substr(from));
  return words;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::vector<std::string> Canvas::wrap(std::string_view text, ImFont* font, float px, float width,
                                      bool divide, bool& too_wide) {
  std::vector<std::string> lines;
  std::string line;
  const auto finish = [&] {
    const std::string_view kept = trimmed(line);
    if (!kept.empty()) lines.emplace_back(kept);
    line.clear();
  };
  for (std::string_view word : words_of(text)) {
    if (width_in(font, px, line + std::string(trimmed(word))) <= width) {
      line += word;
      continue;
    }
    finish();
    while (width_in(font, px, trimmed(word)) > width) {
      too_wide = true;
      if (!divide) break;
      std::size_t longest = 1;
      for (std::size_t i = 1; i < word.size(); ++i) {
        if (!starts_letter(word[i])) continue;
        if (width_in(font, px, std::string(word.substr(0, i)) + "-") > width) break;
        longest = i;
      }
      while (longest < word.size() && !starts_letter(word[longest])) ++longest;
      const std::size_t at = divide_at(word, longest);
      lines.push_back(std::string(word.substr(0, at)) + "-");
      word.remove_prefix(at);
    }
    line = std::string(word);
  }
  finish();
  if (divide) too_wide = false;
  return lines;
}

void Canvas::note_missing(const ImFont* font, std::string_view text) {
  const char* at = text.data();
  const char* end = at + text.size();
  while (at < end) {
    const auto lead = static_cast<unsigned char>(*at);
    std::uint32_t letter = lead;
    int more = 0;
    if (lead >= 0xF0) {
      letter = lead & 0x07U;
      more = 3;
    } else if (lead >= 0xE0) {
      letter = lead & 0x0FU;
      more = 2;
    } else if (lead >= 0xC0) {
      letter = lead & 0x1FU;
      more = 1;
    }
    ++at;
    for (; more > 0 && at < end; --more, ++at) {
      letter = (letter << 6) | (static_cast<unsigned char>(*at) & 0x3FU);
    }
    if (letter < 0x80 || letter > 0x10FFFF) continue;
    if (font->FindGlyphNoFallback(letter) == nullptr) state_.missing_glyphs.insert(letter);
  }
}

}  // namespace meetpoint::ui
