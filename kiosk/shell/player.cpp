#include "kiosk/shell/player.h"

#include <fmt/format.h>

#include <thread>

#include "kiosk/shell/screen_name.h"
#include "kiosk/shell/utf8.h"

namespace meetpoint::shell {

namespace {

constexpr Duration frame_ms{33};

// "Share nothing #2" is the second that bears this label, and "Share nothing" the first.
std::pair<std::string, std::size_t> label_and_place(const std::string& text) {
  const std::size_t mark = text.rfind(" #");
  if (mark == std::string::npos || mark + 3 != text.size() || text.back() < '1' ||
      text.back() > '9') {
    return {text, 0};
  }
  return {text.substr(0, mark), static_cast<std::size_t>(text.back() - '1')};
}

}  // namespace

void Player::frame() {
  kiosk_.turn();
  const core::ScreenModel model = kiosk_.model();
  auto intent = face_.show(model, kiosk_.preview());
  if (trace_) trace_->drew(model, face_.layout());
  if (intent) kiosk_.touch(std::move(*intent));
}

void Player::run_for(Duration time) {
  const std::int64_t end = clock_.monotonic_ms() + time.count();
  do {
    frame();
    std::this_thread::sleep_for(frame_ms);
  } while (clock_.monotonic_ms() < end);
}

bool Player::is(const std::string& screen) const {
  const core::SyncStatus& sync = kiosk_.state().sync;
  if (screen == "online") return sync.online;
  if (screen == "offline") return !sync.online;
  if (screen == "at-venue") return sync.online && sync.via_relay && !sync.relay_online;
  if (screen == "sent") return sync.online && sync.waiting + sync.kept_at_relay == 0;
  return name_of(kiosk_.model()) == screen;
}

Status Player::wait(const ScriptStep& step) {
  const std::int64_t end = clock_.monotonic_ms() + step.time.count();
  while (!is(step.text)) {
    if (clock_.monotonic_ms() >= end) {
      return fail(ErrorCode::not_found,
                  fmt::format("waited {} s for '{}', but the screen is '{}' ({})",
                              step.time.count() / 1000, step.text, name_of(kiosk_.model()),
                              kiosk_.state().sync.online ? "online" : "offline"));
    }
    run_for(frame_ms);
  }
  return {};
}

Status Player::touch(const ScriptStep& step) {
  frame();
  const auto [label, place] = label_and_place(step.text);
  std::vector<const ui::LayoutLog::Target*> exact;
  std::vector<const ui::LayoutLog::Target*> begin_so;
  std::string labels;
  for (const ui::LayoutLog::Target& target : face_.layout().targets) {
    if (target.label == label) exact.push_back(&target);
    if (target.label.starts_with(label)) begin_so.push_back(&target);
    labels += "\n  " + target.label;
  }
  const auto& fitting = exact.empty() ? begin_so : exact;
  const ui::LayoutLog::Target* found = place < fitting.size() ? fitting[place] : nullptr;
  if (!found) {
    return fail(ErrorCode::not_found,
                fmt::format("there is nothing to touch with the label '{}'; there are:{}",
                            step.text, labels));
  }
  surface_.tap(found->box.mid_x(), found->box.mid_y());
  // A tap takes some frames (there, down, up, what follows), however slow they are.
  for (int frames = 0; frames < 6; ++frames) run_for(frame_ms);
  return {};
}

Status Player::shoot(const ScriptStep& step) {
  // Two frames: the first may bake letters that were never shown before.
  frame();
  frame();
  std::error_code error;
  std::filesystem::create_directories(shots_, error);
  return surface_.save_png((shots_ / (step.text + ".png")).string());
}

Status Player::play(const ScriptStep& step) {
  switch (step.kind) {
    case StepKind::camera: {
      auto source = scan::parse_source(step.text);
      if (!source) return fail(std::move(source));
      kiosk_.change_sources({std::move(*source)});
      return {};
    }
    case StepKind::scan:
      // As fast as a reader types: no frame between two characters.
      for (const char32_t character : from_utf8(step.text)) kiosk_.key(character);
      kiosk_.enter();
      frame();
      return {};
    case StepKind::type:
      for (const char32_t character : from_utf8(step.text)) {
        kiosk_.key(character);
        run_for(Duration{150});
      }
      return {};
    case StepKind::touch: return touch(step);
    case StepKind::wait: return wait(step);
    case StepKind::pause: run_for(step.time); return {};
    case StepKind::shot: return shoot(step);
  }
  return {};
}

Status Player::play(const std::vector<ScriptStep>& steps) {
  face_.keep_layout(true);
  for (const ScriptStep& step : steps) {
    if (Status done = play(step); !done) {
      return fail(done.error().code,
                  fmt::format("Line {} of the script: {}", step.line, done.error().message));
    }
  }
  return {};
}

}  // namespace meetpoint::shell
