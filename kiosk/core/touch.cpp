#include <algorithm>
#include <type_traits>
#include <utility>

#include "kiosk/core/turn.h"
#include "kiosk/core/typing.h"
#include "sync/model/badge.h"

namespace meetpoint::core {
namespace {

bool personal(const AppState& state) {
  return state.visit && (state.screen == Screen::welcome || state.screen == Screen::agenda);
}

// Something is being written: the screen must stay to tell what became of it.
bool writing(const AppState& state) {
  return std::any_of(state.pending.begin(), state.pending.end(), [](const Pending& pending) {
    return pending.purpose != Purpose::visit && pending.purpose != Purpose::second_badge;
  });
}

void forget_reading(Turn& turn) {
  turn.state.reading.clear();
  std::erase_if(turn.state.pending, [](const Pending& pending) {
    return pending.purpose == Purpose::visit || pending.purpose == Purpose::second_badge;
  });
}

void on(Turn& turn, const ChooseLanguage& intent) {
  turn.state.language = intent.language;
  turn.state.language_chosen = true;
}

void on(Turn& turn, const ShowAgenda&) {
  if (!turn.state.visit || writing(turn.state)) return;
  const bool after_contact = turn.state.screen == Screen::contact && turn.state.contact &&
                             turn.state.contact->stage == ContactStage::kept;
  if (!personal(turn.state) && !after_contact) return;
  turn.state.contact.reset();
  turn.show(Screen::agenda);
}

void on(Turn& turn, const StartContact&) {
  if (personal(turn.state) && !busy(turn.state)) start_contact(turn, std::nullopt);
}

void on(Turn& turn, const ChooseShare& intent) {
  if (!busy(turn.state)) choose_share(turn, intent);
}

void on(Turn& turn, const ConfirmContact&) {
  if (turn.state.screen == Screen::contact && !busy(turn.state)) confirm_contact(turn);
}

void on(Turn& turn, const UndoVisit&) {
  AppState& state = turn.state;
  if (!state.visit || busy(state)) return;
  const AttendeeId person = state.visit->person.day.attendee.id;
  const bool kept = state.screen == Screen::contact && state.contact &&
                    state.contact->stage == ContactStage::kept;
  if (kept) {
    turn.ask(Purpose::undo_contact, UndoFacts{0, person, state.contact->recorded});
  } else if (personal(state) && state.visit->recorded.empty()) {
    turn.to_waiting();
  } else if (personal(state)) {
    turn.ask(Purpose::undo_visit, UndoFacts{0, person, state.visit->recorded});
  }
}

void on(Turn& turn, const AskEnterZone& intent) {
  if (!personal(turn.state) || busy(turn.state)) return;
  turn.ask(Purpose::enter_zone,
           EnterZone{0, turn.state.visit->person.day.attendee.id, intent.zone});
}

void on(Turn& turn, const AskLeaveZone& intent) {
  if (!personal(turn.state) || busy(turn.state)) return;
  turn.ask(Purpose::leave_zone,
           LeaveZone{0, turn.state.visit->person.day.attendee.id, intent.zone});
}

void on(Turn& turn, const OpenTyping&) {
  AppState& state = turn.state;
  if (busy(state)) return;
  const bool second = state.screen == Screen::contact && state.contact &&
                      state.contact->stage == ContactStage::second_badge;
  if (!second && state.screen != Screen::waiting && state.screen != Screen::refused) return;
  state.typing_from = second ? Screen::contact : Screen::waiting;
  state.typed = state.refused_code;  // to mend a slip of the finger
  turn.show(Screen::typing);
}

void on(Turn& turn, const TypeText& intent) {
  AppState& state = turn.state;
  if (state.screen != Screen::typing || busy(state)) return;
  if (state.typed.size() + intent.text.size() <= typed_max_bytes) state.typed += intent.text;
}

void on(Turn& turn, const EraseTyped&) {
  if (!busy(turn.state)) turn.state.typed = without_last(std::move(turn.state.typed));
}

void on(Turn& turn, const SubmitTyped&) {
  AppState& state = turn.state;
  if (state.screen != Screen::typing || busy(state)) return;
  const Result<std::string> code = parse_badge(typed_code(state.typed));
  if (!code) {
    state.notice = Notice::code_unreadable;
    return;
  }
  if (state.typing_from == Screen::contact && state.contact) {
    turn.show(Screen::contact);
    scanned_on_contact(turn, {*code});
  } else {
    begin_reading(turn, {*code});
  }
}

void on(Turn& turn, const Retry&) {
  if (turn.state.screen == Screen::trouble) retry(turn);
}

void on(Turn& turn, const GoBack&) {
  AppState& state = turn.state;
  if (writing(state)) return;
  forget_reading(turn);
  switch (state.screen) {
    case Screen::agenda: turn.show(Screen::welcome); break;
    case Screen::contact:
      state.contact.reset();
      turn.show(Screen::welcome);
      break;
    case Screen::typing:
      if (state.typing_from == Screen::contact && state.contact) {
        turn.show(Screen::contact);
      } else {
        turn.to_waiting();
      }
      break;
    case Screen::undone:
      if (state.visit) {
        turn.show(Screen::welcome);
      } else {
        turn.to_waiting();
      }
      break;
    case Screen::trouble:
      if (state.visit && state.trouble && state.trouble->before != Screen::waiting) {
        turn.show(state.trouble->before);
      } else {
        turn.to_waiting();
      }
      break;
    case Screen::waiting:
    case Screen::welcome:
    case Screen::refused: turn.to_waiting(); break;
  }
}

void on(Turn& turn, const Finish&) {
  if (!writing(turn.state)) turn.to_waiting();
}

void on(Turn&, const StayHere&) {}

}  // namespace

void touched(Turn& turn, const Intent& intent) {
  turn.touch();
  std::visit([&turn](const auto& i) { on(turn, i); }, intent);
}

}  // namespace meetpoint::core
