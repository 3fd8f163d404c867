// A camera's controls, set for badges and put back as they were: a short exposure, focus, the
// mains' frequency, a lamp. Few cameras have all of them, and some only say that they do.
// Not thread-safe: belongs to the thread of its camera.
#pragma once

#include <optional>
#include <vector>

#include "kiosk/scan/camera/exposure_control.h"
#include "kiosk/scan/camera/lamp_control.h"
#include "kiosk/scan/camera/video_device.h"

namespace meetpoint::scan {

struct CameraControlOptions {
  bool automatic = false;         // leave the exposure to the camera's own automatic
  int shutter_ms = 8;             // as long before the gain is raised
  int mains_hz = 50;              // of the lamps in the hall: 50, 60, or 0 to leave it as it is
  bool lamp = true;               // light a lamp that the camera has, when it is dark
  std::optional<int> focus = {};  // a fixed one, in the camera's unit, instead of the automatic
};

class CameraControls {
 public:
  // `device` must be open, and outlive it.
  CameraControls(VideoDevice& device, CameraControlOptions options)
      : device_(device), options_(options) {}

  // Before the camera films.
  void prepare();
  // After each frame.
  void see(const LumaStats& luma, Moment captured_at);
  // Puts back what was changed, the last first. Nothing more is to be called afterwards.
  void restore();

  bool controls_exposure() const { return exposure_.has_value(); }
  bool has_lamp() const { return lamp_id_ != 0; }
  bool lamp_is_lit() const { return lamp_.lit(); }

 private:
  struct Original {
    std::uint32_t id = 0;
    int value = 0;
  };

  std::optional<ControlRange> range_of(std::uint32_t id);
  std::optional<int> value_of(std::uint32_t id);
  bool set(std::uint32_t id, int value);
  void put_back(std::uint32_t id);
  void prepare_exposure();
  void leave_exposure_to_the_camera();
  void apply(const ExposureSetting& setting);
  void prepare_focus();
  void find_lamp();
  void light_lamp(bool lit);

  VideoDevice& device_;
  CameraControlOptions options_;
  std::vector<Original> originals_;
  std::optional<ExposureControl> exposure_;
  std::uint32_t gain_id_ = 0;  // 0: none
  bool set_while_filming_ = false;
  int refusals_ = 0;           // in a row
  std::uint32_t lamp_id_ = 0;  // 0: none
  LampControl lamp_;
};

}  // namespace meetpoint::scan
