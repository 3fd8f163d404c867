// Text in strokes, as badges, tickets, pages and screens carry it around a code.
#pragma once

#include <string>
#include <string_view>

#include "tests/samples/dice.h"
#include "tests/samples/texture.h"

namespace meetpoint::samples {

// In millimetres; `height` is that of a capital.
struct TextStyle {
  double height = 5;
  double weight = 0.13;  // of the strokes, in heights
  double light = 0.06;   // what the ink reflects
};

// What `text` takes from left to right.
double text_width(std::string_view text, const TextStyle& style);

// `left` and `top` of its first capital. Letters without a drawing are left out.
void write_text(Texture& on, std::string_view text, double left, double top,
                const TextStyle& style);

// Made-up words: "Bragel Nolt", "temoras ui kelen …".
std::string made_up_name(Dice& dice);
std::string made_up_words(Dice& dice, std::size_t letters);

}  // namespace meetpoint::samples
