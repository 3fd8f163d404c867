// The one way in which a kiosk's state changes. Pure: the same state, event and time give the same
// answer. Commands are to be carried out in their order.
#pragma once

#include <vector>

#include "kiosk/core/app.h"
#include "kiosk/core/state.h"

namespace meetpoint::core {

struct Update {
  AppState state;
  std::vector<Command> commands;
};

Update update(AppState state, const AppEvent& event, Instant now);

}  // namespace meetpoint::core
