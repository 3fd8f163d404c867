// A conference badge as a flat picture: what the demonstration camera holds up.
#pragma once

#include "kiosk/scan/base/gray.h"
#include "kiosk/scan/decode/qr_code.h"

namespace meetpoint::scan {

// Millimetres of the card; its picture has `card_pixels_per_mm` of them.
inline constexpr double card_width_mm = 86;
inline constexpr double card_height_mm = 122;
inline constexpr int card_pixels_per_mm = 8;

struct BadgeCard {
  GrayImage picture;
  // Of the code without its quiet zone, in millimetres from the card's top left.
  double code_left_mm = 0;
  double code_top_mm = 0;
  double code_side_mm = 0;
};

// `look` chooses among the looks of cards: which lines of text, how long, how dark the header.
// Fails as make_qr_code does.
Result<BadgeCard> draw_badge_card(std::string_view code, std::uint32_t look);

}  // namespace meetpoint::scan
