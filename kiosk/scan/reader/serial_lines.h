// The bytes of a serial badge reader, cut into codes. Pure; not thread-safe.
//
// A code ends with CR, LF, ETX or NUL, or when the line stays silent; STX begins another. Bytes
// beyond the longest code are thrown away with what was before them: half a code is none.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kiosk/scan/base/moment.h"

namespace meetpoint::scan {

class SerialLines {
 public:
  struct Options {
    Duration silence{120};  // ends a code that nothing else ends
    std::size_t most_bytes = 1000;
  };

  SerialLines() = default;
  explicit SerialLines(Options options) : options_(options) {}

  // What came in; gives the codes that ended in it, as UTF-8 without control characters.
  std::vector<std::string> feed(std::span<const std::uint8_t> bytes, Moment at);
  // Nothing came in until now.
  std::optional<std::string> flush(Moment at);
  // The line was lost: what was begun will not be ended.
  void reset();

 private:
  std::optional<std::string> take();

  Options options_;
  std::string line_;
  bool too_long_ = false;
  Moment last_;
};

}  // namespace meetpoint::scan
