// Reads the QR codes of a picture: what ZXing reads at once, what a locator of our own finds and
// reads module by module, and a cascade of passes over ZXing for what is left.
//
// In a film, a glance at the smaller sizes of a frame reads most badges at little cost. What is too
// small, too dark, unevenly lit, bent, covered or unsharp for it is left to dearer steps, of which
// the last run within the time that the caller gives and take turns: a frame goes on where the one
// before had to stop, so that each gets its turn within a few frames and no frame takes much longer
// than its budget. What several frames show of one code is added up until it can be read. A still
// picture is first read plainly, and then by all that is worth a try.
//
// No exception leaves this class; a picture that makes ZXing throw reads as empty. One Decoder
// belongs to one thread: it keeps scratch pictures, and what it learnt from the frames before.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kiosk/scan/base/gray.h"
#include "kiosk/scan/decode/advice.h"
#include "kiosk/scan/decode/symbology.h"
#include "sync/base/instant.h"

namespace meetpoint::scan {

using Outline = std::array<Point, 4>;  // of a code in the picture: its top left, then clockwise

struct Decoded {
  std::string text;  // UTF-8
  Outline corners;
  bool operator==(const Decoded&) const = default;
};

struct DecoderOptions {
  // The kinds of codes to look for beside QR: of a film, one of them a frame in turn.
  std::vector<Symbology> also;
};

class Decoder {
 public:
  explicit Decoder(const DecoderOptions& options = {});
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  // Every code that was read, each text once. The budget is for what comes on top of a glance and
  // the plain picture; without one this is a still picture, with zero it is read plainly alone.
  std::vector<Decoded> decode(const GrayView& picture, std::optional<Duration> budget = {});

  // From the next picture on; costs nothing where it is what it was.
  void set_options(const DecoderOptions& options);

  // Called by decode() with the outlines of codes that were found but not read yet, before the work
  // of reading them begins: the person sees at once that the badge is seen.
  void on_located(std::function<void(std::span<const Outline>)> observer);

  // Of the last picture: the step that read it ("plain", "located", "half_sharp"; empty when
  // nothing was read), what was found and not read, and what would help. A budget of zero, with
  // which nothing is looked for, leaves the last two as they were.
  std::string_view read_by() const;
  const std::vector<Outline>& located() const;
  Advice advice() const;

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
