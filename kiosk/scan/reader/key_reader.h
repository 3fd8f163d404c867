// A badge reader that types: tells its characters from those of a person at a keyboard, by their
// pace, so that it works on every screen and without any field being in focus. Pure; not
// thread-safe.
//
// A burst of at least four characters whose gaps are below 50 ms on average is a reader (60 ms for
// a long code, which no person types so fast); Enter, Tab or silence end it: 100 ms of it, more for
// a slow reader. All else is a person typing and is handed on as text.
//
// How to use it: give every key that is pressed to press(), where the place of keys is known, then
// the character that it types, if any, to feed(), every Enter and Tab to enter(), and
// call flush() after the input of each turn of the main loop was given. Each may bring an outcome.
// Silence counts only where flush() saw it, so that a main loop that was held up for a moment does
// not cut a code in two.
#pragma once

#include <string>
#include <vector>

#include "kiosk/scan/base/moment.h"
#include "kiosk/scan/reader/keyboard_layouts.h"

namespace meetpoint::scan {

struct KeyOutcome {
  enum class Kind {
    nothing,  // yet
    badge,    // `text` is a code from a reader
    typed,    // `text` was typed by a person
  };
  Kind kind = Kind::nothing;
  std::string text;                 // UTF-8; empty for a person's Enter alone
  bool entered = false;             // typed: Enter or Tab came behind it, and is the person's too
  std::vector<KeyPress> keys = {};  // badge: what was pressed, to be read by another layout
  bool operator==(const KeyOutcome&) const = default;
};

class KeyReader {
 public:
  struct Options {
    Duration reader_gap{50};        // the mean gap of a reader is below this …
    Duration slow_reader_gap{60};   // … or this, where its code is long
    Duration silence{100};          // ends a code that no Enter ends …
    Duration longest_silence{400};  // … at the latest
    Duration late_enter{400};       // an Enter this soon behind such a code belongs to it
    Duration longest_stall{1000};   // a gap beyond this is no stall of the main loop
    std::size_t least_characters = 4;
    std::size_t long_code = 12;
    std::size_t most_characters = 1000;
  };

  KeyReader() = default;
  explicit KeyReader(Options options) : options_(options) {}

  KeyOutcome press(const KeyPress& key, Moment at);
  KeyOutcome feed(char32_t character, Moment at);
  KeyOutcome enter(Moment at);
  KeyOutcome flush(Moment at);

 private:
  KeyOutcome finish(bool entered);
  KeyOutcome end_before(Moment at);
  bool is_burst() const;
  Duration typing_time() const { return last_ - first_ - paused_; }
  Duration silence() const;

  Options options_;
  std::u32string characters_;
  std::vector<KeyPress> keys_;
  Moment last_press_;
  Moment first_;
  Duration paused_{0};  // in a burst
  Moment last_;
  bool badge_by_silence_ = false;  // the last outcome; its Enter may still come
};

}  // namespace meetpoint::scan
