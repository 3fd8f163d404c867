#include <csignal>
#include <filesystem>
#include <iostream>
#include <string>

#include "kiosk/pixels/window.h"
#include "kiosk/shell/face.h"
#include "kiosk/shell/kiosk.h"
#include "kiosk/shell/run.h"
#include "kiosk/shell/trace.h"

namespace meetpoint::shell {

namespace {

// SIGINT and SIGTERM, kept back from all threads so that the main loop can look for them. Made
// before any thread is.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }
  bool came() const {
    const timespec at_once{};
    return sigtimedwait(&set_, nullptr, &at_once) > 0;
  }

 private:
  sigset_t set_{};
};

constexpr double tick_seconds = 0.1;

// The lowest of the cameras that are there; a machine without one has a badge reader or typing.
std::string first_camera() {
  for (int number = 0; number < 64; ++number) {
    const std::string device = "/dev/video" + std::to_string(number);
    std::error_code error;
    if (std::filesystem::exists(device, error)) return "v4l2:" + device;
  }
  return "none";
}

int complain(const Error& error) {
  std::cerr << error.message << '\n';
  return 1;
}

}  // namespace

int run_window(const Options& options, const Clock& clock) {
  const StopSignals stop;
  auto source = scan::parse_source(options.camera.empty() ? first_camera() : options.camera);
  if (!source) return complain(source.error());

  std::unique_ptr<Trace> trace;
  if (!options.trace.empty()) {
    auto opened = Trace::open(options.trace);
    if (!opened) return complain(opened.error());
    trace = std::move(*opened);
  }

  Kiosk* kiosk_for_keys = nullptr;
  pixels::RawInput keys{.on_character = [&](char32_t c) { kiosk_for_keys->key(c); },
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
  if (!window) return complain(window.error());
  auto face = Face::make(**window, translations_folder());
  if (!face) return complain(face.error());

  (*face)->keep_layout(trace != nullptr);

  Kiosk kiosk(
      {.clock = clock,
       .station = {.folder = options.data,
                   .hub_ca = options.hub_ca.empty() ? std::nullopt : std::optional(options.hub_ca)},
       .source = std::move(*source),
       .wake = [] { pixels::Window::wake(); }});
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
