#include "kiosk/core/update.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "kiosk/core/turn.h"

namespace meetpoint::core {
namespace {

// The pending command of this ticket, taken out; nothing where its visit is over.
std::optional<Pending> take(AppState& state, std::uint64_t ticket) {
  const auto found = std::find_if(state.pending.begin(), state.pending.end(),
                                  [ticket](const Pending& p) { return p.ticket == ticket; });
  if (found == state.pending.end()) return std::nullopt;
  Pending out = std::move(*found);
  state.pending.erase(found);
  return out;
}

void on(Turn& turn, const BadgesRead& event) {
  was_read(turn.state.aim, turn.now);
  badges_read(turn, event);
}
void on(Turn& turn, const Touched& event) { touched(turn, event.intent); }

void on(Turn& turn, const Ticked&) {
  AppState& state = turn.state;
  // A clock that was set back must not keep a person's day on the screen.
  state.active_at = std::min(state.active_at, turn.now);
  passed(state.aim, turn.now);
  for (const Pending& pending : std::vector<Pending>(state.pending)) {
    if (turn.now - pending.asked_at < store_patience_ms) continue;
    store_failed(turn,
                 {pending.ticket,
                  {ErrorCode::io,
                   "The station's store did not answer within 10 seconds; restart the kiosk."}},
                 true);
  }
  if (time_left(state, turn.now) == Duration{0}) turn.to_waiting();
}

void on(Turn& turn, const BadgeAnswered& event) {
  turn.state.store_down.reset();
  const auto pending = take(turn.state, event.ticket);
  if (!pending) return;
  if (pending->purpose == Purpose::visit) visit_answered(turn, event);
  if (pending->purpose == Purpose::second_badge) second_badge_answered(turn, event);
}

bool is_inside(const Day& day, const ZoneId& zone) {
  return std::any_of(day.zones.begin(), day.zones.end(),
                     [&](const ZoneItem& item) { return item.id == zone && item.inside; });
}

void on(Turn& turn, const Recorded& event) {
  AppState& state = turn.state;
  state.store_down.reset();
  const auto pending = take(state, event.ticket);
  if (!pending || !state.visit) return;
  if (event.day) state.visit->person.day = *event.day;
  std::vector<FactId>& recorded = state.visit->recorded;
  turn.touch();
  switch (pending->purpose) {
    case Purpose::contact: contact_recorded(turn, event); break;
    case Purpose::enter_zone:
      if (!is_inside(state.visit->person.day, std::get<EnterZone>(pending->command).zone)) {
        // The last seat went while the screen still offered it.
        state.notice = Notice::zone_full;
        turn.play(Sound::attention);
        break;
      }
      [[fallthrough]];
    case Purpose::leave_zone:
      recorded.insert(recorded.end(), event.facts.begin(), event.facts.end());
      turn.play(Sound::success);
      break;
    case Purpose::undo_contact: {
      const std::vector<FactId> gone = state.contact ? state.contact->recorded : recorded;
      std::erase_if(recorded, [&](const FactId& id) {
        return std::find(gone.begin(), gone.end(), id) != gone.end();
      });
      state.contact.reset();
      state.undone_contact = true;
      turn.show(Screen::undone);
      break;
    }
    case Purpose::undo_visit:
      state.visit.reset();
      state.contact.reset();
      state.undone_contact = false;
      turn.show(Screen::undone);
      break;
    case Purpose::visit:
    case Purpose::second_badge: break;
  }
}

void on(Turn& turn, const StoreFailed& event) { store_failed(turn, event, false); }
void on(Turn& turn, const SyncChanged& event) { turn.state.sync = event.status; }
void on(Turn& turn, const CameraChanged& event) {
  turn.state.camera = event.state;
  turn.state.camera_detail = event.detail;
  if (event.state != CameraState::running) no_picture(turn.state.aim);
}
void on(Turn& turn, const AimMeasured& event) {
  measured(turn.state.aim, event.hint, event.someone, turn.now);
}
void on(Turn& turn, const EventChanged& event) {
  turn.state.event = event.event;
  turn.state.store_down.reset();
}

}  // namespace

Update update(AppState state, const AppEvent& event, Instant now) {
  Update out{std::move(state), {}};
  Turn turn{out.state, out.commands, now};
  std::visit([&turn](const auto& e) { on(turn, e); }, event);
  return out;
}

}  // namespace meetpoint::core
