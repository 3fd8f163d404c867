#include "tests/samples/ordinary.h"

#include <algorithm>
#include <cmath>

#include "tests/samples/exact_math.h"
#include "tests/samples/texts.h"

namespace meetpoint::samples {
namespace {

void choose_size(Kind kind, Recipe& recipe, Dice& dice, int width, int height) {
  const double lot = dice.unit();
  Camera& camera = recipe.camera;
  if (kind == Kind::small_camera || lot < 0.12) {
    camera.width = 640, camera.height = 480;
  } else if (lot < 0.88) {
    camera.width = 1280, camera.height = 720;
  } else {
    camera.width = 1920, camera.height = 1080;
  }
  if (width > 0 && height > 0) camera.width = width, camera.height = height;
  const double half_view = dice.between(26, 37) * pi / 180;
  camera.focal = camera.width / 2.0 * cosine(half_view) / sine(half_view);
  camera.distortion = dice.between(-0.02, 0.14);
}

void choose_thing(Kind kind, Hold& hold, Dice& dice) {
  ThingStyle& style = hold.style;
  const double lot = dice.unit();
  style.kind = lot < 0.45   ? ThingKind::badge
               : lot < 0.6  ? ThingKind::small_badge
               : lot < 0.76 ? ThingKind::telephone
               : lot < 0.9  ? ThingKind::sheet
                            : ThingKind::ticket;
  const bool phone = kind == Kind::dark_phone || kind == Kind::light_phone;
  const bool paper = kind == Kind::creased || kind == Kind::curved || kind == Kind::glare ||
                     kind == Kind::shadow || kind == Kind::low_contrast || kind == Kind::two_badges;
  if (phone) style.kind = ThingKind::telephone;
  if (paper && style.kind == ThingKind::telephone) style.kind = ThingKind::badge;
  if (kind == Kind::two_badges)
    style.kind = dice.one_of({ThingKind::badge, ThingKind::badge, ThingKind::small_badge});

  style.text = make_common_text(dice);
  style.correction =
      dice.one_of({scan::Correction::low, scan::Correction::medium, scan::Correction::medium,
                   scan::Correction::quartile, scan::Correction::high});
  switch (style.kind) {
    case ThingKind::badge: style.code_mm = dice.between(26, 46); break;
    case ThingKind::small_badge: style.code_mm = dice.between(24, 34); break;
    case ThingKind::telephone: style.code_mm = dice.between(38, 54); break;
    case ThingKind::sheet: style.code_mm = dice.between(26, 50); break;
    case ThingKind::ticket: style.code_mm = dice.between(24, 36); break;
  }
  style.card_light = dice.between(0.72, 0.88);
  style.ink_light = dice.between(0.04, 0.09);
  style.print.dark = style.ink_light;
  style.print.light = style.card_light;
  style.print.gain = dice.chance(0.5) ? 0 : dice.between(-0.09, 0.13);
  style.print.rounding = dice.chance(0.85) ? 0 : dice.between(0.2, 0.5);
  style.print.quiet_modules = dice.one_of({4, 4, 4, 2, 2, 1});
  if (style.kind == ThingKind::telephone) {
    style.page_light = dice.between(0.6, 1.25);
    style.print.dark = 0.03 * style.page_light;
    style.print.light = style.page_light;
    style.print.gain = 0;
    hold.moire = dice.between(0, 0.05);
  }
  style.seed = dice.seed();
}

}  // namespace

Recipe ordinary_recipe(Kind kind, Dice& dice, int width, int height) {
  Recipe recipe;
  recipe.seed = dice.seed();
  choose_size(kind, recipe, dice, width, height);
  const double w = recipe.camera.width, h = recipe.camera.height;
  recipe.scenery =
      dice.one_of({Scenery::person, Scenery::person, Scenery::person, Scenery::person,
                   Scenery::person, Scenery::hall, Scenery::hall, Scenery::page, Scenery::shelf,
                   Scenery::tiles, Scenery::bricks, Scenery::leaves, Scenery::desktop});
  recipe.scenery_blur = h / 720 * dice.between(1.5, 10);
  recipe.scenery_light = dice.between(0.35, 1.1);
  recipe.lighting.towards = {dice.about(0.8), -dice.between(0.3, 1), -dice.between(0.3, 0.9)};
  recipe.lighting.gradient = {dice.about(0.35), dice.about(0.35)};
  recipe.shutter.exposure = dice.between(0.002, 0.008);
  recipe.shutter.readout = dice.between(0.008, 0.028);
  recipe.haze = dice.between(0.005, 0.05);
  recipe.lens_sigma = dice.between(0.5, 0.85) * (h >= 1080 ? 1.25 : 1);

  SensorStyle& sensor = recipe.sensor;
  sensor.gain = dice.between(0.55, 0.95);
  sensor.electrons = dice.between(1500, 7000);
  sensor.read_noise = dice.between(3, 9);
  sensor.vignette = dice.between(0.05, 0.45);
  sensor.black = dice.between(0.002, 0.02);
  sensor.contrast = dice.between(0, 0.45);
  sensor.smear = dice.chance(0.4) ? dice.between(0, 0.5) : 0;
  sensor.sharpening = dice.between(0, 0.9);
  sensor.jpeg_quality = dice.chance(0.6) ? dice.whole(68, 94) : 0;

  const int count = kind == Kind::empty ? 0 : (kind == Kind::two_badges ? 2 : 1);
  for (int i = 0; i < count; ++i) {
    Hold hold;
    choose_thing(kind, hold, dice);
    hold.code_px = h * dice.between(0.17, 0.36);
    const double side = count == 1 ? 0 : (i == 0 ? -0.24 : 0.24);
    hold.code_at = {w * (0.5 + side) + h * dice.about(count == 1 ? 0.3 : 0.05),
                    h * 0.55 + h * dice.about(0.2)};
    hold.yaw = dice.bell() * 0.2;
    hold.pitch = dice.bell() * 0.2;
    hold.roll = dice.bell() * 0.13;
    hold.defocus = h / 720 * dice.between(0, 0.9);
    // Nobody's hand is still; in a short exposure it moves by a part of a pixel.
    hold.motion.velocity = {dice.about(40), dice.about(40), 0};
    recipe.holds.push_back(hold);
  }
  return recipe;
}

void make_moving(Kind kind, Recipe& recipe, Dice& dice) {
  const double speed = kind == Kind::strong_motion ? 1.8 : (kind == Kind::motion ? 1.3 : 1);
  for (std::size_t i = 0; i < recipe.holds.size(); ++i) {
    Motion& m = recipe.holds[i].motion;
    const double scale = recipe.holds[i].style.code_mm / 32;
    const double side = recipe.holds.size() == 1 ? dice.about(1) : (i == 0 ? -1.0 : 1.0);
    // What was a steady drift for a still picture is the sway of a hand here.
    const double drift = std::sqrt(dot(m.velocity, m.velocity));
    m.velocity = {};
    m.yaw_rate = m.pitch_rate = m.roll_rate = 0;
    m.arrival = dice.between(0.45, 1.1) / speed + 0.1 * static_cast<double>(i);
    m.from =
        Vector{side * dice.between(30, 160), dice.between(90, 230), dice.between(-60, 160)} * scale;
    m.yaw_from = dice.about(0.8);
    m.pitch_from = dice.between(-0.2, 0.9);
    m.roll_from = dice.about(0.6);
    m.sway_hz = dice.between(0.5, 1.2);
    m.sway_mm = std::clamp(drift / (2 * pi * m.sway_hz), 2.0, 40.0) * dice.between(0.4, 1);
    m.tremor_mm = dice.between(0.1, 0.5) * speed;
    m.tremor_hz = dice.between(6, 10);
    m.turn = dice.between(0.03, 0.25);
    m.turn_hz = dice.between(0.3, 0.7);
    m.phase = dice.between(0, 2 * pi);
  }
  const int passers = dice.whole(recipe.holds.empty() ? 1 : 0, recipe.holds.empty() ? 3 : 2);
  for (int i = 0; i < passers; ++i) {
    Passer passer;
    passer.height = dice.between(0.5, recipe.holds.empty() ? 1.5 : 0.9);
    passer.foot = 0.62 + 0.5 * passer.height;
    passer.blur = recipe.scenery_blur;
    passer.from_x = dice.between(-0.1, 1.1);
    passer.speed = (passer.from_x < 0.5 ? 1 : -1) * dice.between(0.08, 0.4);
    passer.light = dice.between(0.5, 1.2);
    recipe.passers.push_back(passer);
  }
  if (recipe.scenery == Scenery::person) {
    // Whoever holds it stands before all of them, and is not a part of the wall.
    recipe.scenery = Scenery::hall;
    Passer near;
    near.height = dice.between(2.1, 2.7);
    near.foot = near.height + dice.between(-0.1, 0.12);
    near.blur = recipe.scenery_blur * 0.6;
    near.from_x = dice.between(0.35, 0.65);
    near.sway = dice.between(0.003, 0.02);
    near.light = dice.between(0.7, 1.2);
    recipe.passers.push_back(near);
  }
  recipe.flicker = dice.chance(0.4) ? dice.between(0.005, 0.03) : 0;
}

}  // namespace meetpoint::samples
