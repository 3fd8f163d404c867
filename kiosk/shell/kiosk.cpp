#include "kiosk/shell/kiosk.h"

#include <deque>

namespace meetpoint::shell {

namespace {

constexpr std::int64_t open_again_every_ms = 5000;

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

}  // namespace

Kiosk::Kiosk(KioskSetup setup) : setup_(std::move(setup)) { state_.active_at = setup_.clock.now(); }

Kiosk::~Kiosk() {
  // The scanner's thread calls `wake`; it ends before anything else does.
  if (scanner_) scanner_->stop();
}

void Kiosk::start() {
  open_station();
  change_source(setup_.source);
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
    on(core::EventChanged{**event});
  }
}

void Kiosk::change_source(scan::SourceSpec source) {
  if (scanner_) scanner_->stop();
  setup_.source = std::move(source);
  camera_ = {};
  scanner_ =
      std::make_unique<scan::Scanner>(setup_.source.open, scan::ScannerOptions{}, setup_.wake);
  scanner_->start();
}

scan::Moment Kiosk::moment() const { return scan::moment_from_ms(setup_.clock.monotonic_ms()); }

void Kiosk::key(char32_t character) { take_keys(keys_.feed(character, moment())); }
void Kiosk::enter() { take_keys(keys_.enter(moment())); }
void Kiosk::erase() { touch(core::EraseTyped{}); }
void Kiosk::touch(core::Intent intent) { on(core::Touched{std::move(intent)}); }

void Kiosk::take_keys(const scan::KeyOutcome& outcome) {
  using Kind = scan::KeyOutcome::Kind;
  if (outcome.kind == Kind::badge) {
    on(core::BadgesRead{{outcome.text}});
  } else if (outcome.kind == Kind::typed) {
    if (!outcome.text.empty()) touch(core::TypeText{outcome.text});
    if (outcome.entered) touch(core::SubmitTyped{});
  }
}

void Kiosk::turn() {
  take_keys(keys_.flush(moment()));
  take_scans();
  if (!station_ && setup_.clock.monotonic_ms() >= open_again_ms_) open_station();
  take_sync();
  on(core::Ticked{});
}

void Kiosk::take_scans() {
  if (!scanner_) return;
  if (scan::CameraStatus now = scanner_->camera(); now != camera_) {
    camera_ = std::move(now);
    on(core::CameraChanged{state_of(camera_.state), camera_.detail});
  }
  for (scan::ScanEvent& scan : scanner_->take_events()) {
    on(core::BadgesRead{std::move(scan.codes)});
  }
}

void Kiosk::take_sync() {
  if (!station_) return;
  if (core::SyncStatus now = station_->sync_status(); now != state_.sync) {
    on(core::SyncChanged{std::move(now)});
  }
  if (!station_->take_applied()) return;
  const auto event = station_->event();
  if (event && *event && (!state_.event || !(*state_.event == **event))) {
    on(core::EventChanged{**event});
  }
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

scan::Preview Kiosk::preview() const { return scanner_ ? scanner_->preview() : scan::Preview{}; }

}  // namespace meetpoint::shell
