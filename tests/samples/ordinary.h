// How recipes are made: an ordinary one, then one thing about it that is hard, then motion.
#pragma once

#include "tests/samples/dice.h"
#include "tests/samples/kinds.h"

namespace meetpoint::samples {

// A badge, telephone, sheet or ticket held up well enough before a camera that is good enough.
Recipe ordinary_recipe(Kind kind, Dice& dice, int width, int height);

// The kind's difficulty, from slight to hopeless.
void make_hard(Kind kind, Recipe& recipe, Dice& dice);

// A hand brings each thing in, and holds it not quite still; people pass behind.
void make_moving(Kind kind, Recipe& recipe, Dice& dice);

}  // namespace meetpoint::samples
