// A screen's name for scripts and traces: waiting, welcome, agenda, badge, consent, kept, typing,
// refused, undone or trouble. Pure.
#pragma once

#include <string>

#include "kiosk/core/screen_model.h"

namespace meetpoint::shell {

std::string name_of(const core::ScreenModel&);

}  // namespace meetpoint::shell
