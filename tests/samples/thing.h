// What people hold up: a badge, a telephone, a sheet, a ticket, with a code on it and a hand to it.
#pragma once

#include <array>
#include <string>

#include "kiosk/scan/decode/qr_code.h"
#include "sync/base/result.h"
#include "tests/samples/print.h"
#include "tests/samples/texture.h"

namespace meetpoint::samples {

enum class ThingKind { badge, small_badge, telephone, sheet, ticket };

// What lies over the code.
enum class Cover { none, finger_on_corner, finger_inside, sticker, torn, logo };

struct ThingStyle {
  ThingKind kind = ThingKind::badge;
  std::string text;
  scan::Correction correction = scan::Correction::medium;
  double code_mm = 32;  // without the quiet zone
  PrintStyle print;
  double card_light = 0.84;  // what the card reflects around the code
  double ink_light = 0.06;   // and its text
  bool dark_page = false;    // a telephone's page
  double page_light = 0.9;   // how much a telephone's screen shines where it is white
  bool crowded = false;      // print close around the code, as where no quiet zone was left
  Cover cover = Cover::none;
  double cover_part = 0;  // of the code's side that is covered
  bool hand = true;
  double texels_per_module = 6;
  double margin_mm = 55;  // around the card: for hand, sleeve and lanyard
  std::uint64_t seed = 1;
};

struct Thing {
  Texture texture;           // origin: the thing's middle
  std::array<Spot, 4> code;  // its corners, from its own top left clockwise
  double module_mm = 1;
  std::array<double, 4> screen{};  // left, top, right, bottom of what shines; all 0: nothing does
  double width_mm = 0, height_mm = 0;
};

// invalid_input where no code holds the text.
Result<Thing> make_thing(const ThingStyle& style);

}  // namespace meetpoint::samples
