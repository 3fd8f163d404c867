#include "tests/samples/thing.h"

#include <algorithm>
#include <cmath>

#include "tests/samples/exact_math.h"
#include "tests/samples/letters.h"

namespace meetpoint::samples {
namespace {

constexpr double most_texels = 5e6;

struct Layout {
  double width, height;   // of the thing
  double code_x, code_y;  // middle of the code, from the thing's middle
};

Layout layout_of(const ThingStyle& style, double code_side, Dice& dice) {
  switch (style.kind) {
    case ThingKind::badge: return {86, 122, dice.about(3), 122 / 2.0 - 14 - code_side / 2};
    case ThingKind::small_badge: return {95, 64, 95 / 2.0 - 7 - code_side / 2, 4};
    case ThingKind::telephone: return {74, 154, 0, dice.between(-12, 14)};
    case ThingKind::sheet: return {150, 190, dice.about(30), dice.between(-45, 10)};
    case ThingKind::ticket: return {150, 66, 150 / 2.0 - 10 - code_side / 2, dice.about(4)};
  }
  return {};
}

// Lines of made-up text in a rectangle.
void write_block(Texture& on, double left, double top, double width, double height, double letter,
                 double light, Dice& dice) {
  for (double y = top; y + letter < top + height; y += letter * 1.9) {
    const double part = dice.between(0.55, 1);
    const TextStyle style{letter, 0.12, light};
    write_text(on, made_up_words(dice, static_cast<std::size_t>(width * part / (0.72 * letter))),
               left, y, style);
  }
}

void draw_badge(Texture& on, const ThingStyle& style, const Layout& at, Dice& dice) {
  const double left = -at.width / 2, top = -at.height / 2;
  on.box(left, top, at.width, at.height, style.card_light, 3);
  const double header = dice.between(0.05, 0.6);
  const bool tall = at.height > at.width;
  const double band = tall ? dice.between(18, 28) : dice.between(9, 14);
  on.box(left, top, at.width, band, header, 3);
  on.box(left, top + band - 4, at.width, 4, header);
  on.disc({left + 12, top + band / 2}, band * 0.26, 0.8);
  write_text(on, made_up_name(dice), left + 22, top + band * 0.36,
             {band * 0.26, 0.13, header > 0.3 ? 0.05 : 0.8});
  if (dice.chance(0.5)) on.box(left, top + at.height - 6, at.width, 6, header);
  const double name = tall ? 8 : 6;
  write_text(on, made_up_name(dice), left + 7, top + band + 5, {name, 0.16, style.ink_light});
  write_text(on, made_up_name(dice), left + 7, top + band + 7 + name * 1.4,
             {name, 0.16, style.ink_light});
  write_text(on, made_up_words(dice, 16), left + 7, top + band + 9 + name * 2.8,
             {name * 0.45, 0.13, style.ink_light + 0.1});
  if (!tall) write_block(on, left + 7, top + band + 35, at.width * 0.4, 14, 2.4, 0.2, dice);
  if (tall) on.box(-8, top + 2.5, 16, 3.4, 0.1, 1.7);
}

void draw_telephone(Texture& on, const ThingStyle& style, const Layout& at, Dice& dice) {
  const double left = -at.width / 2, top = -at.height / 2;
  const double page = (style.dark_page ? 0.045 : 1) * style.page_light;
  const double ink = (style.dark_page ? 0.85 : 0.06) * style.page_light;
  on.box(left, top, at.width, at.height, 0.03, 9);
  on.box(left + 3, top + 4, at.width - 6, at.height - 8, page, 6);
  write_text(on, "12:47", left + 9, top + 7, {2.6, 0.14, ink});
  on.box(left + at.width - 18, top + 7, 7, 3, ink, 0.8);
  on.disc({0, top + 8}, 1.9, 0.02);
  on.box(left + 3, top + 14, at.width - 6, 13, dice.between(0.1, 0.5) * style.page_light);
  write_text(on, made_up_name(dice), left + 9, top + 18, {4.4, 0.15, 0.8 * style.page_light});
  write_text(on, made_up_name(dice), left + 9, at.code_y - style.code_mm / 2 - 15,
             {3.6, 0.14, ink});
  write_block(on, left + 9, at.code_y + style.code_mm / 2 + 9, at.width - 18, 18, 2.4,
              mix(ink, page, 0.3), dice);
  on.box(left + 12, top + at.height - 24, at.width - 24, 9, 0.3 * style.page_light, 4);
  on.box(-12, top + at.height - 9, 24, 1.1, ink, 0.5);
}

void draw_sheet(Texture& on, const ThingStyle& style, const Layout& at, Dice& dice) {
  const double left = -at.width / 2, top = -at.height / 2;
  on.box(left, top, at.width, at.height, style.card_light);
  write_text(on, made_up_words(dice, 18), left + 12, top + 12, {6, 0.15, style.ink_light});
  write_block(on, left + 12, top + 26, at.width - 24, at.height - 40, 2.8, style.ink_light + 0.04,
              dice);
  const double keep = style.code_mm / 2 + (style.crowded ? 1 : 7);
  on.box(at.code_x - keep, at.code_y - keep, 2 * keep, 2 * keep, style.card_light);
}

void draw_ticket(Texture& on, const ThingStyle& style, const Layout& at, Dice& dice) {
  const double left = -at.width / 2, top = -at.height / 2;
  on.box(left, top, at.width, at.height, style.card_light, 1);
  on.box(left, top, 9, at.height, dice.between(0.05, 0.5), 1);
  write_text(on, made_up_name(dice), left + 15, top + 8, {7, 0.16, style.ink_light});
  write_block(on, left + 15, top + 22, at.width - style.code_mm - 42, at.height - 34, 3,
              style.ink_light + 0.05, dice);
  for (double y = top + 1; y < top + at.height; y += 3.2)
    on.box(at.code_x - style.code_mm / 2 - 9, y, 0.5, 1.7, 0.35);
  for (double x = left + 15; x < left + 60; x += dice.between(0.9, 2.2))
    on.box(x, top + at.height - 10, dice.between(0.35, 1.1), 7, style.ink_light);
}

// Fingers behind, a thumb before it, a sleeve; or a lanyard that it hangs on.
struct Hand {
  double side;  // -1 left, 1 right
  double at;    // height at which it holds, from the thing's middle
  double skin, sleeve;
};

void draw_behind(Texture& on, const ThingStyle& style, const Layout& at, const Hand& hand) {
  const bool hangs = style.kind == ThingKind::badge || style.kind == ThingKind::small_badge;
  if (hangs) {
    for (const double side : {-1.0, 1.0}) {
      on.line({0, -at.height / 2 + 3}, {side * 0.55 * style.margin_mm, -at.height / 2 - 150}, 11,
              hand.sleeve * 0.5 + 0.03);
    }
    on.box(-5, -at.height / 2 - 9, 10, 13, 0.35, 2);
  }
  if (!style.hand) return;
  const double edge = hand.side * at.width / 2;
  const Spot wrist{edge + hand.side * 42, hand.at + 62};
  on.limb({wrist.x, wrist.y}, {wrist.x + hand.side * 30, wrist.y + 130}, 64, 82, hand.sleeve);
  on.limb({edge + hand.side * 14, hand.at + 8}, wrist, 58, 52, hand.skin * 0.9);
  for (int finger = 0; finger < 4; ++finger) {
    const double y = hand.at - 26 + finger * 17.0;
    on.limb({edge + hand.side * 16, y + 6}, {edge - hand.side * 6, y}, 17, 15, hand.skin * 0.8);
  }
}

void draw_before(Texture& on, const ThingStyle& style, const Layout& at, const Hand& hand,
                 double clear) {
  if (!style.hand) return;
  const double edge = hand.side * at.width / 2;
  const double reach = std::min(22.0, clear);
  on.limb({edge + hand.side * 16, hand.at + 16}, {edge - hand.side * (reach - 8), hand.at}, 22, 17,
          hand.skin);
  on.limb({edge - hand.side * (reach - 10), hand.at}, {edge - hand.side * (reach - 5), hand.at - 1},
          10, 9, hand.skin * 1.25);  // the nail
}

void draw_cover(Texture& on, const ThingStyle& style, const Layout& at, Dice& dice, double skin) {
  const double side = style.code_mm;
  const double part = style.cover_part * side;
  const double left = at.code_x - side / 2, top = at.code_y - side / 2;
  switch (style.cover) {
    case Cover::none: return;
    case Cover::finger_on_corner: {
      // One of the three finders' corners, from outside.
      const int corner = dice.whole(0, 2);
      const double sx = corner == 1 ? 1 : -1;
      const double sy = corner == 2 ? 1 : -1;
      const double wide = dice.between(15, 19);
      const double x = at.code_x + sx * (side / 2 - part) + sx * wide / 2;
      const double y = at.code_y + sy * (side / 2 - part) + sy * wide * 0.2;
      on.limb({x, y}, {x + sx * 55, y + sy * 30}, wide, wide * 1.2, skin);
      on.limb({x + sx, y}, {x + sx * 6, y + sy * 3}, wide * 0.6, wide * 0.6, skin * 1.25);
      return;
    }
    case Cover::finger_inside: {
      // From the side without a finder at its end, over the code's data.
      const double wide = std::min(17.0, part * 1.3);
      const Spot tip{at.code_x + side / 2 - part, at.code_y + side * dice.between(0.1, 0.42)};
      on.limb(tip, {tip.x + 70, tip.y + dice.between(15, 45)}, wide, wide * 1.2, skin);
      return;
    }
    case Cover::sticker:
      on.disc({left + side * dice.between(0.55, 0.9), top + side * dice.between(0.5, 0.9)},
              part / 2, dice.between(0.1, 0.7));
      return;
    case Cover::logo: {
      const double half = std::max(part, side * 0.14) / 2;
      const double light = style.print.light;
      on.box(at.code_x - half * 1.15, at.code_y - half * 1.15, half * 2.3, half * 2.3, light);
      on.disc({at.code_x, at.code_y}, half, dice.between(0.05, 0.5));
      on.box(at.code_x - half * 0.4, at.code_y - half * 0.4, half * 0.8, half * 0.8, light);
      return;
    }
    case Cover::torn:
      on.line({left + side * dice.between(0.3, 0.8), top - 4},
              {left + side * dice.between(0.3, 0.9), top + side + 4}, part * 0.35,
              style.card_light * 0.92);
      return;
  }
}

}  // namespace

Result<Thing> make_thing(const ThingStyle& style) {
  auto code = scan::make_qr_code(style.text, style.correction);
  if (!code) return fail(code);
  Dice dice(style.seed);
  const Layout at = layout_of(style, style.code_mm, dice);
  Thing thing;
  thing.width_mm = at.width;
  thing.height_mm = at.height;
  thing.module_mm = style.code_mm / code->size();

  const double margin = style.margin_mm;
  const double wide = at.width + 2 * margin;
  const double high = at.height + 2 * margin;
  const double wanted =
      std::min(style.texels_per_module, std::sqrt(most_texels / (wide * high)) * thing.module_mm);
  const double scale = std::max(3.0, std::floor(wanted)) / thing.module_mm;
  // So that the code's corner falls between texels.
  const double code_left = at.code_x - style.code_mm / 2;
  const double code_top = at.code_y - style.code_mm / 2;
  const double left = code_left - std::round((code_left + wide / 2) * scale) / scale;
  const double top = code_top - std::round((code_top + high / 2) * scale) / scale;
  thing.texture = Texture(left, top, wide, high, scale);

  Texture& on = thing.texture;
  const Hand hand{dice.chance(0.5) ? -1.0 : 1.0, at.height * dice.between(0.12, 0.38),
                  dice.one_of({0.07, 0.14, 0.22, 0.3, 0.38}), dice.between(0.03, 0.6)};
  draw_behind(on, style, at, hand);
  switch (style.kind) {
    case ThingKind::badge:
    case ThingKind::small_badge: draw_badge(on, style, at, dice); break;
    case ThingKind::telephone: draw_telephone(on, style, at, dice); break;
    case ThingKind::sheet: draw_sheet(on, style, at, dice); break;
    case ThingKind::ticket: draw_ticket(on, style, at, dice); break;
  }
  if (style.crowded) {
    const double edge = style.code_mm / 2 + thing.module_mm * (style.print.quiet_modules + 3);
    on.box(at.code_x - edge, at.code_y - edge, 2 * edge, 2 * edge, style.print.dark);
  }
  on.mottle(0.02, dice.seed());
  print_code(on, *code, code_left, code_top, thing.module_mm, style.print);
  draw_cover(on, style, at, dice, hand.skin);
  const double clear =
      hand.side < 0 ? code_left + at.width / 2 : at.width / 2 - (code_left + style.code_mm);
  const bool beside = hand.at + 12 > code_top && hand.at - 12 < code_top + style.code_mm;
  draw_before(on, style, at, hand, beside ? std::max(2.0, clear - 3 * thing.module_mm) : 22.0);

  thing.code = {Spot{code_left, code_top}, Spot{code_left + style.code_mm, code_top},
                Spot{code_left + style.code_mm, code_top + style.code_mm},
                Spot{code_left, code_top + style.code_mm}};
  if (style.kind == ThingKind::telephone)
    thing.screen = {-at.width / 2 + 3, -at.height / 2 + 4, at.width / 2 - 3, at.height / 2 - 4};
  return thing;
}

}  // namespace meetpoint::samples
