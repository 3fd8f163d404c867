#include "kiosk/scan/camera/exposure_control.h"

#include <algorithm>
#include <cmath>

namespace meetpoint::scan {
namespace {

// In stops (doublings of light).
constexpr double let_be = 0.5;  // cameras round their shutter by as much
constexpr double far_off = 1.5;
constexpr int frames_of_flicker = 3;
constexpr double most_at_once = 3;
constexpr double damping = 0.6;  // of a step: what a camera's gain does is only roughly known
constexpr double display_gamma = 2.2;
constexpr double gain_stops = 4;  // that a camera's whole range of gain brings, roughly
constexpr double sure_stops = 3;  // asked for without an answer: it does not follow
constexpr double follows = 0.4;

constexpr double too_much_clipped = 0.12;
constexpr double clipped_stops = -0.9;

double stops_from(double shade) { return display_gamma * std::log2(std::max(shade, 1.0)); }

}  // namespace

int ControlRange::fit(double value) const {
  if (is_fixed()) return least;
  const double above = std::clamp<double>(value, least, most) - least;
  return std::min(most, least + static_cast<int>(std::round(above / step)) * step);
}

ExposureControl::ExposureControl(ExposureOptions options, ExposureSetting start)
    : options_(options), setting_(start) {
  setting_.shutter = options_.shutter.fit(std::min(start.shutter, sharp_limit()));
  setting_.gain = options_.gain.is_fixed() ? start.gain : options_.gain.fit(start.gain);
}

int ExposureControl::shutter_limit() const {
  return std::max(options_.shutter.least, std::min(options_.shutter.most, options_.longest));
}
int ExposureControl::sharp_limit() const {
  return std::min(shutter_limit(), std::max(options_.shutter.least, options_.sharp));
}

bool ExposureControl::at_limit() const {
  const bool all_gain = options_.gain.is_fixed() || setting_.gain >= options_.gain.most;
  return all_gain && setting_.shutter + options_.shutter.step > shutter_limit();
}

bool ExposureControl::plenty_of_light() const {
  const bool no_gain = options_.gain.is_fixed() || setting_.gain <= options_.gain.least;
  return no_gain && setting_.shutter <= sharp_limit() / 2;
}

std::optional<ExposureSetting> ExposureControl::see(const LumaStats& luma, Moment captured_at) {
  if (useless_) return std::nullopt;
  if (set_at_ && captured_at - *set_at_ < options_.settle) return std::nullopt;
  const double brightness = stops_from(luma.mean);
  watch(brightness, captured_at);
  if (useless_) return std::nullopt;
  double error = stops_from(options_.target) - brightness;
  if (luma.clipped > too_much_clipped) error = std::min(error, clipped_stops);
  // Lamps flicker a hundred times a second, and a short exposure at 30 frames a second sees it as
  // three frames of different brightness over and over. What is far off needs no second look.
  looks_ += 1;
  seen_ += error;
  if (std::abs(error) < far_off && looks_ < frames_of_flicker) return std::nullopt;
  if (looks_ >= frames_of_flicker) error = seen_ / looks_;
  looks_ = 0;
  seen_ = 0;
  if (std::abs(error) < let_be) return std::nullopt;
  const ExposureSetting before = setting_;
  const double stops = std::clamp(error, -most_at_once, most_at_once) * damping;
  if (stops > 0) {
    lighten(stops);
  } else {
    darken(-stops);
  }
  if (setting_ == before) return std::nullopt;
  // Black stays black and white stays white, however long they are exposed.
  const bool can_show = luma.mean > 8 && luma.mean < 245;
  if (!doubt_ && can_show) doubt_ = Doubt{captured_at, brightness, 0};
  if (doubt_) doubt_->asked_stops += stops;
  set_at_ = captured_at;
  return setting_;
}

// A camera that was asked for much, always in one direction, must show it. (Where the light in the
// hall goes the other way at the same time, the next asking shows it.)
void ExposureControl::watch(double brightness, Moment at) {
  if (!doubt_) return;
  const double came = brightness - doubt_->brightness;
  const bool answered = doubt_->asked_stops > 0 ? came > follows : came < -follows;
  if (answered || std::abs(doubt_->asked_stops) < let_be) {
    doubt_.reset();
  } else if (std::abs(doubt_->asked_stops) >= sure_stops &&
             at - doubt_->since >= options_.patience) {
    useless_ = true;
  }
}

void ExposureControl::lighten(double stops) {
  const int sharp = sharp_limit();
  const auto lengthen = [&](int limit) {
    if (setting_.shutter >= limit) return;
    const double wanted = std::max(setting_.shutter, 1) * std::exp2(stops);
    const double at_least = setting_.shutter + options_.shutter.step;
    const int next = std::min(limit, options_.shutter.fit(std::max(wanted, at_least)));
    stops -= std::log2(static_cast<double>(next) / std::max(setting_.shutter, 1));
    setting_.shutter = next;
  };
  lengthen(sharp);
  if (stops <= 0.1) return;
  if (!options_.gain.is_fixed() && setting_.gain < options_.gain.most) {
    const double range = options_.gain.most - options_.gain.least;
    const double add = std::max<double>(options_.gain.step, range * stops / gain_stops);
    setting_.gain = options_.gain.fit(setting_.gain + add);
    return;  // what that brings is to be seen before the shutter is made longer
  }
  lengthen(shutter_limit());
}

void ExposureControl::darken(double stops) {
  const int sharp = sharp_limit();
  const auto shorten = [&](int limit) {
    if (setting_.shutter <= limit) return;
    const double wanted = setting_.shutter / std::exp2(stops);
    const double at_most = setting_.shutter - options_.shutter.step;
    const int next = std::max(limit, options_.shutter.fit(std::min(wanted, at_most)));
    stops -= std::log2(static_cast<double>(setting_.shutter) / std::max(next, 1));
    setting_.shutter = next;
  };
  shorten(sharp);
  if (stops <= 0.1) return;
  if (!options_.gain.is_fixed() && setting_.gain > options_.gain.least) {
    const double range = options_.gain.most - options_.gain.least;
    const double less = std::max<double>(options_.gain.step, range * stops / gain_stops);
    setting_.gain = options_.gain.fit(setting_.gain - less);
    return;
  }
  shorten(std::max(options_.shutter.least, 1));
}

}  // namespace meetpoint::scan
