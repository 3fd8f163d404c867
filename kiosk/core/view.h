// What the state looks like. Pure; cheap enough for every tick.
#pragma once

#include "kiosk/core/screen_model.h"
#include "kiosk/core/state.h"

namespace meetpoint::core {

ScreenModel view(const AppState&, Instant now);

}  // namespace meetpoint::core
