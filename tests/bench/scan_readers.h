// Who reads in the benchmark of the scanner: ours, and those it is measured against.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kiosk/scan/base/gray.h"

namespace meetpoint::bench {

// One object sees one film, or one still picture after the other, on one thread.
class Reader {
 public:
  virtual ~Reader() = default;
  virtual std::string name() const = 0;
  // The texts in it. Never throws.
  virtual std::vector<std::string> read(const scan::GrayView& picture) = 0;
};

using Readers = std::vector<std::unique_ptr<Reader>>;

// Without a budget, every picture as if it were the only one: what `meetpoint-kiosk scan` does.
std::unique_ptr<Reader> our_still_reader();
// As the scan thread of the kiosk reads a film: with its budget, and what it knows of the frames
// before.
std::unique_ptr<Reader> our_live_reader();

// ZXing of the version that the kiosk is built with, its own settings, QR codes only.
std::unique_ptr<Reader> zxing_reader();
// The same and the inverted picture: by a second call on every frame with 1.4, which has
// no such setting; by its own from 2.0 on.
std::unique_ptr<Reader> zxing_inverting_reader();
// zbar's own settings, QR codes only; nullptr where it was not there when this was built.
std::unique_ptr<Reader> zbar_reader();

}  // namespace meetpoint::bench
