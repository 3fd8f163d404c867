// The kinds of difficulty, and the recipe for each: what is held up, how, before what, by what
// camera. Drawn by lot from what cameras at events see; each kind reaches from what anybody reads
// to what nobody can.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "tests/samples/take.h"

namespace meetpoint::samples {

enum class Kind {
  easy,
  far_away,   // codes of 55 to 75 pixels
  very_near,  // fills the picture, or leaves it a little
  tilted,     // 45° to 65°
  rolled,     // turned in the picture's plane by any angle
  motion,
  strong_motion,
  defocus,
  low_light,  // noise, and the noise reduction
  under_exposed,
  over_exposed,
  glare,        // a lamp in the plastic
  shadow,       // its edge across the code
  dark_phone,   // a page in dark mode: inverted
  light_phone,  // moiré and banding
  creased,
  curved,
  no_quiet_zone,
  covered,  // by a finger, a sticker, a tear
  high_version,
  low_contrast,  // coloured print
  poor_jpeg,
  small_camera,  // 640x480
  two_badges,
  empty,  // no code at all
};

std::span<const Kind> all_kinds();
std::string_view name_of(Kind kind);
std::optional<Kind> kind_named(std::string_view name);

// `width` and `height` of 0: as the lot falls, mostly 1280x720.
Recipe still_recipe(Kind kind, std::uint64_t seed, int width = 0, int height = 0);
// The same difficulty with a hand that brings the thing into view, moves and turns it.
Recipe moving_recipe(Kind kind, std::uint64_t seed, int width = 0, int height = 0);

}  // namespace meetpoint::samples
