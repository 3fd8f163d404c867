#include <algorithm>
#include <utility>

#include "kiosk/core/turn.h"

namespace meetpoint::core {
namespace {

Screen screen_before(const AppState& state, Purpose purpose) {
  switch (purpose) {
    case Purpose::visit: return Screen::waiting;
    case Purpose::second_badge:
    case Purpose::contact:
    case Purpose::undo_contact: return Screen::contact;
    case Purpose::enter_zone:
    case Purpose::leave_zone:
    case Purpose::undo_visit: break;
  }
  return state.screen;
}

}  // namespace

void store_failed(Turn& turn, const StoreFailed& event, bool maybe_recorded) {
  AppState& state = turn.state;
  if (event.ticket == 0) {
    state.store_down = event.error;
    return;
  }
  const auto found = std::find_if(state.pending.begin(), state.pending.end(),
                                  [&](const Pending& p) { return p.ticket == event.ticket; });
  if (found == state.pending.end()) return;
  Pending failed = std::move(*found);
  state.pending.erase(found);
  turn.touch();
  if (!state.trouble) {
    const Screen before = screen_before(state, failed.purpose);
    // Whose visit it was must not stay under another person's trouble.
    if (failed.purpose == Purpose::visit) {
      state.visit.reset();
      state.contact.reset();
    }
    state.trouble = Trouble{.error = event.error, .failed = {}, .before = before};
    turn.play(Sound::failure);
  }
  state.trouble->maybe_recorded |= maybe_recorded;
  state.trouble->failed.push_back(std::move(failed));
  turn.show(Screen::trouble);
}

void retry(Turn& turn) {
  AppState& state = turn.state;
  if (!state.trouble) return;
  const Trouble trouble = std::move(*state.trouble);
  turn.show(trouble.before);
  for (const Pending& failed : trouble.failed) {
    const std::uint64_t ticket = turn.ask(failed.purpose, failed.command);
    for (Reading& reading : state.reading) {
      if (reading.ticket == failed.ticket) reading.ticket = ticket;
    }
  }
}

}  // namespace meetpoint::core
