#include "tests/samples/take.h"

#include <algorithm>
#include <cmath>

#include "tests/samples/exact_math.h"
#include "tests/samples/optics.h"

namespace meetpoint::samples {
namespace {

// Puts the thing so that its code's middle is seen where the recipe wants it.
Stance stance_of(const Hold& hold, const Thing& thing, const Camera& camera) {
  Stance stance;
  stance.yaw = hold.yaw;
  stance.pitch = hold.pitch;
  stance.roll = hold.roll;
  const double away = camera.focal * hold.style.code_mm / hold.code_px;
  const Vector middle = camera.ray(hold.code_at.x, hold.code_at.y) * away;
  stance.at = {0, 0, 0};
  const Spot on_thing{(thing.code[0].x + thing.code[2].x) / 2,
                      (thing.code[0].y + thing.code[2].y) / 2};
  stance.at = middle - Frame(stance).point(on_thing);
  return stance;
}

// The lamp stands where its mirror image falls on that place of the code.
void aim_lamp(const Hold& hold, const Held& held, Lighting& lighting) {
  const Thing& thing = held.thing;
  const Spot at{mix(thing.code[0].x, thing.code[2].x, hold.glare_at.x),
                mix(thing.code[0].y, thing.code[2].y, hold.glare_at.y)};
  const Frame frame(held.motion.at(held.motion.arrival));
  const Vector in = unit(frame.point(at));
  const Spot slope = held.sleeve.slope(at);
  const Vector normal = unit(frame.n - frame.u * slope.x - frame.v * slope.y);
  lighting.glare_towards = in - normal * (2 * dot(in, normal));
}

// Whether a layer that came later lies over a good part of a code.
bool hidden_by(const Layer& layer, const scan::Decoded& code) {
  constexpr int side = 9;
  int covered = 0;
  for (int i = 0; i < side * side; ++i) {
    const int across = i % side;
    const int down = i / side;
    const double u = (across + 0.5) / side, v = (down + 0.5) / side;
    const auto& c = code.corners;
    const double x = mix(mix(c[0].x, c[1].x, u), mix(c[3].x, c[2].x, u), v);
    const double y = mix(mix(c[0].y, c[1].y, u), mix(c[3].y, c[2].y, u), v);
    const int column = static_cast<int>(std::floor(x)) - layer.left;
    const int row = static_cast<int>(std::floor(y)) - layer.top;
    if (column < 0 || row < 0 || column >= layer.cover.width() || row >= layer.cover.height())
      continue;
    if (layer.cover.row(row)[column] > 0.5f) ++covered;
  }
  return covered * 10 > side * side;
}

}  // namespace

Result<Take> Take::make(const Recipe& recipe) {
  Take take(recipe);
  Recipe& r = take.recipe_;
  for (const Hold& hold : recipe.holds) {
    ThingStyle style = hold.style;
    // As fine as the picture needs it, and no finer.
    style.texels_per_module =
        std::clamp(2 * hold.code_px / 25.0 * (style.code_mm > 0 ? 1 : 0), 4.0, 16.0);
    if (hold.code_px > 0.5 * recipe.camera.height) style.margin_mm = 20;
    auto thing = make_thing(style);
    if (!thing) return fail(thing);
    Held held;
    held.thing = std::move(*thing);
    const Spot middle{(held.thing.code[0].x + held.thing.code[2].x) / 2,
                      (held.thing.code[0].y + held.thing.code[2].y) / 2};
    held.surface = hold.surface;
    held.sleeve = hold.sleeve;
    held.surface.set_middle(middle);
    held.sleeve.set_middle(middle);
    held.gloss = hold.gloss;
    held.moire = hold.moire;
    held.banding = hold.banding;
    held.banding_rows = hold.banding_rows;
    held.banding_phase = static_cast<double>(recipe.seed % 628) / 100;
    held.defocus = hold.defocus;
    held.motion = hold.motion;
    held.motion.rest = stance_of(hold, held.thing, recipe.camera);
    const double module_px = hold.code_px * held.thing.module_mm / style.code_mm;
    const Vector& speed = held.motion.velocity;
    const double smear =
        std::sqrt(dot(speed, speed)) * recipe.shutter.exposure * hold.code_px / style.code_mm;
    held.grain = module_px > 4 && smear < 5 ? 3 : 4;
    if (hold.gloss > 0) aim_lamp(hold, held, r.lighting);
    take.held_.push_back(std::move(held));
    take.texts_.push_back(hold.style.text);
  }
  Dice dice(recipe.seed ^ 0xBAC6);
  take.scenery_ =
      draw_scenery(recipe.scenery, take.width(), take.height(), recipe.scenery_blur, dice.seed());
  const auto light = static_cast<float>(recipe.scenery_light);
  for (float& value : take.scenery_.values()) value *= light;
  for (const Passer& passer : recipe.passers) {
    const int high = static_cast<int>(passer.height * take.height());
    take.passers_.push_back(draw_passer(high / 2, high, passer.blur, dice.seed()));
  }
  return take;
}

// At a place that need not be whole pixels.
void Take::lay_over(const Layer& layer, double left, double top, double light) {
  const int x0 = static_cast<int>(std::floor(left));
  const int y0 = static_cast<int>(std::floor(top));
  const auto fx = static_cast<float>(left - x0);
  const auto factor = static_cast<float>(light);
  const int wide = layer.light.width();
  const int first = std::max(0, -x0);
  const int last = std::min(wide - 1, light_.width() - x0);
  for (int y = std::max(0, -y0); y < std::min(layer.light.height(), light_.height() - y0); ++y) {
    const float* shine = layer.light.row(y);
    const float* cover = layer.cover.row(y);
    float* out = light_.row(y0 + y) + x0;
    for (int x = std::max(first, 1); x < last; ++x) {
      const float covered = cover[x] + (cover[x - 1] - cover[x]) * fx;
      const float more = shine[x] + (shine[x - 1] - shine[x]) * fx;
      out[x] = out[x] * (1 - covered) + more * factor;
    }
  }
}

void Take::lay_held() {
  for (int y = 0; y < layer_.light.height(); ++y) {
    const int to = y + layer_.top;
    if (to < 0 || to >= height()) continue;
    const float* shine = layer_.light.row(y);
    const float* cover = layer_.cover.row(y);
    const int from_x = std::max(0, -layer_.left);
    const int to_x = std::min(layer_.light.width(), width() - layer_.left);
    float* row = light_.row(to) + layer_.left;
    for (int x = from_x; x < to_x; ++x) row[x] = row[x] * (1 - cover[x]) + shine[x];
  }
}

void Take::tell(std::size_t held, double seconds, std::vector<scan::Decoded>& truth) const {
  const auto corners = corners_of(held_[held], recipe_.camera, recipe_.shutter, seconds);
  scan::Decoded known{texts_[held], {}};
  int inside = 0;
  double x = 0, y = 0;
  for (std::size_t corner = 0; corner < 4; ++corner) {
    const Spot& at = corners[corner];
    known.corners[corner] = {static_cast<int>(std::lround(std::clamp(at.x, -1e5, 1e5))),
                             static_cast<int>(std::lround(std::clamp(at.y, -1e5, 1e5)))};
    x += at.x / 4, y += at.y / 4;
    if (at.x >= 0 && at.y >= 0 && at.x < width() && at.y < height()) ++inside;
  }
  if (inside >= 3 && x >= 0 && y >= 0 && x < width() && y < height())
    truth.push_back(std::move(known));
}

void Take::render(int frame, scan::GrayImage& out, std::vector<scan::Decoded>* truth) {
  const double seconds = frame / recipe_.frames_per_second;
  light_ = scenery_;
  for (std::size_t i = 0; i < passers_.size(); ++i) {
    const Passer& passer = recipe_.passers[i];
    const double to_and_fro = passer.sway * sine(2 * pi * 0.35 * seconds + static_cast<double>(i));
    const double x = (passer.from_x + passer.speed * seconds + to_and_fro) * width();
    const double step = passer.speed == 0 ? 0 : 0.006;
    const double bob =
        step * height() * std::abs(sine(2 * pi * 1.8 * seconds + static_cast<double>(i)));
    lay_over(passers_[i], x - passers_[i].light.width() / 2.0,
             passer.foot * height() - passers_[i].light.height() + bob,
             passer.light * recipe_.scenery_light);
  }
  if (truth != nullptr) truth->clear();
  for (std::size_t i = 0; i < held_.size(); ++i) {
    maker_.make(held_[i], recipe_.camera, recipe_.shutter, recipe_.lighting, seconds, layer_);
    lay_held();
    if (truth == nullptr) continue;
    std::erase_if(*truth, [&](const scan::Decoded& code) { return hidden_by(layer_, code); });
    tell(i, seconds, *truth);
  }
  if (recipe_.flicker > 0) {
    const auto factor = static_cast<float>(
        1 + recipe_.flicker * sine(2 * pi * 3.7 * seconds + static_cast<double>(recipe_.seed % 7)));
    for (float& value : light_.values()) value *= factor;
  }
  veil(light_, recipe_.haze, scratch_);
  soften(light_, recipe_.lens_sigma, scratch_);
  sensor_.expose(light_, static_cast<std::uint64_t>(frame), out);
}

}  // namespace meetpoint::samples
