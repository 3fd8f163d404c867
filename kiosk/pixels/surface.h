// Somewhere to draw: a window or memory. Owns the OpenGL and the ImGui context and the baked fonts.
// One thread; several surfaces may live beside each other.
#pragma once

#include <functional>
#include <set>

#include "kiosk/ui/fonts.h"
#include "kiosk/ui/theme.h"
#include "kiosk/ui/ui_state.h"
#include "sync/base/result.h"

namespace meetpoint::pixels {

class Surface {
 public:
  Surface() = default;
  Surface(const Surface&) = delete;
  Surface& operator=(const Surface&) = delete;
  virtual ~Surface() = default;

  virtual const ui::Theme& theme() const = 0;
  virtual const ui::Fonts& fonts() const = 0;
  // Makes a frame: `draw` runs between ImGui::NewFrame() and ImGui::Render().
  virtual void render(const std::function<void()>& draw) = 0;
  // Bakes the letters that drawing missed; true where another frame would look different. Letters
  // that no typeface has are tried once.
  virtual bool bake_missing(ui::UiState&) = 0;
  // Makes this surface's contexts current, for uploading textures.
  virtual void make_current() = 0;
};

}  // namespace meetpoint::pixels
