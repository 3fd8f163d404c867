// Reads the QR codes of a picture: a cascade of passes over ZXing that stops at its first hit.
//
// The plain picture comes first and is always looked at. What is too small, too dark, inverted,
// unevenly lit or unsharp for it is left to later passes, which run within the time that the caller
// gives. In a film the passes take turns: a frame goes on where the one before had to stop, so
// that each gets its turn within a few frames and no frame takes much longer than its budget.
//
// No exception leaves this class; a picture that makes ZXing throw reads as empty. One Decoder
// belongs to one thread: it keeps scratch pictures, and what it learnt from the frames before.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kiosk/scan/gray.h"
#include "sync/base/instant.h"

namespace meetpoint::scan {

struct Decoded {
  std::string text;              // UTF-8
  std::array<Point, 4> corners;  // of the code in the picture: its top left, then clockwise
  bool operator==(const Decoded&) const = default;
};

class Decoder {
 public:
  Decoder();
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  // Every code that was read, each text once. Without a budget all passes are tried (a still
  // picture); with a budget of zero the plain one alone.
  std::vector<Decoded> decode(const GrayView& picture, std::optional<Duration> budget = {});

  // True when each late pass had its turn since something was read, or since restart(), in vain:
  // to go on over the same scene would be work for nothing.
  bool exhausted() const;

  // The scene is another one.
  void restart();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// ZXing's own version, for a report on what this build reads with.
std::string decoder_version();

}  // namespace meetpoint::scan
