// Inside kiosk/pixels: ImGui on an OpenGL context that somebody else made current.
#pragma once

#include <imgui.h>

#include <functional>
#include <memory>
#include <set>

#include "kiosk/ui/fonts.h"
#include "kiosk/ui/theme.h"
#include "kiosk/ui/ui_state.h"
#include "sync/base/result.h"

namespace meetpoint::pixels {

class Painter {
 public:
  // The OpenGL context must be current, here and in every other call.
  static Result<std::unique_ptr<Painter>> make(ui::FontFiles, const char* glsl_version);
  ~Painter();
  Painter(const Painter&) = delete;
  Painter& operator=(const Painter&) = delete;

  void make_current() { ImGui::SetCurrentContext(context_); }
  Status use(const ui::Theme&);  // bakes the fonts for this theme
  bool bake_missing(ui::UiState&);
  const ui::Theme& theme() const { return theme_; }
  const ui::Fonts& fonts() const { return fonts_; }
  // `begin` does what the platform needs before ImGui::NewFrame().
  void paint(const std::function<void()>& begin, const std::function<void()>& draw);

 private:
  explicit Painter(ui::FontFiles files) : files_(std::move(files)) {}
  Status bake();

  ImGuiContext* context_ = nullptr;
  ui::FontFiles files_;
  ui::Theme theme_;
  ui::Fonts fonts_;
  std::set<std::uint32_t> letters_;  // beyond those always baked
  unsigned texture_ = 0;
  bool backend_ = false;
};

}  // namespace meetpoint::pixels
