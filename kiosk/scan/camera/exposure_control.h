// How long a camera exposes, decided from how bright its pictures are. Pure; not thread-safe.
//
// A badge is held up for a second by a hand that moves, and a camera's own automatic favours a
// smooth picture over a sharp one: it exposes for a thirtieth of a second and amplifies little.
// This one shortens first and lengthens last: the shutter up to `sharp`, then the gain up to its
// limit, and only then the shutter beyond. A picture in which much is burnt out (a telephone's
// screen in the dark) counts as too bright, whatever its mean.
//
// Cameras round what they are told, so small errors are let be. One whose pictures do not follow
// is given up: its own automatic serves better than a control that has no hold on it.
#pragma once

#include <optional>

#include "kiosk/scan/base/moment.h"
#include "kiosk/scan/camera/luma_stats.h"

namespace meetpoint::scan {

struct ControlRange {
  int least = 0;
  int most = 0;
  int step = 1;
  bool is_fixed() const { return least >= most; }
  int fit(double value) const;  // the nearest that the control can be set to
};

struct ExposureSetting {
  int shutter = 0;  // units of 100 µs
  int gain = 0;     // the camera's own unit
  bool operator==(const ExposureSetting&) const = default;
};

struct ExposureOptions {
  ControlRange shutter;
  ControlRange gain;        // fixed where there is none
  int sharp = 80;           // 8 ms: a hand's badge is then blurred by less than a module
  int longest = 330;        // 33 ms: longer costs frames
  double target = 110;      // mean shade
  Duration settle{120};     // until a picture shows what was set
  Duration patience{3000};  // for a camera that does not follow
};

class ExposureControl {
 public:
  ExposureControl(ExposureOptions options, ExposureSetting start);

  // Tells of a picture; gives what to set now, if anything.
  std::optional<ExposureSetting> see(const LumaStats& luma, Moment captured_at);

  ExposureSetting setting() const { return setting_; }
  // The pictures do not follow: leave the camera to its own automatic.
  bool useless() const { return useless_; }
  // All that the camera has is used, and the pictures are still dark.
  bool at_limit() const;
  // The shortest shutter that is used while the picture is bright enough, without gain.
  bool plenty_of_light() const;

 private:
  void lighten(double stops);
  void darken(double stops);
  int shutter_limit() const;
  int sharp_limit() const;
  void watch(double brightness, Moment at);

  ExposureOptions options_;
  ExposureSetting setting_;
  std::optional<Moment> set_at_;
  int looks_ = 0;  // since something was set; the sum of what they were off by, in stops
  double seen_ = 0;
  // What was asked for since the pictures last followed, and when that began.
  struct Doubt {
    Moment since;
    double brightness = 0;
    double asked_stops = 0;
  };
  std::optional<Doubt> doubt_;
  bool useless_ = false;
};

}  // namespace meetpoint::scan
