// Reads the modules of a code whose place is known, and makes a text of them.
//
// A module is judged by its grey against those around it, not by a picture that was cut into black
// and white before: that reads modules of two pixels, through noise and in shadow. What all codes
// have in common is known and drawn, so that a covered corner does not matter. ZXing corrects and
// unpacks the bits; nothing here guesses at a text.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kiosk/scan/decode/code_fit.h"

namespace meetpoint::scan {

// How light each module is, row by row; above 0 for light, about 1 on average in either direction.
// Of several pictures of the same code, the sums say more than each alone.
using ModuleShades = std::vector<float>;

class ModuleReader {
 public:
  // Grey levels of the modules as they are, light code or dark.
  std::vector<float> sample_modules(Pyramid& pyramid, const CodeFit& fit);

  // Judged against what is around each: within `radius` modules, after the blur that made each
  // module a part of its neighbours was taken back by `sharpening` (0: not at all).
  ModuleShades judge(std::span<const float> greys, int dimension, int radius,
                     float sharpening) const;

  // UTF-8; nothing where the bits are no code's.
  std::optional<std::string> decode(std::span<const float> shades, int dimension);

  // Tries several ways to judge. `shades` gets the plainest one.
  std::optional<std::string> read(Pyramid& pyramid, const CodeFit& fit,
                                  ModuleShades* shades = nullptr);

 private:
  void draw(std::span<const float> shades, int dimension);

  GrayImage drawn_;
};

}  // namespace meetpoint::scan
