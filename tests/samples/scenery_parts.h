// The parts of scenes that are drawn in pixels of the picture: who stands there, and what is full
// of corners and stripes.
#pragma once

#include "tests/samples/dice.h"
#include "tests/samples/texture.h"

namespace meetpoint::samples {

// Feet at `x`, `foot`; as tall as `height`.
void draw_person(Texture& on, double x, double foot, double height, Dice& dice);

void draw_pages(Texture& on, Dice& dice);
void draw_desktop(Texture& on, Dice& dice);
void draw_checkers(Texture& on, Dice& dice);
void draw_puzzle(Texture& on, Dice& dice);
void draw_targets(Texture& on, Dice& dice);
void draw_bars(Texture& on, Dice& dice);

}  // namespace meetpoint::samples
