// A badge reader that types: tells its characters from those of a person at a keyboard, by their
// pace, so that it works on every screen and without any field being in focus. Pure; not
// thread-safe.
//
// A burst of at least four characters whose gaps are below 50 ms on average is a reader; Enter, Tab
// or 100 ms of silence end it. All else is a person typing and is handed on as text.
//
// How to use it: give every character that comes in to feed(), every Enter and Tab to enter(), and
// call flush() after the input of each turn of the main loop was given. Each may bring an outcome.
// Silence counts only where flush() saw it, so that a main loop that was held up for a moment does
// not cut a code in two.
#pragma once

#include <string>

#include "kiosk/scan/moment.h"

namespace meetpoint::scan {

struct KeyOutcome {
  enum class Kind {
    nothing,  // yet
    badge,    // `text` is a code from a reader
    typed,    // `text` was typed by a person
  };
  Kind kind = Kind::nothing;
  std::string text;      // UTF-8; empty for a person's Enter alone
  bool entered = false;  // typed: Enter or Tab came behind it, and is the person's too
  bool operator==(const KeyOutcome&) const = default;
};

class KeyReader {
 public:
  struct Options {
    Duration reader_gap{50};       // the mean gap of a reader is below this
    Duration silence{100};         // ends a code that no Enter ends
    Duration late_enter{400};      // an Enter this soon behind such a code belongs to it
    Duration longest_stall{1000};  // a gap beyond this is no stall of the main loop
    std::size_t least_characters = 4;
    std::size_t most_characters = 1000;
  };

  KeyReader() = default;
  explicit KeyReader(Options options) : options_(options) {}

  KeyOutcome feed(char32_t character, Moment at);
  KeyOutcome enter(Moment at);
  KeyOutcome flush(Moment at);

 private:
  KeyOutcome finish(bool entered);
  bool is_burst() const;

  Options options_;
  std::u32string characters_;
  Moment first_;
  Moment last_;
  bool badge_by_silence_ = false;  // the last outcome; its Enter may still come
};

}  // namespace meetpoint::scan
