// Whether what a camera sends is of any use, told over seconds: it may deliver frames on time that
// are all torn (a bad cable) or all black (a lens cover). Pure; not thread-safe.
#pragma once

#include <optional>
#include <string>

#include "kiosk/scan/base/moment.h"
#include "kiosk/scan/camera/luma_stats.h"

namespace meetpoint::scan {

class CameraHealth {
 public:
  struct Options {
    Duration torn_for{3000};
    Duration black_for{6000};
    Duration black_at_start{2000};  // many cameras begin with a few black frames
  };

  CameraHealth() = default;
  explicit CameraHealth(Options options) : options_(options) {}

  void torn(Moment at);
  // Gives false where a frame is better not shown: black, before the first picture.
  bool whole(const LumaStats& luma, Moment at);

  // What is the matter and what to do, to go on behind "The camera …"; empty while all is well.
  std::string trouble() const { return trouble_; }

 private:
  Options options_;
  bool ever_saw_ = false;
  std::optional<Moment> torn_since_;
  std::optional<Moment> black_since_;
  std::string trouble_;
};

}  // namespace meetpoint::scan
