#include <algorithm>
#include <cmath>

#include "tests/samples/exact_math.h"
#include "tests/samples/ordinary.h"
#include "tests/samples/texts.h"

namespace meetpoint::samples {
namespace {

// Pixels of one module where the code is seen from straight ahead.
double module_px(const Hold& hold) {
  const auto code = scan::make_qr_code(hold.style.text, hold.style.correction);
  return code ? hold.code_px / code->size() : 1;
}

// Smeared over so many modules, in any direction.
void move_by(double modules, Recipe& recipe, Hold& hold, Dice& dice) {
  const double mm = modules * module_px(hold) * hold.style.code_mm / hold.code_px;
  const double turn = dice.between(0, 2 * pi);
  const double speed = mm / recipe.shutter.exposure;
  hold.motion.velocity = {speed * cosine(turn), speed * sine(turn), speed * dice.about(0.2)};
  hold.motion.roll_rate = dice.about(1.2) * modules;
}

void wear_sleeve(Hold& hold, Dice& dice) {
  for (int i = 0; i < 3; ++i) {
    hold.sleeve.wave(dice.between(0.05, 0.3), dice.between(14, 60), dice.between(0, pi),
                     dice.between(0, 2 * pi));
  }
}

void make_code_card(Hold& hold, double h, Dice& dice) {
  ThingStyle& style = hold.style;
  style.text = make_text(TextKind::card, dice);
  style.correction = dice.one_of({scan::Correction::low, scan::Correction::medium});
  style.code_mm = std::max(style.code_mm, 36.0);
  hold.code_px = 100;
  const double across = 100 / module_px(hold);
  hold.code_px = std::min(h * 0.8, across * dice.between(1.7, 4.2));
}

void empty_scene(Recipe& recipe, Dice& dice) {
  recipe.scenery =
      dice.one_of({Scenery::hall, Scenery::person, Scenery::person, Scenery::page, Scenery::shelf,
                   Scenery::tiles, Scenery::bricks, Scenery::leaves, Scenery::desktop,
                   Scenery::checkers, Scenery::puzzle, Scenery::targets, Scenery::bars});
  recipe.scenery_blur = dice.chance(0.5) ? dice.between(0.4, 1.5) : dice.between(1.5, 8);
}

}  // namespace

void make_hard(Kind kind, Recipe& recipe, Dice& dice) {
  const double h = recipe.camera.height;
  const double hard = dice.unit();
  if (kind == Kind::empty) return empty_scene(recipe, dice);
  SensorStyle& sensor = recipe.sensor;
  Lighting& lighting = recipe.lighting;
  for (Hold& hold : recipe.holds) {
    ThingStyle& style = hold.style;
    switch (kind) {
      case Kind::easy:
        hold.code_px = std::max(hold.code_px, h * 0.25);
        hold.yaw *= 0.5;
        hold.pitch *= 0.5;
        hold.defocus *= 0.5;
        sensor.gain = std::max(sensor.gain, 0.65);
        style.print.quiet_modules = 4;
        break;
      case Kind::far_away:
        hold.code_px = dice.between(55, 78);
        hold.defocus = dice.between(0, 0.4);
        hold.yaw *= 0.6;
        hold.pitch *= 0.6;
        break;
      case Kind::very_near:
        hold.code_px = h * mix(0.5, 0.97, hard);
        hold.code_at = {recipe.camera.width / 2.0 + h * dice.about(0.2 + 0.3 * hard),
                        h / 2 + h * dice.about(0.04 + 0.06 * hard)};
        hold.defocus = h / 720 * dice.between(0, 6);
        break;
      case Kind::tilted: {
        const double angle = mix(45, 68, hard) * pi / 180;
        const double way = dice.between(0, 2 * pi);
        hold.yaw = angle * cosine(way);
        hold.pitch = angle * sine(way);
        hold.code_px *= mix(1.2, 0.6, dice.unit());
        break;
      }
      case Kind::rolled:
        hold.roll = dice.between(0, 2 * pi);
        hold.yaw = dice.bell() * (0.2 + 0.25 * hard);
        hold.pitch = dice.bell() * (0.2 + 0.25 * hard);
        hold.code_px *= mix(1, 0.38, hard);
        break;
      case Kind::motion:
        recipe.shutter.exposure = dice.between(0.006, 0.016);
        move_by(mix(0.4, 1.8, hard), recipe, hold, dice);
        break;
      case Kind::strong_motion:
        recipe.shutter.exposure = dice.between(0.01, 0.033);
        move_by(mix(0.8, 2.8, hard), recipe, hold, dice);
        break;
      case Kind::defocus: hold.defocus = module_px(hold) * mix(0.25, 1.1, hard); break;
      case Kind::low_light:
        sensor.electrons = mix(240, 30, hard);
        sensor.read_noise = mix(4, 9, dice.unit());
        sensor.gain = dice.between(0.25, 0.7);
        sensor.smear = dice.between(0.1, 1);
        recipe.shutter.exposure = 0.02;
        break;
      case Kind::under_exposed:
        sensor.gain = mix(0.13, 0.009, hard);
        sensor.electrons = dice.between(2500, 7000);
        sensor.smear = dice.between(0, 0.8);
        break;
      case Kind::over_exposed:
        sensor.gain = mix(1.3, 5.5, hard);
        recipe.haze = mix(0.03, 0.2, dice.unit());
        sensor.black = dice.between(0.01, 0.05);
        break;
      case Kind::glare:
        wear_sleeve(hold, dice);
        hold.gloss = 1;
        hold.glare_at = {dice.between(0, 1), dice.between(0, 1)};
        lighting.glare = mix(0.3, 6, hard * hard);
        recipe.haze = dice.between(0.02, 0.12);
        lighting.glare_wide = mix(0.012, 0.1, hard * dice.unit());
        lighting.glare_high = mix(0.008, 0.05, hard * dice.unit());
        lighting.glare_soft = dice.between(0.004, 0.03);
        break;
      case Kind::shadow:
        lighting.shadow_depth = mix(0.4, 0.96, hard);
        lighting.shadow_at = {hold.code_at.x / recipe.camera.width + dice.about(0.06),
                              hold.code_at.y / recipe.camera.height + dice.about(0.08)};
        lighting.shadow_angle = dice.between(0, 2 * pi);
        lighting.shadow_soft = h / 720 * dice.between(2, 16);
        if (dice.chance(0.35)) lighting.shadow_width = hold.code_px * dice.between(0.2, 0.7);
        sensor.gain *= mix(1, 1.8, hard);
        break;
      case Kind::dark_phone:
        style.dark_page = true;
        style.page_light = mix(0.9, 0.12, hard);
        style.print.dark = (dice.chance(0.7) ? 0.9 : 0.5) * style.page_light;
        style.print.light = dice.between(0.01, 0.05);
        hold.moire = dice.between(0, 0.25);
        hold.banding = dice.chance(0.4) ? dice.between(0.1, 0.5) : 0;
        hold.banding_rows = h * dice.between(0.1, 0.6);
        hold.code_px *= mix(1.1, 0.5, dice.unit());
        hold.defocus *= 2;
        hold.gloss = dice.chance(0.4) ? 0.08 : 0;
        hold.glare_at = {dice.between(-0.2, 1.2), dice.between(-0.2, 1.2)};
        lighting.glare = dice.between(0.5, 4);
        break;
      case Kind::light_phone:
        style.page_light = mix(0.5, 2.6, hard);
        style.print.light = style.page_light;
        style.print.dark = 0.02 + 0.03 * style.page_light;
        hold.moire = mix(0.1, 1.0, dice.unit());
        hold.banding = dice.chance(0.6) ? dice.between(0.2, 0.9) : 0;
        hold.banding_rows = h * dice.between(0.06, 0.5);
        hold.code_px *= mix(0.9, 0.4, hard);
        hold.defocus *= 1.8;
        break;
      case Kind::creased:
        for (int fold = dice.whole(1, 4); fold > 0; --fold) {
          const double angle = dice.between(0, pi);
          hold.surface.crease({dice.about(25), dice.about(30)}, angle,
                              mix(0.06, 0.5, hard) * dice.one_of({-1.0, 1.0}));
        }
        hold.surface.wave(dice.between(0.1, 0.4 + 0.9 * hard), dice.between(22, 60),
                          dice.between(0, pi), 1);
        lighting.ambient = dice.between(0.2, 0.5);
        break;
      case Kind::curved:
        hold.surface.bend(dice.one_of({-0.45, 1.0, 1.0}) / mix(80, 0.66 * style.code_mm, hard),
                          dice.chance(0.7) ? dice.about(0.3) : dice.between(0, pi));
        lighting.ambient = dice.between(0.2, 0.5);
        break;
      case Kind::no_quiet_zone:
        style.print.quiet_modules = dice.chance(0.55) ? 0 : 1;
        style.crowded = true;
        hold.code_px *= mix(1, 0.55, hard);
        break;
      case Kind::covered:
        style.cover = dice.one_of({Cover::finger_on_corner, Cover::finger_on_corner,
                                   Cover::finger_inside, Cover::sticker, Cover::torn, Cover::logo});
        style.correction = dice.one_of(
            {scan::Correction::medium, scan::Correction::quartile, scan::Correction::high});
        style.cover_part = mix(0.06, 0.34, hard);
        break;
      case Kind::high_version: make_code_card(hold, h, dice); break;
      case Kind::low_contrast: {
        const double light = dice.between(0.25, 0.8);
        style.card_light = light;
        style.print.light = light;
        style.print.dark = light * mix(0.1, 0.78, hard);
        style.ink_light = style.print.dark;
        break;
      }
      case Kind::poor_jpeg:
        sensor.jpeg_quality = static_cast<int>(mix(30, 3, hard));
        hold.code_px *= mix(0.8, 0.3, dice.unit());
        break;
      case Kind::small_camera:
        recipe.lens_sigma = dice.between(0.7, 1.2);
        sensor.electrons = dice.between(200, 1500);
        sensor.jpeg_quality = dice.whole(30, 85);
        hold.code_px = h * mix(0.3, 0.11, hard);
        hold.defocus = dice.between(0, 0.9);
        break;
      case Kind::two_badges: hold.code_px = h * mix(0.27, 0.14, hard); break;
      case Kind::empty: break;
    }
  }
}

}  // namespace meetpoint::samples
