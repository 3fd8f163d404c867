// The film of QR codes on this kiosk's screen.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ostream>

#include "kiosk/pixels/window.h"
#include "kiosk/scan/decode/qr_code.h"
#include "kiosk/shell/complain.h"
#include "kiosk/shell/rescue.h"
#include "kiosk/shell/stop_signals.h"

namespace meetpoint::shell {

namespace {

// A camera of 30 frames a second sees each picture at least twice whole; one of 15 still once.
constexpr int frames_a_second = 10;

// As the person who started this reads; the kiosk's own visitors are not meant.
std::string language_of_terminal() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value && *value) return std::string(value).substr(0, 2);
  }
  return "en";
}

}  // namespace

Result<ui::RescueView> rescue_view(const wire::RescueFilm& film, const Rescued& rescued,
                                   std::uint32_t number) {
  const auto code = scan::make_qr_code(film.frame(number), scan::Correction::low);
  if (!code) return fail(code);
  ui::RescueView view{.modules = code->size(),
                      .station = rescued.station_name,
                      .facts = rescued.facts,
                      .shown = number,
                      .frames_a_pass = film.frames_a_pass(),
                      .frames_a_second = frames_a_second};
  view.dark.reserve(static_cast<std::size_t>(view.modules) *
                    static_cast<std::size_t>(view.modules));
  for (int y = 0; y < view.modules; ++y) {
    for (int x = 0; x < view.modules; ++x) view.dark.push_back(code->dark(x, y) ? 1 : 0);
  }
  return view;
}

int rescue_by_screen(const Options& options, const Clock& clock, std::ostream& out,
                     std::ostream& err) {
  const StopSignals stop;
  const auto rescued = rescue_bytes(options.data, clock);
  if (!rescued) return complain(err, rescued.error());
  const auto film = wire::RescueFilm::make(rescued->bytes);
  if (!film) return complain(err, film.error());
  auto texts = ui::TextBook::load(translations_folder().string());
  if (!texts) return complain(err, texts.error());
  bool done = false;
  auto window =
      pixels::Window::make({.fullscreen = options.fullscreen,
                            .width = options.width,
                            .height = options.height,
                            .text_scale = options.text_scale},
                           {.on_press = {}, .on_character = {}, .on_key = [&](pixels::RawKey key) {
                              done = done || key == pixels::RawKey::escape;
                            }});
  if (!window) return complain(err, window.error());
  out << "Showing " << rescued->facts << " records of '" << rescued->station_name
      << "' until Done is touched (or Escape).\n"
      << std::flush;

  using SteadyClock = std::chrono::steady_clock;
  const auto step = std::chrono::duration_cast<SteadyClock::duration>(
      std::chrono::duration<double>(1.0 / frames_a_second));
  ui::UiState state;
  auto due = SteadyClock::now();
  std::uint32_t number = 0;
  auto view = rescue_view(*film, *rescued, number);
  while (!done && !stop.came() && !(*window)->should_close()) {
    if (!view) return complain(err, view.error());
    const ui::Look look{(*window)->theme(), (*window)->fonts(), texts->in(language_of_terminal())};
    (*window)->render([&] { done = ui::draw_rescue(*view, state, look) || done; });
    (*window)->bake_missing(state);
    const auto now = SteadyClock::now();
    if (now >= due) {
      due = std::max(due + step, now);
      view = rescue_view(*film, *rescued, ++number);
    }
    (*window)->wait(std::max(0.0, std::chrono::duration<double>(due - SteadyClock::now()).count()));
  }
  return 0;
}

}  // namespace meetpoint::shell
