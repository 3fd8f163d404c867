#include "kiosk/ui/draw.h"

#include <type_traits>
#include <utility>
#include <variant>

#include "kiosk/ui/screens.h"

namespace meetpoint::ui {

std::optional<core::Intent> draw(const core::ScreenModel& model, UiState& state, const Look& look,
                                 const Picture& picture) {
  state.wants_redraw = false;
  if (state.screen_index != model.body.index()) {
    state.screen_index = model.body.index();
    state.scroll = 0;
    state.scroll_placed = false;
  }
  if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) state.drag_moved = 0;

  const Theme& theme = look.theme;
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize({theme.width, theme.height});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
  constexpr ImGuiWindowFlags flags =
      ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
      ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoScrollWithMouse;
  ImGui::Begin("meetpoint", nullptr, flags);
  Canvas canvas(theme, look.fonts, state, ImGui::GetWindowDrawList());
  Scene scene{canvas, look.texts, picture, model};
  const Rect content = draw_frame(scene);
  std::visit([&](const auto& body) { draw_screen(scene, content, body); }, model.body);
  ImGui::End();
  ImGui::PopStyleVar(2);

  if (!scene.intent && ImGui::IsMouseClicked(ImGuiMouseButton_Left)) {
    scene.wants(core::StayHere{});
  }
  return std::move(scene.intent);
}

}  // namespace meetpoint::ui
