#include "kiosk/scan/key_reader.h"

namespace meetpoint::scan {
namespace {

void append_utf8(std::string& text, char32_t c) {
  const auto byte = [&](char32_t value) { text.push_back(static_cast<char>(value)); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | (c >> 6));
    byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | (c >> 12));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | (c >> 18));
    byte(0x80 | ((c >> 12) & 0x3F));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  }
}

bool is_text(char32_t c) {
  const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
  const bool surrogate = c >= 0xD800 && c < 0xE000;
  return !control && !surrogate && c <= 0x10FFFF;
}

}  // namespace

bool KeyReader::is_burst() const {
  if (characters_.size() < options_.least_characters) return false;
  const auto gaps = static_cast<Duration::rep>(characters_.size() - 1);
  return last_ - first_ < options_.reader_gap * gaps;
}

KeyOutcome KeyReader::finish(bool entered) {
  KeyOutcome outcome;
  const bool badge = is_burst();
  outcome.kind = badge ? KeyOutcome::Kind::badge : KeyOutcome::Kind::typed;
  outcome.entered = entered && !badge;
  for (const char32_t c : characters_) append_utf8(outcome.text, c);
  characters_.clear();
  badge_by_silence_ = badge && !entered;
  return outcome;
}

KeyOutcome KeyReader::feed(char32_t character, Moment at) {
  if (character == U'\r' || character == U'\n' || character == U'\t') return enter(at);
  if (!is_text(character)) return {};
  KeyOutcome before;
  const bool pause = at - last_ > options_.longest_stall;
  const bool full = characters_.size() >= options_.most_characters;
  if (!characters_.empty() && (pause || full)) before = finish(false);
  if (characters_.empty()) first_ = at;
  characters_.push_back(character);
  last_ = at;
  return before;
}

KeyOutcome KeyReader::enter(Moment at) {
  if (!characters_.empty()) return finish(true);
  const bool belongs = badge_by_silence_ && at - last_ <= options_.late_enter;
  badge_by_silence_ = false;
  if (belongs) return {};
  return {KeyOutcome::Kind::typed, {}, true};
}

KeyOutcome KeyReader::flush(Moment at) {
  if (characters_.empty() || at - last_ < options_.silence) return {};
  return finish(false);
}

}  // namespace meetpoint::scan
