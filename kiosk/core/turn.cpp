#include "kiosk/core/turn.h"

#include <type_traits>
#include <utility>

namespace meetpoint::core {

std::uint64_t Turn::ask(Purpose purpose, Command command) {
  const std::uint64_t ticket = state.next_ticket++;
  std::visit(
      [ticket](auto& c) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(c)>, PlaySound>) c.ticket = ticket;
      },
      command);
  state.pending.push_back({ticket, purpose, command, now});
  commands.push_back(std::move(command));
  return ticket;
}

void Turn::touch() {
  state.active_at = now;
  state.notice = Notice::none;
}

void Turn::show(Screen screen) {
  state.screen = screen;
  if (screen != Screen::trouble) state.trouble.reset();
}

void Turn::to_waiting() {
  state.screen = Screen::waiting;
  state.active_at = now;
  state.language.clear();
  state.language_chosen = false;
  state.notice = Notice::none;
  state.pending.clear();
  state.reading.clear();
  state.visit.reset();
  state.contact.reset();
  state.typed.clear();
  state.typing_from = Screen::waiting;
  state.refused.reset();
  state.refused_code.clear();
  state.undone_contact = false;
  state.trouble.reset();
}

}  // namespace meetpoint::core
