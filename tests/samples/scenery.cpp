#include "tests/samples/scenery.h"

#include <algorithm>
#include <cmath>

#include "tests/samples/exact_math.h"
#include "tests/samples/optics.h"
#include "tests/samples/scenery_parts.h"

namespace meetpoint::samples {
namespace {

// Sizes are parts of the picture's height, so that one scene looks alike at every resolution.
void draw_hall(Texture& on, Dice& dice) {
  const double w = on.width(), h = on.height();
  const double horizon = h * dice.between(0.5, 0.62);
  on.box(0, 0, w, horizon, dice.between(0.08, 0.3));
  for (int row = 1; row <= 4; ++row) {  // lamps under the ceiling
    const double y = horizon * 0.8 * (1 - 1.0 / row * 0.95);
    for (double x = dice.between(-0.3, 0) * h; x < w; x += h * 0.8 / row)
      on.box(x, y, h * 0.42 / row, h * 0.035 / row, dice.between(1, 1.9));
  }
  on.box(0, horizon, w, h - horizon, dice.between(0.1, 0.35));
  for (double x = -0.1 * h; x < w;) {  // stands
    const double wide = h * dice.between(0.2, 0.6);
    const double high = h * dice.between(0.2, 0.45);
    const double light = dice.between(0.1, 0.8);
    on.box(x, horizon - high * 0.6, wide, high, light);
    on.box(x + wide * 0.1, horizon - high * 0.52, wide * 0.8, high * 0.16,
           light > 0.4 ? 0.1 : 0.75);
    if (dice.chance(0.6)) {
      on.box(x + wide * 0.2, horizon - high * 0.25, wide * 0.5, high * 0.35,
             dice.between(0.05, 0.9));
    }
    x += wide * dice.between(0.9, 1.5);
  }
  for (int person = dice.whole(3, 9); person > 0; --person)
    draw_person(on, dice.between(0, w), horizon + h * 0.35, h * dice.between(0.4, 0.6), dice);
}

void draw_near_person(Texture& on, Dice& dice) {
  draw_hall(on, dice);
  const double h = on.height();
  draw_person(on, on.width() * dice.between(0.35, 0.65), h * dice.between(2.2, 2.6),
              h * dice.between(2.1, 2.6), dice);
}

void draw_tiles(Texture& on, Dice& dice) {
  const double h = on.height();
  const double side = h * dice.between(0.05, 0.2);
  const double base = dice.between(0.3, 0.75);
  const double joint = dice.chance(0.5) ? base * 0.5 : std::min(0.9, base * 1.3);
  on.box(0, 0, on.width(), h, joint);
  for (double y = 0; y < h; y += side) {
    for (double x = 0; x < on.width(); x += side) {
      const double light = base * (1 + dice.about(0.12)) * (dice.chance(0.06) ? 0.4 : 1);
      on.box(x, y, side * 0.95, side * 0.95, light, side * 0.02);
    }
  }
}

void draw_bricks(Texture& on, Dice& dice) {
  const double h = on.height();
  const double high = h * dice.between(0.03, 0.09);
  const double wide = high * 3.1;
  on.box(0, 0, on.width(), h, dice.between(0.3, 0.6));
  int line = 0;
  for (double y = 0; y < h; y += high, ++line) {
    for (double x = line % 2 == 0 ? 0 : -wide / 2; x < on.width(); x += wide)
      on.box(x, y, wide * 0.95, high * 0.84, dice.between(0.1, 0.28), high * 0.06);
  }
}

void draw_leaves(Texture& on, Dice& dice) {
  const double h = on.height();
  on.box(0, 0, on.width(), h, 0.08);
  for (int layer = 0; layer < 4; ++layer) {
    const double size = h * (0.1 - 0.02 * layer);
    for (int leaf = 0; leaf < 260 + 200 * layer; ++leaf) {
      const Spot at{dice.between(0, on.width()), dice.between(0, h)};
      const double turn = dice.between(0, 2 * pi);
      const Spot tip{at.x + size * cosine(turn), at.y + size * sine(turn)};
      on.limb(at, tip, size * 0.5, size * 0.1, dice.between(0.03, 0.14) * (1 + layer));
    }
  }
}

void draw_shelf(Texture& on, Dice& dice) {
  const double w = on.width(), h = on.height();
  const double board = h * dice.between(0.25, 0.5);
  on.box(0, 0, w, h, 0.05);
  for (double y = -dice.unit() * board; y < h; y += board) {
    on.box(0, y + board * 0.93, w, board * 0.07, 0.4);
    for (double x = 0; x < w;) {
      const double wide = h * dice.between(0.012, 0.06);
      const double high = board * dice.between(0.6, 0.9);
      const double light = dice.between(0.04, 0.8);
      const double other = light > 0.35 ? 0.06 : 0.7;
      on.box(x, y + board * 0.93 - high, wide * 0.96, high, light);
      for (double t = 0.1; t < 0.8; t += dice.between(0.03, 0.2)) {
        on.box(x + wide * 0.25, y + board * 0.93 - high * (1 - t), wide * 0.45,
               high * dice.between(0.01, 0.05), other);
      }
      if (dice.chance(0.3))
        on.box(x, y + board * 0.93 - high * 0.2, wide * 0.96, high * 0.04, other);
      x += wide;
    }
  }
}

}  // namespace

Plane draw_scenery(Scenery what, int width, int height, double blur, std::uint64_t seed) {
  Dice dice(seed);
  Texture on(0, 0, width, height, 1);
  switch (what) {
    case Scenery::hall: draw_hall(on, dice); break;
    case Scenery::person: draw_near_person(on, dice); break;
    case Scenery::page: draw_pages(on, dice); break;
    case Scenery::shelf: draw_shelf(on, dice); break;
    case Scenery::tiles: draw_tiles(on, dice); break;
    case Scenery::bricks: draw_bricks(on, dice); break;
    case Scenery::leaves: draw_leaves(on, dice); break;
    case Scenery::desktop: draw_desktop(on, dice); break;
    case Scenery::checkers: draw_checkers(on, dice); break;
    case Scenery::puzzle: draw_puzzle(on, dice); break;
    case Scenery::targets: draw_targets(on, dice); break;
    case Scenery::bars: draw_bars(on, dice); break;
  }
  on.mottle(0.05, dice.seed());
  Plane light(width, height);
  // Light falls off to one side.
  const double turn = dice.between(0, 2 * pi);
  const double fall = dice.between(0, 0.4);
  for (int y = 0; y < height; ++y) {
    const std::uint32_t* from = on.row(y);
    float* to = light.row(y);
    for (int x = 0; x < width; ++x) {
      const double side = (static_cast<double>(x) / width - 0.5) * cosine(turn) +
                          (static_cast<double>(y) / height - 0.5) * sine(turn);
      to[x] = static_cast<float>((from[x] >> 16) / Texture::light_unit * (1 + fall * side));
    }
  }
  Plane scratch;
  if (blur >= 3) {
    blur_far(light, static_cast<int>(blur * 0.6), scratch);
  } else {
    soften(light, blur, scratch);
  }
  return light;
}

Layer draw_passer(int width, int height, double blur, std::uint64_t seed) {
  Dice dice(seed);
  Texture on(0, 0, width, height, 1);
  draw_person(on, width / 2.0, height * 1.02, height * 0.98, dice);
  on.mottle(0.05, dice.seed());
  Layer passer;
  passer.light.resize(width, height);
  passer.cover.resize(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      passer.light.row(y)[x] = static_cast<float>((on.row(y)[x] >> 16) / Texture::light_unit);
      passer.cover.row(y)[x] = static_cast<float>((on.row(y)[x] & 0xFFFFu) / 65535.0);
    }
  }
  Plane scratch;
  const int radius = std::max(1, static_cast<int>(blur * 0.6));
  blur_far(passer.light, radius, scratch);
  blur_far(passer.cover, radius, scratch);
  return passer;
}

}  // namespace meetpoint::samples
