#include "kiosk/scan/decode/decoder.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "kiosk/scan/decode/code_memory.h"
#include "kiosk/scan/decode/extra_codes.h"
#include "kiosk/scan/decode/locator.h"
#include "kiosk/scan/decode/passes.h"

namespace meetpoint::scan {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Nanoseconds = std::chrono::nanoseconds;

constexpr std::size_t first_late = 1;
constexpr std::size_t late_count = pass_count - first_late;
constexpr std::size_t most_codes = 4;  // that are read in one picture
constexpr std::size_t most_covered = 3;
constexpr unsigned frames_between_plain = 3;
// How long a scene is worth the dearer steps, in frames: a code that was found may be read in the
// next one, for noise differs; where nothing was found, nothing will be.
constexpr std::size_t patience = 24;
constexpr std::size_t impatience = 8;
constexpr double promising_score = 0.45;
constexpr double promising_quality = 0.85;
constexpr std::size_t most_bends = 2;
constexpr double worth_bending = 0.45;
constexpr double clear_score = 0.55;  // a code that is surely there, and worth an outline

Outline outline_of(const CodeFit& fit) {
  Outline outline;
  for (std::size_t i = 0; i < 4; ++i) {
    outline[i] = {static_cast<int>(std::lround(fit.plane.corners[i].x)),
                  static_cast<int>(std::lround(fit.plane.corners[i].y))};
  }
  return outline;
}

bool add_new(std::vector<Decoded>& all, Decoded&& code) {
  const bool known = std::any_of(all.begin(), all.end(),
                                 [&](const Decoded& other) { return other.text == code.text; });
  if (!known) all.push_back(std::move(code));
  return !known;
}

std::vector<Outline> outlines_of(const std::vector<Decoded>& codes) {
  std::vector<Outline> outlines;
  outlines.reserve(codes.size());
  for (const Decoded& code : codes) outlines.push_back(code.corners);
  return outlines;
}

}  // namespace

struct Decoder::State {
  Passes passes;
  Locator locator;
  ModuleReader reader;
  CodeMemory memory;
  ExtraCodes extra;
  std::function<void(std::span<const Outline>)> observer;

  std::size_t next_late = 0;  // where the late passes go on
  std::size_t in_vain = 0;    // counts up to `patience` since the last hit
  unsigned frames = 0;
  double cost_ns_per_pixel[pass_count] = {};

  // Of the current picture.
  std::vector<Outline> located;
  std::vector<CodeFit> fits;
  Advice advice = Advice::none;
  std::string_view read_by;
  SteadyClock::time_point started;
  std::optional<Duration> budget;

  bool promising() const;
  bool live() const { return budget.has_value(); }
  // With no time to spare the scene is the same, and so is what was seen of it.
  bool spare() const { return !budget || budget->count() > 0; }
  bool over() const { return budget && SteadyClock::now() - started >= *budget; }
  bool fits_in(Pass pass, const GrayView& picture) const {
    if (!budget) return true;
    const double cost = cost_ns_per_pixel[static_cast<std::size_t>(pass)];
    const Nanoseconds expected{
        static_cast<std::int64_t>(cost * static_cast<double>(picture.pixels()))};
    return SteadyClock::now() - started + expected <= *budget;
  }

  std::vector<Decoded> run_timed(Pass pass, const GrayView& picture);
  void announce(const std::vector<CodeFit>& fits);
  void read_plainly(const GrayView& picture, std::vector<Decoded>& codes);
  void read_fits(const std::vector<CodeFit>& fits, bool covered, std::vector<Decoded>& codes);
  void glance(int last_level, std::vector<Decoded>& codes);
  void look_closely(std::vector<Decoded>& codes);
  void look_for_extra(const GrayView& picture, std::vector<Decoded>& codes);
  void late(const GrayView& picture, std::vector<Decoded>& codes);
  void try_all(const GrayView& picture, std::vector<Decoded>& codes);
  void read_still(const GrayView& picture, std::vector<Decoded>& codes);
  void read_frame(const GrayView& picture, std::vector<Decoded>& codes);
};

// Whether something is there that may be a code. The passes cost several times what it costs to
// look at a picture, and in one with nothing in it they would be for nothing.
bool Decoder::State::promising() const {
  if (std::any_of(fits.begin(), fits.end(),
                  [](const CodeFit& fit) { return fit.score > promising_score; }))
    return true;
  const auto& finders = locator.finders();
  return std::count_if(finders.begin(), finders.end(), [](const Finder& finder) {
           return finder.quality > promising_quality;
         }) >= 2;
}

std::vector<Decoded> Decoder::State::run_timed(Pass pass, const GrayView& picture) {
  const auto begin = SteadyClock::now();
  auto codes = passes.run(pass, picture);
  const Nanoseconds took = SteadyClock::now() - begin;
  double& cost = cost_ns_per_pixel[static_cast<std::size_t>(pass)];
  const double now = static_cast<double>(took.count()) /
                     static_cast<double>(std::max<std::int64_t>(1, picture.pixels()));
  cost = cost == 0 ? now : cost * 0.75 + now * 0.25;
  return codes;
}

void Decoder::State::announce(const std::vector<CodeFit>& found) {
  located.clear();
  for (const CodeFit& fit : found) {
    if (fit.score < clear_score) continue;
    located.push_back(outline_of(fit));
  }
  if (observer && !located.empty()) observer(located);
}

void Decoder::State::read_fits(const std::vector<CodeFit>& found, bool covered,
                               std::vector<Decoded>& codes) {
  std::size_t bends = 0;
  for (const CodeFit& fit : found) {
    if (over()) return;
    Pyramid& pyramid = locator.pyramid();
    ModuleShades shades;
    auto text = reader.read(pyramid, fit, &shades);
    std::string_view how = covered ? "covered" : "located";
    if (!text && fit.score > worth_bending && bends < most_bends) {
      bends += 1;
      how = "bent";
      const CodeFit bent = locator.fitter().bend(pyramid, fit);
      text = reader.read(pyramid, bent, &shades);
    }
    if (!text && live() && !shades.empty()) {
      how = "added_up";
      if (const ModuleShades* sum = memory.add(fit, shades))
        text = reader.decode(*sum, fit.dimension);
    }
    if (!text) continue;
    add_new(codes, {std::move(*text), outline_of(fit)});
    read_by = how;
  }
}

void Decoder::State::read_plainly(const GrayView& picture, std::vector<Decoded>& codes) {
  for (Decoded& code : run_timed(Pass::plain, picture)) {
    if (add_new(codes, std::move(code)) && read_by.empty()) read_by = name_of(Pass::plain);
  }
}

// Codes as near as badges are mostly held, found in the smaller sizes of the picture at a third of
// the cost of the picture itself.
void Decoder::State::glance(int last_level, std::vector<Decoded>& codes) {
  locator.search(1, last_level);
  const auto found = locator.codes(most_codes, outlines_of(codes));
  if (spare()) announce(found);
  for (const CodeFit& fit : found) {
    auto text = reader.read(locator.pyramid(), fit);
    if (!text) continue;
    add_new(codes, {std::move(*text), outline_of(fit)});
    if (read_by.empty()) read_by = "located";
  }
}

void Decoder::State::look_closely(std::vector<Decoded>& codes) {
  locator.search(0, Pyramid::levels - 1);
  fits = locator.codes(most_codes, {});
  announce(fits);
  read_fits(fits, false, codes);
  if (!codes.empty() || over()) return;
  read_fits(locator.covered_codes(most_covered, {}), true, codes);
}

// The codes of other systems' tickets, where the event has such.
void Decoder::State::look_for_extra(const GrayView& picture, std::vector<Decoded>& codes) {
  if (extra.none()) return;
  for (Decoded& code : live() ? extra.read_next(picture) : extra.read_all(picture)) {
    if (add_new(codes, std::move(code))) read_by = extra.read_as();
  }
}

void Decoder::State::late(const GrayView& picture, std::vector<Decoded>& codes) {
  bool ran_one = false;
  if (!live()) next_late = 0;  // nothing that was learnt from another picture holds
  for (std::size_t tried = 0; tried < late_count; ++tried) {
    const auto pass = static_cast<Pass>(first_late + next_late);
    // One late pass runs in every frame, or on a slow machine a dear one would never run.
    if (ran_one && !fits_in(pass, picture)) break;
    next_late = (next_late + 1) % late_count;
    ran_one = true;
    for (Decoded& code : run_timed(pass, picture)) add_new(codes, std::move(code));
    if (!codes.empty()) {
      // What read this frame will most likely read the next one.
      next_late = static_cast<std::size_t>(pass) - first_late;
      read_by = name_of(pass);
      return;
    }
  }
}

Decoder::Decoder(const DecoderOptions& options) : state_(std::make_unique<State>()) {
  set_options(options);
}
Decoder::~Decoder() = default;

// For a picture in which nothing was read at once.
void Decoder::State::try_all(const GrayView& picture, std::vector<Decoded>& codes) {
  look_closely(codes);
  if (codes.empty() || !live()) look_for_extra(picture, codes);
  if (!codes.empty()) return;
  const bool worth_it = promising();
  in_vain += worth_it ? 1 : impatience;
  if (worth_it) late(picture, codes);
  if (codes.empty()) advice = advise(picture, locator.finders(), fits);
}

void Decoder::State::read_still(const GrayView& picture, std::vector<Decoded>& codes) {
  read_plainly(picture, codes);
  if (codes.empty()) return try_all(picture, codes);
  look_for_extra(picture, codes);
  if (codes.size() < 2) glance(1, codes);
}

// A glance reads most badges, so that the picture itself need not be read in each frame: only now
// and then, for a second badge that is small or hard to read.
void Decoder::State::read_frame(const GrayView& picture, std::vector<Decoded>& codes) {
  glance(Pyramid::levels - 1, codes);
  if (codes.empty() || frames % frames_between_plain == 0) read_plainly(picture, codes);
  started = SteadyClock::now();  // the budget is for what comes on top of it
  if (codes.empty()) {
    if (spare()) try_all(picture, codes);
  } else {
    next_late = 0;
  }
}

std::vector<Decoded> Decoder::decode(const GrayView& picture, std::optional<Duration> budget) {
  State& state = *state_;
  state.budget = budget;
  state.fits.clear();
  state.read_by = {};
  state.frames += 1;
  if (picture.empty()) return {};

  std::vector<Decoded> codes;
  state.locator.look_at(picture);
  if (state.spare()) {
    state.located.clear();
    state.advice = Advice::none;
  }
  if (state.live()) {
    state.read_frame(picture, codes);
  } else {
    state.read_still(picture, codes);
  }
  if (!codes.empty()) state.advice = Advice::none;
  if (!codes.empty()) state.in_vain = 0;
  std::erase_if(state.located, [&](const Outline& outline) {
    return std::any_of(codes.begin(), codes.end(), [&](const Decoded& code) {
      return lies_in(code.corners,
                     {(outline[0].x + outline[2].x) / 2.0, (outline[0].y + outline[2].y) / 2.0});
    });
  });
  state.memory.next_frame();
  return codes;
}

void Decoder::set_options(const DecoderOptions& options) { state_->extra.look_for(options.also); }

void Decoder::on_located(std::function<void(std::span<const Outline>)> observer) {
  state_->observer = std::move(observer);
}

const std::vector<Outline>& Decoder::located() const { return state_->located; }

std::string_view Decoder::read_by() const { return state_->read_by; }

Advice Decoder::advice() const { return state_->advice; }

bool Decoder::exhausted() const { return state_->in_vain >= patience && state_->extra.exhausted(); }

void Decoder::restart() {
  state_->in_vain = 0;
  state_->extra.restart();
}

}  // namespace meetpoint::scan
