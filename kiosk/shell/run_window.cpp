#include <iostream>
#include <string>

#include "kiosk/pixels/window.h"
#include "kiosk/shell/complain.h"
#include "kiosk/shell/default_camera.h"
#include "kiosk/shell/face.h"
#include "kiosk/shell/kiosk.h"
#include "kiosk/shell/run.h"
#include "kiosk/shell/stop_signals.h"
#include "kiosk/shell/trace.h"

namespace meetpoint::shell {

namespace {

constexpr double tick_seconds = 0.1;

scan::KeyPress key_press(const pixels::RawPress& press) {
  const int pad = press.keypad ? scan::KeyPress::keypad : 0;
  const int key = press.iso_key ? scan::KeyPress::iso_key : static_cast<int>(press.us_character);
  return {key + pad, press.shift, press.alt_gr};
}

}  // namespace

int run_window(const Options& options, const Clock& clock) {
  const StopSignals stop;
  auto sources = sources_of(options);
  if (!sources) return complain(std::cerr, sources.error());
  auto readers = readers_of(options);
  if (!readers) return complain(std::cerr, readers.error());

  std::unique_ptr<Trace> trace;
  if (!options.trace.empty()) {
    auto opened = Trace::open(options.trace);
    if (!opened) return complain(std::cerr, opened.error());
    trace = std::move(*opened);
  }

  Kiosk* kiosk_for_keys = nullptr;
  pixels::RawInput keys{
      .on_press = [&](const pixels::RawPress& press) { kiosk_for_keys->press(key_press(press)); },
      .on_character = [&](char32_t c) { kiosk_for_keys->key(c); },
      .on_key =
          [&](pixels::RawKey key) {
            if (key == pixels::RawKey::enter || key == pixels::RawKey::tab) {
              kiosk_for_keys->enter();
            } else if (key == pixels::RawKey::backspace) {
              kiosk_for_keys->erase();
            }
          }};
  auto window = pixels::Window::make({.fullscreen = options.fullscreen,
                                      .width = options.width,
                                      .height = options.height,
                                      .text_scale = options.text_scale},
                                     std::move(keys));
  if (!window) return complain(std::cerr, window.error());
  auto face = Face::make(**window, translations_folder());
  if (!face) return complain(std::cerr, face.error());

  (*face)->keep_layout(trace != nullptr);

  const auto find_camera = [](Remembered& remembered) { return default_camera(remembered); };
  Kiosk kiosk({.clock = clock,
               .station = station_options(options),
               .sources = std::move(*sources),
               .readers = std::move(*readers),
               .wake = [] { pixels::Window::wake(); },
               .find_camera = options.cameras.empty() ? FindCamera(find_camera) : FindCamera{},
               .log = [](const std::string& words) { std::cerr << words << '\n'; }});
  kiosk_for_keys = &kiosk;
  kiosk.start();

  bool input = true;
  while (!(*window)->should_close() && !stop.came()) {
    kiosk.turn();
    const core::ScreenModel model = kiosk.model();
    const scan::Preview preview = kiosk.preview();
    if (input || (*face)->is_stale(model, preview)) {
      auto intent = (*face)->show(model, preview);
      if (trace) trace->drew(model, (*face)->layout());
      if (intent) kiosk.touch(std::move(*intent));
    }
    // What a touch changed is to be seen at once.
    const bool at_once = (*face)->is_stale(kiosk.model(), kiosk.preview());
    input = (*window)->wait(at_once ? 0 : tick_seconds);
  }
  return 0;
}

}  // namespace meetpoint::shell
