#include "tests/samples/scenery_parts.h"

#include <algorithm>
#include <cmath>

#include "tests/samples/exact_math.h"
#include "tests/samples/letters.h"

namespace meetpoint::samples {
namespace {

// A shirt from the shoulders down, plain, striped or checked, drawn over the torso only.
void draw_shirt(Texture& on, double x, double top, double wide, double bottom, Dice& dice) {
  const double light = dice.between(0.04, 0.75);
  const double other = std::clamp(light + dice.one_of({-0.3, -0.15, 0.15, 0.35}), 0.03, 0.85);
  const double left = x - wide / 2;
  on.limb({left + wide * 0.2, top + wide * 0.2}, {left + wide * 0.02, bottom}, wide * 0.34,
          wide * 0.3, light);
  on.limb({left + wide * 0.8, top + wide * 0.2}, {left + wide * 0.98, bottom}, wide * 0.34,
          wide * 0.3, light);
  on.box(left + wide * 0.06, top, wide * 0.88, bottom - top, light, wide * 0.16);
  const double lot = dice.unit();
  const double pitch = wide * dice.between(0.03, 0.08);
  if (lot < 0.45) {
    for (double s = left + wide * 0.1; s < left + wide * 0.9; s += pitch)
      on.box(s, top + wide * 0.12, pitch * 0.4, bottom - top, other, 0, lot < 0.3 ? 0.5 : 1);
  }
  if (lot < 0.3) {
    for (double y = top + wide * 0.12; y < bottom && y < on.height(); y += pitch)
      on.box(left + wide * 0.1, y, wide * 0.8, pitch * 0.4, other, 0, 0.5);
  }
  if (lot > 0.7) {  // a jacket, open
    on.box(x - wide * 0.1, top, wide * 0.2, bottom - top, 0.75);
    on.line({x - wide * 0.09, top}, {x - wide * 0.04, top + wide * 0.7}, wide * 0.06, light * 0.6);
    on.line({x + wide * 0.09, top}, {x + wide * 0.04, top + wide * 0.7}, wide * 0.06, light * 0.6);
  }
}

}  // namespace

void draw_person(Texture& on, double x, double foot, double height, Dice& dice) {
  const double head = height * 0.07;
  const double top = foot - height;
  const double wide = height * dice.between(0.24, 0.3);
  const double skin = dice.one_of({0.07, 0.14, 0.22, 0.3, 0.38});
  const double trousers = dice.between(0.02, 0.2);
  on.limb({x - wide * 0.2, foot - height * 0.5}, {x - wide * 0.25, foot}, wide * 0.4, wide * 0.28,
          trousers);
  on.limb({x + wide * 0.2, foot - height * 0.5}, {x + wide * 0.25, foot}, wide * 0.4, wide * 0.28,
          trousers);
  on.limb({x, top + head * 1.6}, {x, top + head * 3}, head, head * 1.1, skin * 0.8);
  draw_shirt(on, x, top + head * 2.5, wide, foot - height * 0.44, dice);
  const double hair = dice.between(0.02, 0.25);
  on.limb({x, top + head * 0.9}, {x, top + head * 1.1}, head * 1.75, head * 1.6, hair);
  on.limb({x, top + head * 1.15}, {x, top + head * 1.5}, head * 1.45, head * 1.1, skin);
  for (const double side : {-1.0, 1.0})
    on.disc({x + side * head * 0.3, top + head * 1.15}, head * 0.09, 0.03);
  on.line({x - head * 0.2, top + head * 1.7}, {x + head * 0.2, top + head * 1.7}, head * 0.09,
          skin * 0.5);
}

void draw_pages(Texture& on, Dice& dice) {
  const double w = on.width(), h = on.height();
  on.box(0, 0, w, h, dice.between(0.05, 0.4));
  for (double x = dice.between(-0.4, 0) * h; x < w;) {
    const double wide = h * dice.between(0.5, 0.9);
    on.box(x, h * 0.03, wide, h * 0.94, 0.8);
    const double letter = h * dice.between(0.012, 0.03);
    double y = h * 0.09;
    write_text(on, made_up_words(dice, 14), x + wide * 0.08, y, {letter * 2.2, 0.16, 0.06});
    for (y += letter * 5; y < h * 0.9; y += letter * 1.9) {
      if (dice.chance(0.08)) continue;
      const double part = dice.chance(0.15) ? dice.between(0.2, 0.8) : 1;
      const auto count = static_cast<std::size_t>(wide * 0.84 * part / (letter * 0.7));
      write_text(on, made_up_words(dice, std::max<std::size_t>(1, count)), x + wide * 0.08, y,
                 {letter, 0.13, 0.08});
    }
    x += wide * dice.between(1.02, 1.15);
  }
}

void draw_desktop(Texture& on, Dice& dice) {
  const double w = on.width(), h = on.height();
  on.box(0, 0, w, h, dice.between(0.05, 0.5));
  for (int window = dice.whole(2, 4); window > 0; --window) {
    const double x = dice.between(-0.1, 0.6) * w, y = dice.between(0, 0.5) * h;
    const double wide = dice.between(0.3, 0.6) * w, high = dice.between(0.3, 0.6) * h;
    const bool dark = dice.chance(0.4);
    on.box(x, y, wide, high, dark ? 0.04 : 0.95, h * 0.01);
    on.box(x, y, wide, h * 0.035, dark ? 0.1 : 0.6, h * 0.01);
    const double letter = h * dice.between(0.011, 0.018);
    for (double line = y + h * 0.06; line < y + high - letter * 2; line += letter * 1.9) {
      const auto count =
          static_cast<std::size_t>(std::max(1.0, wide * dice.between(0.2, 0.9) / (letter * 0.72)));
      write_text(on, made_up_words(dice, count), x + h * 0.02, line,
                 {letter, 0.13, dark ? 0.7 : 0.08});
    }
  }
  const double icon = h * dice.between(0.05, 0.09);
  for (double y = icon * 0.5; y < h - icon; y += icon * 1.6) {
    for (double x = icon * 0.5; x < icon * 6; x += icon * 1.6) {
      on.box(x, y, icon, icon, dice.between(0.05, 1), icon * 0.2);
      on.box(x + icon * 0.25, y + icon * 0.25, icon * 0.5, icon * 0.5, dice.between(0.05, 1),
             icon * dice.between(0, 0.25));
      if (dice.chance(0.5)) on.disc({x + icon / 2, y + icon / 2}, icon * 0.15, dice.between(0, 1));
    }
  }
}

void draw_checkers(Texture& on, Dice& dice) {
  const double w = on.width(), h = on.height();
  on.box(0, 0, w, h, 0.5);
  for (int board = dice.whole(2, 4); board > 0; --board) {
    const double cell = h * dice.between(0.012, 0.09);
    const int count = dice.whole(8, 21);
    const double x = dice.between(-0.1, 0.8) * w, y = dice.between(-0.1, 0.7) * h;
    on.box(x - cell, y - cell, cell * (count + 2), cell * (count + 2), 0.85);
    for (int line = 0; line < count; ++line) {
      for (int column = 0; column < count; ++column) {
        if ((line + column) % 2 == 0) on.box(x + column * cell, y + line * cell, cell, cell, 0.05);
      }
    }
  }
}

void draw_puzzle(Texture& on, Dice& dice) {
  const double w = on.width(), h = on.height();
  on.box(0, 0, w, h, 0.75);
  for (double x = h * 0.05; x < w; x += h * 0.75) {
    const int count = dice.whole(11, 21);
    const double cell = h * dice.between(0.5, 0.66) / count;
    const double y = h * dice.between(0.05, 0.3);
    on.box(x, y, count * cell, count * cell, 0.06);
    for (int line = 0; line < count; ++line) {
      for (int column = 0; column < count; ++column) {
        if (dice.chance(0.25)) continue;
        on.box(x + (column + 0.06) * cell, y + (line + 0.06) * cell, cell * 0.88, cell * 0.88,
               0.82);
        if (dice.chance(0.3)) {
          write_text(on, std::string(1, static_cast<char>('A' + dice.whole(0, 25))),
                     x + (column + 0.3) * cell, y + (line + 0.25) * cell, {cell * 0.5, 0.16, 0.1});
        }
      }
    }
  }
}

void draw_targets(Texture& on, Dice& dice) {
  const double w = on.width(), h = on.height();
  on.box(0, 0, w, h, dice.between(0.4, 0.8));
  for (int target = dice.whole(8, 20); target > 0; --target) {
    const Spot at{dice.between(0, w), dice.between(0, h)};
    const double size = h * dice.between(0.02, 0.16);
    const bool square = dice.chance(0.6);
    int ring = 0;
    // The proportions of a finder's, and others.
    for (const double part : {1.0, dice.one_of({5.0 / 7, 0.8}), dice.one_of({3.0 / 7, 0.5})}) {
      const double light = ring++ % 2 == 0 ? 0.05 : 0.85;
      if (square) {
        on.box(at.x - size * part, at.y - size * part, 2 * size * part, 2 * size * part, light);
      } else {
        on.disc(at, size * part, light);
      }
    }
  }
}

void draw_bars(Texture& on, Dice& dice) {
  const double w = on.width(), h = on.height();
  on.box(0, 0, w, h, 0.55);
  for (int code = dice.whole(3, 7); code > 0; --code) {
    const double x = dice.between(-0.1, 0.8) * w, y = dice.between(0, 0.8) * h;
    const double thin = h * dice.between(0.002, 0.007);
    const double high = h * dice.between(0.08, 0.3);
    const int bars = dice.whole(25, 60);
    on.box(x - 10 * thin, y - 6 * thin, bars * 4.2 * thin, high + 14 * thin, 0.88);
    double at = x;
    for (int bar = 0; bar < bars; ++bar) {
      const double wide = thin * dice.whole(1, 4);
      on.box(at, y, wide, high, 0.04);
      at += wide + thin * dice.whole(1, 3);
    }
  }
}

}  // namespace meetpoint::samples
