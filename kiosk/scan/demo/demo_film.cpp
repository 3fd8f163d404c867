#include "kiosk/scan/demo/demo_film.h"

#include <cmath>
#include <numbers>

#include "kiosk/scan/base/image_ops.h"
#include "kiosk/scan/base/random.h"
#include "kiosk/scan/demo/demo_room.h"

namespace meetpoint::scan {
namespace {

constexpr double half_field_of_view = 32.0 * std::numbers::pi / 180;
constexpr std::size_t noise_samples = 1u << 16;
constexpr double moving_in = 0.22;  // part of a scene in which the badge comes up, and goes

double smooth(double t) {
  t = std::clamp(t, 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

// How a hand holds a badge up: in from below, held not quite still, and away again.
Pose pose_of(double part, double seconds, std::uint32_t seed, std::size_t place,
             std::size_t count) {
  Random random(seed * 31u + static_cast<std::uint32_t>(place));
  const double side = count == 1 ? 0 : (place == 0 ? -1 : 1);
  const double there = smooth(part / moving_in) * smooth((1 - part) / moving_in);
  const double away = 1 - there;
  const double phase = random.unit() * 6.28;
  const double sway = 0.6 + 0.8 * random.unit();
  Pose pose;
  const double rest_z = (count == 1 ? 300 : 380) + 60 * random.unit();
  pose.z = rest_z + 120 * away;
  pose.x = side * 84 + 22 * (random.unit() - 0.5) + 3 * std::sin(sway * 4.1 * seconds + phase) +
           away * (side * 30 + 60 * (random.unit() - 0.5));
  pose.y = 6 + 20 * (random.unit() - 0.5) + 2.5 * std::sin(sway * 3.3 * seconds + 2 * phase) +
           away * 330;
  pose.yaw = 0.30 * (random.unit() - 0.5) + 0.05 * std::sin(2.3 * sway * seconds + phase) -
             side * 0.1 + away * 0.5 * (random.unit() - 0.5);
  pose.pitch =
      0.12 + 0.22 * (random.unit() - 0.5) + 0.04 * std::sin(1.9 * sway * seconds) + away * 0.5;
  pose.roll = 0.26 * (random.unit() - 0.5) + 0.03 * std::sin(1.7 * sway * seconds + phase);
  return pose;
}

// Bilinear; `x` and `y` count pixels from the centre of the first one.
double sample(const GrayImage& image, double x, double y) {
  x = std::clamp(x, 0.0, image.width() - 1.001);
  y = std::clamp(y, 0.0, image.height() - 1.001);
  const int left = static_cast<int>(x);
  const int top = static_cast<int>(y);
  const double fx = x - left;
  const double fy = y - top;
  const std::uint8_t* a = image.row(top) + left;
  const std::uint8_t* b = image.row(top + 1) + left;
  return (a[0] * (1 - fx) + a[1] * fx) * (1 - fy) + (b[0] * (1 - fx) + b[1] * fx) * fy;
}

// A line with round ends; `radius` in pixels.
void draw_capsule(GrayImage& out, Point2 from, Point2 to, double radius, double shade) {
  const int top = std::max(0, static_cast<int>(std::min(from.y, to.y) - radius - 1));
  const int bottom = std::min(out.height(), static_cast<int>(std::max(from.y, to.y) + radius + 2));
  const int left = std::max(0, static_cast<int>(std::min(from.x, to.x) - radius - 1));
  const int right = std::min(out.width(), static_cast<int>(std::max(from.x, to.x) + radius + 2));
  const double dx = to.x - from.x;
  const double dy = to.y - from.y;
  const double length_squared = std::max(1e-6, dx * dx + dy * dy);
  for (int y = top; y < bottom; ++y) {
    std::uint8_t* row = out.row(y);
    for (int x = left; x < right; ++x) {
      const double part =
          std::clamp(((x - from.x) * dx + (y - from.y) * dy) / length_squared, 0.0, 1.0);
      const double away = std::hypot(x - from.x - part * dx, y - from.y - part * dy);
      const double cover = std::clamp(radius - away + 0.5, 0.0, 1.0);
      if (cover <= 0) continue;
      const double round = shade * (1 - 0.22 * (away / radius) * (away / radius));
      row[x] = static_cast<std::uint8_t>(std::lround(row[x] + (round - row[x]) * cover));
    }
  }
}

}  // namespace

Result<DemoFilm> DemoFilm::make(const DemoOptions& options) {
  if (options.width < 320 || options.width > 3840 || options.height < 240 ||
      options.height > 2160) {
    return fail(ErrorCode::invalid_input,
                "The demonstration camera films in 320x240 up to 3840x2160; choose such a size.");
  }
  if (options.scenes.empty())
    return fail(ErrorCode::invalid_input, "The demonstration camera has nothing to film.");
  DemoFilm film;
  film.width_ = options.width;
  film.height_ = options.height;
  film.seed_ = options.seed;
  for (const DemoScene& scene : options.scenes) {
    if (scene.codes.size() > 2) {
      return fail(ErrorCode::invalid_input,
                  "The demonstration camera holds up at most two badges at once.");
    }
    Scene made{{},
               film.length_,
               std::max(scene.length, Duration{1}),
               options.seed * 977u + static_cast<std::uint32_t>(film.scenes_.size())};
    film.length_ += made.length;
    for (const std::string& code : scene.codes) {
      const auto known = std::find(film.codes_.begin(), film.codes_.end(), code);
      made.cards.push_back(static_cast<std::size_t>(known - film.codes_.begin()));
      if (known != film.codes_.end()) continue;
      auto card =
          draw_badge_card(code, options.seed + static_cast<std::uint32_t>(film.codes_.size()));
      if (!card) return fail(card);
      film.codes_.push_back(code);
      film.cards_.push_back(std::move(*card));
    }
    film.scenes_.push_back(std::move(made));
  }
  film.empty_room_ = draw_room(options.width, options.height, options.seed, 0);
  film.one_person_ = draw_room(options.width, options.height, options.seed, 1);
  film.two_people_ = draw_room(options.width, options.height, options.seed, 2);
  Random random(options.seed);
  film.noise_.resize(noise_samples);
  for (std::int8_t& sample : film.noise_)
    sample = static_cast<std::int8_t>(std::lround(2.2 * random.bell()));
  return film;
}

Projection DemoFilm::project(const Pose& pose) const {
  return Projection(pose, card_width_mm, card_height_mm,
                    width_ / 2.0 / std::tan(half_field_of_view), width_ / 2.0, height_ / 2.0);
}

void DemoFilm::draw_card(const BadgeCard& card, const Pose& pose, double neck_x,
                         GrayImage& out) const {
  const Projection projection = project(pose);
  const Point2 corners[] = {projection.to_picture(0, 0), projection.to_picture(card_width_mm, 0),
                            projection.to_picture(card_width_mm, card_height_mm),
                            projection.to_picture(0, card_height_mm)};
  // The lanyard goes round the person's neck, and the hand and the sleeve are behind the card.
  const Point2 slot = projection.to_picture(card_width_mm / 2, 5.5);
  for (const double side : {-0.055, 0.055})
    draw_capsule(out, slot, {neck_x + side * height_, 0.66 * height_}, width_ * 0.006, 58);
  const double px_per_mm = (corners[2].y - corners[1].y) / card_height_mm;
  const Point2 palm = projection.to_picture(card_width_mm - 2, card_height_mm + 4);
  const Point2 elbow{palm.x + 0.16 * height_, palm.y + 0.9 * height_};
  const Point2 wrist{palm.x + 0.16 * (elbow.x - palm.x), palm.y + 0.16 * (elbow.y - palm.y)};
  draw_capsule(out, palm, wrist, 19 * px_per_mm, 168);
  draw_capsule(out, wrist, elbow, 24 * px_per_mm, 74);

  double left = corners[0].x, right = left, top = corners[0].y, bottom = top;
  for (const Point2& corner : corners) {
    left = std::min(left, corner.x);
    right = std::max(right, corner.x);
    top = std::min(top, corner.y);
    bottom = std::max(bottom, corner.y);
  }
  // A smaller picture of the card, whose pixels are about as large as the film's, keeps the code's
  // modules from flickering.
  const double card_px_per_px = card_height_mm * card_pixels_per_mm / std::max(1.0, bottom - top);
  const int factor = std::clamp(static_cast<int>(std::lround(card_px_per_px)), 1, 8);
  GrayImage small;
  shrink(card.picture.view(), factor, small);
  const double scale = static_cast<double>(card_pixels_per_mm) / factor;
  const double edge = 0.5 * card_px_per_px / card_pixels_per_mm;  // half a pixel in mm

  for (int y = std::max(0, static_cast<int>(top) - 1);
       y < std::min(height_, static_cast<int>(bottom) + 2); ++y) {
    std::uint8_t* row = out.row(y);
    for (int x = std::max(0, static_cast<int>(left) - 1);
         x < std::min(width_, static_cast<int>(right) + 2); ++x) {
      const Point2 at = projection.to_card(x, y);
      const double inside =
          std::min(std::min(at.x, card_width_mm - at.x), std::min(at.y, card_height_mm - at.y));
      if (inside <= -edge) continue;
      const double cover = std::min(1.0, (inside + edge) / (2 * edge));
      const double shade = sample(small, at.x * scale - 0.5, at.y * scale - 0.5);
      row[x] = static_cast<std::uint8_t>(std::lround(row[x] + (shade - row[x]) * cover));
    }
  }
  draw_capsule(out, projection.to_picture(card_width_mm + 4, card_height_mm - 2),
               projection.to_picture(card_width_mm - 1.5, card_height_mm - 23), 7 * px_per_mm, 184);
}

void DemoFilm::render(Duration at, GrayImage& out, std::vector<Decoded>* truth) const {
  at = std::clamp(at, Duration{0}, length_ - Duration{1});
  const Scene* scene = &scenes_.front();
  for (const Scene& each : scenes_) {
    if (each.start <= at) scene = &each;
  }
  const std::size_t count = scene->cards.size();
  const GrayImage& room = count == 0 ? empty_room_ : count == 1 ? one_person_ : two_people_;
  GrayImage drawn;
  copy(room.view(), drawn);
  if (truth != nullptr) truth->clear();
  const double seconds = static_cast<double>((at - scene->start).count()) / 1000;
  const double part = seconds * 1000 / static_cast<double>(scene->length.count());
  for (std::size_t place = 0; place < count; ++place) {
    const BadgeCard& card = cards_[scene->cards[place]];
    const Pose pose = pose_of(part, seconds, scene->seed, place, count);
    const double side = count == 1 ? demo_person_x : (place == 0 ? -1 : 1) * demo_pair_x;
    draw_card(card, pose, width_ / 2.0 + side * height_, drawn);
    if (truth == nullptr) continue;
    const Projection projection = project(pose);
    Decoded known{codes_[scene->cards[place]], {}};
    bool whole = true;
    for (std::size_t i = 0; i < 4; ++i) {
      const Point2 corner =
          projection.to_picture(card.code_left_mm + (i == 1 || i == 2 ? card.code_side_mm : 0),
                                card.code_top_mm + (i >= 2 ? card.code_side_mm : 0));
      known.corners[i] = {static_cast<int>(std::lround(corner.x)),
                          static_cast<int>(std::lround(corner.y))};
      whole = whole && corner.x >= 0 && corner.x < width_ && corner.y >= 0 && corner.y < height_;
    }
    if (whole) truth->push_back(std::move(known));
  }
  blur(drawn.view(), out);
  const bool moving = count > 0 && (part < moving_in || part > 1 - moving_in);
  if (moving) {
    blur(out.view(), drawn);
    std::swap(drawn, out);
  }
  // Light from the upper left, and the sensor's noise.
  Random random(seed_ * 7919u + static_cast<std::uint64_t>(at.count()));
  for (int y = 0; y < height_; ++y) {
    std::uint8_t* row = out.row(y);
    std::size_t noise = random.below(noise_samples);
    const int light = 304 - 66 * y / height_;
    for (int x = 0; x < width_; ++x) {
      const int lit = row[x] * (light - 34 * x / width_) / 256;
      row[x] = static_cast<std::uint8_t>(std::clamp(lit + noise_[noise], 0, 255));
      noise = (noise + 1) % noise_samples;
    }
  }
}

}  // namespace meetpoint::scan
