#include "kiosk/scan/reader/key_reader.h"

#include <algorithm>

#include "kiosk/scan/reader/utf8_letters.h"

namespace meetpoint::scan {
namespace {

bool is_text(char32_t c) {
  const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
  const bool surrogate = c >= 0xD800 && c < 0xE000;
  return !control && !surrogate && c <= 0x10FFFF;
}

}  // namespace

bool KeyReader::is_burst() const {
  if (characters_.size() < options_.least_characters) return false;
  const bool is_long = characters_.size() >= options_.long_code;
  const auto gaps = static_cast<Duration::rep>(characters_.size() - 1);
  return typing_time() < (is_long ? options_.slow_reader_gap : options_.reader_gap) * gaps;
}

// A reader over Bluetooth pauses now and then for longer than its pace: its code is not cut there.
Duration KeyReader::silence() const {
  if (!is_burst()) return options_.silence;
  const auto gaps = static_cast<Duration::rep>(characters_.size() - 1);
  return std::clamp(typing_time() * 8 / gaps, options_.silence, options_.longest_silence);
}

KeyOutcome KeyReader::finish(bool entered) {
  KeyOutcome outcome;
  const bool badge = is_burst();
  outcome.kind = badge ? KeyOutcome::Kind::badge : KeyOutcome::Kind::typed;
  outcome.entered = entered && !badge;
  for (const char32_t c : characters_) append_utf8(outcome.text, c);
  if (badge) outcome.keys = std::move(keys_);
  characters_.clear();
  keys_.clear();
  badge_by_silence_ = badge && !entered;
  return outcome;
}

KeyOutcome KeyReader::end_before(Moment at) {
  const bool pause = at - last_ > options_.longest_stall;
  const bool full = characters_.size() >= options_.most_characters;
  return !characters_.empty() && (pause || full) ? finish(false) : KeyOutcome{};
}

KeyOutcome KeyReader::press(const KeyPress& key, Moment at) {
  KeyOutcome before = end_before(at);
  // A key that typed nothing, and was not followed by anything.
  if (characters_.empty() && at - last_press_ > options_.silence) keys_.clear();
  if (keys_.size() < 2 * options_.most_characters) keys_.push_back(key);
  last_press_ = at;
  return before;
}

KeyOutcome KeyReader::feed(char32_t character, Moment at) {
  if (character == U'\r' || character == U'\n' || character == U'\t') return enter(at);
  if (!is_text(character)) return {};
  KeyOutcome before = end_before(at);
  if (characters_.empty()) {
    first_ = at;
    paused_ = Duration{0};
  } else if (at - last_ > options_.silence && is_burst()) {
    paused_ += at - last_;
  }
  characters_.push_back(character);
  last_ = at;
  return before;
}

KeyOutcome KeyReader::enter(Moment at) {
  if (!characters_.empty()) return finish(true);
  keys_.clear();
  const bool belongs = badge_by_silence_ && at - last_ <= options_.late_enter;
  badge_by_silence_ = false;
  if (belongs) return {};
  return {KeyOutcome::Kind::typed, {}, true};
}

KeyOutcome KeyReader::flush(Moment at) {
  if (characters_.empty() || at - last_ < silence()) return {};
  return finish(false);
}

}  // namespace meetpoint::scan
