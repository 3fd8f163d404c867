#include "kiosk/scan/camera/camera_controls.h"

#include <linux/videodev2.h>

#include <algorithm>

namespace meetpoint::scan {
namespace {

constexpr int most_refusals = 5;
constexpr int units_per_ms = 10;  // V4L2_CID_EXPOSURE_ABSOLUTE counts 100 µs
// A badge is held at 25 to 40 cm: a quarter of the way from far to near, as lenses count it.
constexpr double badge_focus = 0.25;

// Without exposure control.
constexpr double dark_mean = 45;
constexpr double light_mean = 150;
// With it: what the picture still is when all means are used.
constexpr double dark_mean_at_limit = 60;

}  // namespace

std::optional<ControlRange> CameraControls::range_of(std::uint32_t id) {
  v4l2_queryctrl query{};
  query.id = id;
  if (device_.control(VIDIOC_QUERYCTRL, &query) != 0) return std::nullopt;
  constexpr std::uint32_t closed = V4L2_CTRL_FLAG_DISABLED | V4L2_CTRL_FLAG_READ_ONLY;
  if ((query.flags & closed) != 0 || query.minimum >= query.maximum) return std::nullopt;
  return ControlRange{query.minimum, query.maximum, std::max(query.step, 1)};
}

std::optional<int> CameraControls::value_of(std::uint32_t id) {
  v4l2_control control{id, 0};
  if (device_.control(VIDIOC_G_CTRL, &control) != 0) return std::nullopt;
  return control.value;
}

bool CameraControls::set(std::uint32_t id, int value) {
  const bool known = std::any_of(originals_.begin(), originals_.end(),
                                 [&](const Original& original) { return original.id == id; });
  if (!known) {
    const auto before = value_of(id);
    if (before) originals_.push_back({id, *before});
  }
  v4l2_control control{id, value};
  return device_.control(VIDIOC_S_CTRL, &control) == 0;
}

void CameraControls::put_back(std::uint32_t id) {
  const auto original = std::find_if(originals_.begin(), originals_.end(),
                                     [&](const Original& other) { return other.id == id; });
  if (original == originals_.end()) return;
  v4l2_control control{id, original->value};
  device_.control(VIDIOC_S_CTRL, &control);
  originals_.erase(original);
}

void CameraControls::restore() {
  while (!originals_.empty()) put_back(originals_.back().id);
}

void CameraControls::prepare() {
  // Not to film slower when it is dark: a slow picture is a blurred one.
  if (range_of(V4L2_CID_EXPOSURE_AUTO_PRIORITY)) set(V4L2_CID_EXPOSURE_AUTO_PRIORITY, 0);
  if (options_.mains_hz != 0 && range_of(V4L2_CID_POWER_LINE_FREQUENCY)) {
    set(V4L2_CID_POWER_LINE_FREQUENCY, options_.mains_hz == 60
                                           ? V4L2_CID_POWER_LINE_FREQUENCY_60HZ
                                           : V4L2_CID_POWER_LINE_FREQUENCY_50HZ);
  }
  if (!options_.automatic) prepare_exposure();
  prepare_focus();
  if (options_.lamp) find_lamp();
}

void CameraControls::prepare_exposure() {
  const auto automatic = range_of(V4L2_CID_EXPOSURE_AUTO);
  if (automatic && !set(V4L2_CID_EXPOSURE_AUTO, V4L2_EXPOSURE_MANUAL)) {
    put_back(V4L2_CID_EXPOSURE_AUTO);
    return;
  }
  ExposureOptions exposure;
  exposure.sharp = options_.shutter_ms * units_per_ms;
  const auto shutter = range_of(V4L2_CID_EXPOSURE_ABSOLUTE);
  // A shutter that is always longer than what is wanted is none.
  if (!shutter || shutter->most <= 0 || shutter->least > exposure.longest) {
    put_back(V4L2_CID_EXPOSURE_AUTO);
    return;
  }
  exposure.shutter = *shutter;
  exposure.shutter.least = std::max(shutter->least, 1);
  if (range_of(V4L2_CID_AUTOGAIN)) set(V4L2_CID_AUTOGAIN, 0);
  for (const std::uint32_t id :
       {std::uint32_t{V4L2_CID_GAIN}, std::uint32_t{V4L2_CID_ANALOGUE_GAIN}}) {
    const auto gain = range_of(id);
    if (!gain) continue;
    exposure.gain = *gain;
    gain_id_ = id;
    break;
  }
  ExposureSetting start;
  start.shutter = exposure.sharp;
  if (gain_id_ != 0) start.gain = value_of(gain_id_).value_or(exposure.gain.least);
  exposure_.emplace(exposure, start);
  apply(exposure_->setting());
}

void CameraControls::leave_exposure_to_the_camera() {
  exposure_.reset();
  if (gain_id_ != 0) put_back(gain_id_);
  put_back(V4L2_CID_EXPOSURE_ABSOLUTE);
  put_back(V4L2_CID_AUTOGAIN);
  put_back(V4L2_CID_EXPOSURE_AUTO);
  // Left so by another program, or by this one when it was killed.
  if (value_of(V4L2_CID_EXPOSURE_AUTO) == V4L2_EXPOSURE_MANUAL &&
      !set(V4L2_CID_EXPOSURE_AUTO, V4L2_EXPOSURE_APERTURE_PRIORITY))
    set(V4L2_CID_EXPOSURE_AUTO, V4L2_EXPOSURE_AUTO);
}

void CameraControls::apply(const ExposureSetting& setting) {
  const bool shutter = set(V4L2_CID_EXPOSURE_ABSOLUTE, setting.shutter);
  const bool gain = gain_id_ == 0 || set(gain_id_, setting.gain);
  refusals_ = shutter && gain ? 0 : refusals_ + 1;
}

void CameraControls::prepare_focus() {
  const auto absolute = range_of(V4L2_CID_FOCUS_ABSOLUTE);
  const bool automatic = range_of(V4L2_CID_FOCUS_AUTO).has_value();
  if (options_.focus && absolute) {
    if (automatic) set(V4L2_CID_FOCUS_AUTO, 0);
    set(V4L2_CID_FOCUS_ABSOLUTE, absolute->fit(*options_.focus));
  } else if (automatic) {
    set(V4L2_CID_FOCUS_AUTO, 1);
  } else if (absolute) {
    set(V4L2_CID_FOCUS_ABSOLUTE,
        absolute->fit(absolute->least + badge_focus * (absolute->most - absolute->least)));
  }
}

void CameraControls::find_lamp() {
  const auto mode = range_of(V4L2_CID_FLASH_LED_MODE);
  if (mode && mode->most >= V4L2_FLASH_LED_MODE_TORCH) {
    lamp_id_ = V4L2_CID_FLASH_LED_MODE;
  } else if (range_of(V4L2_CID_ILLUMINATORS_1)) {
    lamp_id_ = V4L2_CID_ILLUMINATORS_1;
  }
}

void CameraControls::light_lamp(bool lit) {
  const int on = lamp_id_ == V4L2_CID_FLASH_LED_MODE ? V4L2_FLASH_LED_MODE_TORCH : 1;
  if (!set(lamp_id_, lit ? on : 0)) lamp_id_ = 0;  // it has none after all
}

void CameraControls::see(const LumaStats& luma, Moment captured_at) {
  if (exposure_ && !set_while_filming_) {
    // Some cameras forget, when they begin to film, what they were told before.
    set_while_filming_ = true;
    if (range_of(V4L2_CID_EXPOSURE_AUTO)) set(V4L2_CID_EXPOSURE_AUTO, V4L2_EXPOSURE_MANUAL);
    apply(exposure_->setting());
  }
  if (exposure_) {
    if (const auto setting = exposure_->see(luma, captured_at)) apply(*setting);
    if (exposure_->useless() || refusals_ >= most_refusals) leave_exposure_to_the_camera();
  }
  if (lamp_id_ == 0) return;
  Light light = Light::enough;
  if (exposure_) {
    if (exposure_->at_limit() && luma.mean < dark_mean_at_limit) light = Light::dark;
    if (exposure_->plenty_of_light()) light = Light::plenty;
  } else {
    if (luma.mean < dark_mean) light = Light::dark;
    if (luma.mean > light_mean) light = Light::plenty;
  }
  const bool before = lamp_.lit();
  if (lamp_.see(light, captured_at) != before) light_lamp(lamp_.lit());
}

}  // namespace meetpoint::scan
