#include "kiosk/scan/decoder.h"

#include <chrono>
#include <cmath>
#include <utility>

#include "kiosk/scan/decoder_zxing.h"
#include "kiosk/scan/image_ops.h"
#include "kiosk/scan/regions.h"

namespace meetpoint::scan {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Nanoseconds = std::chrono::nanoseconds;

// In the order in which they are tried: what reads most for its cost comes first.
enum class Pass : std::size_t {
  plain,
  followed,  // where a code was a moment ago, enlarged
  quarter,
  histogram,
  half_inverted,
  third_threshold,
  half,
  full_threshold,
  half_sharp,
  inverted,
  region_sharp_double,
  region_threshold,
  region_sharp,
  region_threshold_double,
  padded,  // a code that touches the picture's edge has no quiet zone
};
constexpr std::size_t pass_count = 15;
constexpr std::size_t first_late = 1;
constexpr std::size_t late_count = pass_count - first_late;

// Cheap, and different enough from the plain pass to read a second badge beside the first one.
constexpr Pass second_passes[] = {Pass::half_inverted, Pass::third_threshold, Pass::histogram};

constexpr std::size_t region_count = 3;
constexpr int followed_frames = 20;
constexpr int smallest_padded_side = 1600;  // a bigger picture has room for a quiet zone

Rect bounds(const std::array<Point, 4>& corners) {
  int left = corners[0].x;
  int right = left;
  int top = corners[0].y;
  int bottom = top;
  for (const Point& corner : corners) {
    left = std::min(left, corner.x);
    right = std::max(right, corner.x);
    top = std::min(top, corner.y);
    bottom = std::max(bottom, corner.y);
  }
  return {left, top, right - left + 1, bottom - top + 1};
}

// Coordinates of a shrunk, doubled or cut out picture, as those of the picture it came from.
void place(std::vector<Decoded>& codes, double scale, Point origin) {
  const auto to_full = [&](int value, int offset) {
    return static_cast<int>(std::lround((value + 0.5) * scale - 0.5)) + offset;
  };
  for (Decoded& code : codes) {
    for (Point& corner : code.corners)
      corner = {to_full(corner.x, origin.x), to_full(corner.y, origin.y)};
  }
}

void add_new(std::vector<Decoded>& all, std::vector<Decoded>&& more) {
  for (Decoded& code : more) {
    const bool known = std::any_of(all.begin(), all.end(),
                                   [&](const Decoded& other) { return other.text == code.text; });
    if (!known) all.push_back(std::move(code));
  }
}

}  // namespace

struct Decoder::State {
  std::size_t next_late = 0;    // where the late passes go on
  std::size_t in_vain = 0;      // late passes since the last hit
  std::size_t next_second = 0;  // where the search for a second badge goes on
  Rect followed;
  int followed_left = 0;  // frames for which `followed` is still worth a look
  double cost_ns_per_pixel[pass_count] = {};
  GrayImage a, b, masked;

  // Of the current frame.
  std::vector<Rect> regions;
  bool regions_known = false;
  SteadyClock::time_point started;
  std::optional<Duration> budget;

  bool fits(Pass pass, const GrayView& picture) const {
    if (!budget) return true;
    const double cost = cost_ns_per_pixel[static_cast<std::size_t>(pass)];
    const Nanoseconds expected{
        static_cast<std::int64_t>(cost * static_cast<double>(picture.pixels()))};
    return SteadyClock::now() - started + expected <= *budget;
  }
  bool over() const { return budget && SteadyClock::now() - started >= *budget; }

  std::vector<Decoded> run_timed(Pass pass, const GrayView& picture) {
    const auto begin = SteadyClock::now();
    auto codes = run(pass, picture);
    const Nanoseconds took = SteadyClock::now() - begin;
    double& cost = cost_ns_per_pixel[static_cast<std::size_t>(pass)];
    const double now = static_cast<double>(took.count()) /
                       static_cast<double>(std::max<std::int64_t>(1, picture.pixels()));
    cost = cost == 0 ? now : cost * 0.75 + now * 0.25;
    return codes;
  }

  std::vector<Decoded> run(Pass pass, const GrayView& picture);
  std::vector<Decoded> read(const GrayView& v, Threshold threshold, double scale = 1,
                            Point origin = {}) {
    auto codes = read_with_zxing(v, threshold);
    place(codes, scale, origin);
    return codes;
  }
  std::vector<Decoded> run_on_region(Pass pass, const GrayView& picture, const Rect& area);
  std::vector<Decoded> run_on_regions(Pass pass, const GrayView& picture);
  std::vector<Decoded> late(const GrayView& picture);
  void look_for_second(const GrayView& picture, bool plain_again, std::vector<Decoded>& codes);
};

std::vector<Decoded> Decoder::State::run(Pass pass, const GrayView& picture) {
  switch (pass) {
    case Pass::plain: return read(picture, Threshold::local);
    case Pass::quarter: shrink(picture, 4, a); return read(a.view(), Threshold::local, 4);
    case Pass::histogram: return read(picture, Threshold::histogram);
    case Pass::half_inverted:
      shrink(picture, 2, a);
      invert(a.view(), b);
      return read(b.view(), Threshold::local, 2);
    case Pass::third_threshold:
      shrink(picture, 3, a);
      local_threshold(a.view(), 12, 3, b);
      return read(b.view(), Threshold::ready, 3);
    case Pass::half: shrink(picture, 2, a); return read(a.view(), Threshold::local, 2);
    case Pass::full_threshold:
      local_threshold(picture, 12, 2, a);
      return read(a.view(), Threshold::ready);
    case Pass::half_sharp:
      shrink(picture, 2, a);
      sharpen(a.view(), 2, b);
      return read(b.view(), Threshold::local, 2);
    case Pass::inverted: invert(picture, a); return read(a.view(), Threshold::local);
    case Pass::followed:
      if (followed_left == 0) return {};
      return run_on_region(Pass::region_sharp_double, picture, grown(followed, 0.35, picture));
    case Pass::region_sharp_double:
    case Pass::region_threshold:
    case Pass::region_sharp:
    case Pass::region_threshold_double: return run_on_regions(pass, picture);
    case Pass::padded: {
      if (std::max(picture.width, picture.height) > smallest_padded_side) return {};
      constexpr int margin = 24;
      pad(picture, margin, 255, a);
      return read(a.view(), Threshold::local, 1, {-margin, -margin});
    }
  }
  return {};
}

std::vector<Decoded> Decoder::State::run_on_region(Pass pass, const GrayView& picture,
                                                   const Rect& area) {
  const GrayView part = picture.crop(area);
  if (part.empty()) return {};
  const Point origin{area.x, area.y};
  switch (pass) {
    case Pass::region_sharp_double:
      double_size(part, a);
      sharpen(a.view(), 3, b);
      return read(b.view(), Threshold::local, 0.5, origin);
    case Pass::region_threshold:
      blur(part, a);
      local_threshold(a.view(), 20, 2, b);
      return read(b.view(), Threshold::ready, 1, origin);
    case Pass::region_sharp:
      sharpen(part, 2, a);
      return read(a.view(), Threshold::local, 1, origin);
    default:
      double_size(part, a);
      local_threshold(a.view(), 30, 3, b);
      return read(b.view(), Threshold::ready, 0.5, origin);
  }
}

std::vector<Decoded> Decoder::State::run_on_regions(Pass pass, const GrayView& picture) {
  if (!regions_known) {
    regions = propose_regions(picture, region_count);
    regions_known = true;
  }
  for (const Rect& area : regions) {
    auto codes = run_on_region(pass, picture, area);
    if (!codes.empty()) return codes;
  }
  return {};
}

std::vector<Decoded> Decoder::State::late(const GrayView& picture) {
  bool ran_one = false;
  if (!budget) {  // a still picture: nothing that was learnt from another one holds
    next_late = 0;
    followed_left = 0;
  }
  for (std::size_t tried = 0; tried < late_count && !over(); ++tried) {
    const auto pass = static_cast<Pass>(first_late + next_late);
    // One late pass runs in every frame that has time for any, or a dear one would never run.
    if (ran_one && !fits(pass, picture)) break;
    next_late = (next_late + 1) % late_count;
    if (pass == Pass::followed && followed_left == 0) {
      in_vain += 1;
      continue;
    }
    ran_one = true;
    auto codes = run_timed(pass, picture);
    if (!codes.empty()) {
      // What read this frame will most likely read the next one.
      next_late = static_cast<std::size_t>(pass) - first_late;
      in_vain = 0;
      return codes;
    }
    in_vain += 1;
  }
  return {};
}

// Two people who met hold up two badges, and one of them may need another pass than the other. The
// found codes are painted over, so that the search for more does not stop at them.
void Decoder::State::look_for_second(const GrayView& picture, bool plain_again,
                                     std::vector<Decoded>& codes) {
  if (over()) return;
  copy(picture, masked);
  const auto paint_over = [&](const Decoded& code) {
    const Rect area = bounds(code.corners);
    const auto& c = code.corners;
    const Point quad[4] = {c[0], c[1], c[2], c[3]};
    fill_quad(masked, quad, std::max(area.width, area.height) / 16 + 1, 128);
  };
  for (const Decoded& code : codes) paint_over(code);
  const auto add = [&](std::vector<Decoded>&& more) {
    for (const Decoded& code : more) paint_over(code);
    add_new(codes, std::move(more));
  };
  if (plain_again && fits(Pass::plain, picture)) add(run_timed(Pass::plain, masked.view()));
  // Where the first one was hard, the second one may be hard in any way; else it is worth little.
  const std::size_t count = plain_again ? late_count : std::size(second_passes);
  const std::size_t turns = budget ? 1 : count;
  regions_known = false;  // the first one's place is none for the second
  for (std::size_t turn = 0; turn < turns; ++turn) {
    const std::size_t at = (budget ? next_second : turn) % count;
    const Pass pass = plain_again ? static_cast<Pass>(first_late + at) : second_passes[at];
    next_second += 1;
    if (pass == Pass::followed) continue;  // that is where the first one is
    if (!fits(pass, picture)) return;
    add(run_timed(pass, masked.view()));
  }
}

Decoder::Decoder() : state_(std::make_unique<State>()) {}
Decoder::~Decoder() = default;

std::vector<Decoded> Decoder::decode(const GrayView& picture, std::optional<Duration> budget) {
  State& state = *state_;
  state.started = SteadyClock::now();
  state.budget = budget;
  state.regions_known = false;
  if (picture.empty()) return {};

  std::vector<Decoded> codes;
  add_new(codes, state.run_timed(Pass::plain, picture));
  const bool plain_read = !codes.empty();
  if (plain_read) {
    state.in_vain = 0;
    state.next_late = 0;
  } else {
    add_new(codes, state.late(picture));
  }
  if (codes.empty()) {
    if (state.followed_left > 0) state.followed_left -= 1;
    return codes;
  }
  state.followed = bounds(codes.front().corners);
  state.followed_left = followed_frames;
  if (codes.size() < 2) state.look_for_second(picture, !plain_read, codes);
  return codes;
}

bool Decoder::exhausted() const { return state_->in_vain >= late_count; }

void Decoder::restart() { state_->in_vain = 0; }

}  // namespace meetpoint::scan
