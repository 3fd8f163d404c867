#include "kiosk/shell/kiosk.h"

#include <deque>

namespace meetpoint::shell {

namespace {

constexpr std::int64_t open_again_every_ms = 5000;
constexpr std::int64_t look_for_camera_every_ms = 5000;

core::CameraState state_of(scan::CameraState state) {
  switch (state) {
    case scan::CameraState::none: return core::CameraState::none;
    case scan::CameraState::starting: return core::CameraState::starting;
    case scan::CameraState::running: return core::CameraState::running;
    case scan::CameraState::lost: return core::CameraState::lost;
    // A film that is over leaves the last picture; there is nothing to mend.
    case scan::CameraState::ended: return core::CameraState::none;
  }
  return core::CameraState::none;
}

core::AimHint hint_of(scan::Advice advice) {
  switch (advice) {
    case scan::Advice::none: break;
    case scan::Advice::closer: return core::AimHint::closer;
    case scan::Advice::further: return core::AimHint::further;
    case scan::Advice::tilt: return core::AimHint::tilt;
    case scan::Advice::more_light: return core::AimHint::more_light;
  }
  return core::AimHint::none;
}

}  // namespace

Kiosk::Kiosk(KioskSetup setup)
    : setup_(std::move(setup)),
      remembered_(setup_.station.folder),
      cameras_(setup_.wake),
      readers_(remembered_, setup_.wake) {
  state_.active_at = setup_.clock.now();
}

Kiosk::~Kiosk() {
  // Their threads call `wake`; they end before anything else does.
  cameras_.stop();
  readers_.stop();
}

void Kiosk::start() {
  open_station();
  readers_.use(setup_.readers);
  change_sources(setup_.sources);
}

void Kiosk::open_station() {
  open_again_ms_ = setup_.clock.monotonic_ms() + open_again_every_ms;
  auto station = Station::open(setup_.station, setup_.clock, setup_.wake);
  if (!station) {
    on(core::StoreFailed{0, station.error()});
    return;
  }
  station_ = std::move(*station);
  state_.store_down.reset();
  take_sync();
  const auto event = station_->event();
  if (!event) {
    on(core::StoreFailed{0, event.error()});
  } else if (*event) {
    event_changed(**event);
  }
}

void Kiosk::change_sources(std::vector<scan::SourceSpec> sources) {
  setup_.sources = std::move(sources);
  camera_ = {};
  cameras_.use(setup_.sources);
}

// A camera may be plugged in hours after the kiosk was started.
void Kiosk::look_for_camera() {
  if (!setup_.find_camera || camera_.state != scan::CameraState::none) return;
  const std::int64_t now = setup_.clock.monotonic_ms();
  if (now < look_for_camera_ms_) return;
  look_for_camera_ms_ = now + look_for_camera_every_ms;
  if (auto found = setup_.find_camera(remembered_)) change_sources({std::move(*found)});
}

scan::Moment Kiosk::moment() const { return scan::moment_from_ms(setup_.clock.monotonic_ms()); }

void Kiosk::press(const scan::KeyPress& key) { take_keys(keys_.press(key, moment())); }
void Kiosk::key(char32_t character) { take_keys(keys_.feed(character, moment())); }
void Kiosk::enter() { take_keys(keys_.enter(moment())); }
void Kiosk::erase() { touch(core::EraseTyped{}); }
void Kiosk::touch(core::Intent intent) { on(core::Touched{std::move(intent)}); }

void Kiosk::take_keys(const scan::KeyOutcome& outcome) {
  using Kind = scan::KeyOutcome::Kind;
  if (outcome.kind == Kind::badge) {
    take_badge(outcome.text, outcome.keys);
  } else if (outcome.kind == Kind::typed) {
    if (!outcome.text.empty()) touch(core::TypeText{outcome.text});
    if (outcome.entered) touch(core::SubmitTyped{});
  }
}

void Kiosk::take_badge(const std::string& sent, const std::vector<scan::KeyPress>& keys) {
  const auto known = [this](const std::string& code) {
    return station_ && station_->knows_badge(code);
  };
  on(core::BadgesRead{{readers_.badge_of(sent, keys, known)}});
}

void Kiosk::turn() {
  take_keys(keys_.flush(moment()));
  take_readers();
  look_for_camera();
  take_scans();
  if (!station_ && setup_.clock.monotonic_ms() >= open_again_ms_) open_station();
  take_sync();
  on(core::Ticked{});
}

void Kiosk::take_aim() {
  const scan::Preview seen = cameras_.preview();
  const Aimed now{seen.advice, !seen.located.empty()};
  if (now == aimed_) return;
  aimed_ = now;
  on(core::AimMeasured{hint_of(now.advice), now.someone});
}

void Kiosk::take_scans() {
  if (scan::CameraStatus now = cameras_.status(); now != camera_) {
    camera_ = std::move(now);
    if (setup_.log && !camera_.detail.empty()) setup_.log(camera_.detail);
    on(core::CameraChanged{state_of(camera_.state), camera_.detail});
    aimed_ = {};  // what was said of another picture is forgotten there
  }
  for (scan::ScanEvent& scan : cameras_.take_events()) {
    on(core::BadgesRead{std::move(scan.codes)});
  }
  take_aim();
}

void Kiosk::take_readers() {
  if (std::string now = readers_.trouble(); now != reader_trouble_) {
    reader_trouble_ = std::move(now);
    if (setup_.log) setup_.log(reader_trouble_.empty() ? "All readers work." : reader_trouble_);
  }
  for (const std::string& code : readers_.take_codes()) take_badge(code, {});
}

void Kiosk::take_sync() {
  if (!station_) return;
  if (core::SyncStatus now = station_->sync_status(); now != state_.sync) {
    on(core::SyncChanged{std::move(now)});
  }
  if (!station_->take_applied()) return;
  const auto event = station_->event();
  if (event && *event && (!state_.event || !(*state_.event == **event))) {
    event_changed(**event);
  }
}

void Kiosk::event_changed(const Event& event) {
  cameras_.look_also_for(scan::extra_symbologies(event.ticket_codes));
  on(core::EventChanged{event});
}

void Kiosk::on(const core::AppEvent& event) {
  std::deque<core::AppEvent> events{event};
  while (!events.empty()) {
    core::Update update = core::update(std::move(state_), events.front(), setup_.clock.now());
    events.pop_front();
    state_ = std::move(update.state);
    for (const core::Command& command : update.commands) {
      if (const auto* sound = std::get_if<core::PlaySound>(&command)) {
        if (setup_.play) setup_.play(sound->sound);
      } else if (station_) {
        events.push_back(station_->carry_out(command));
      } else {
        std::visit(
            [&](const auto& c) {
              if constexpr (requires { c.ticket; }) {
                events.emplace_back(core::StoreFailed{
                    c.ticket, state_.store_down.value_or(
                                  Error{ErrorCode::io, "The station's store is not open."})});
              }
            },
            command);
      }
    }
  }
}

core::ScreenModel Kiosk::model() const { return core::view(state_, setup_.clock.now()); }

scan::Preview Kiosk::preview() { return cameras_.preview(); }

}  // namespace meetpoint::shell
