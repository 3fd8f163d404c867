// A screen model -> pixels and at most one intent. Reads nothing else, decides nothing.
//
// Call between ImGui::NewFrame() and ImGui::Render(), on the thread that owns the ImGui context.
// The surface has been cleared to palette::paper: filling it here would colour every pixel once
// more, which is most of a frame where there is no GPU.
#pragma once

#include <optional>

#include "kiosk/core/screen_model.h"
#include "kiosk/ui/fonts.h"
#include "kiosk/ui/picture.h"
#include "kiosk/ui/texts.h"
#include "kiosk/ui/theme.h"
#include "kiosk/ui/ui_state.h"

namespace meetpoint::ui {

// What stays the same from frame to frame. Borrowed for the call.
struct Look {
  const Theme& theme;
  const Fonts& fonts;
  const Texts& texts;  // in the model's language
};

std::optional<core::Intent> draw(const core::ScreenModel&, UiState&, const Look&, const Picture&);

}  // namespace meetpoint::ui
