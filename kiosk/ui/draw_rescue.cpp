#include "kiosk/ui/draw_rescue.h"

#include <algorithm>
#include <cmath>

#include "kiosk/ui/canvas.h"
#include "kiosk/ui/widgets.h"

namespace meetpoint::ui {

namespace {

constexpr int quiet_modules = 4;

// The code's square: as large as the display's shorter side.
float square_of(const Theme& theme) {
  return theme.wide() ? theme.height : std::min(theme.width, theme.height * 0.62F);
}

// Whole pixels, so that no module's edge is grey; runs of dark modules in one rectangle.
void draw_code(Canvas& canvas, const Rect& place, const RescueView& view) {
  canvas.fill(place, palette::lamp);
  if (view.modules <= 0) return;
  const int pixels = rescue_module_pixels(canvas.theme(), view.modules);
  const auto side = static_cast<float>(pixels * view.modules);
  const float left = std::floor(place.mid_x() - side / 2);
  const float top = std::floor(place.mid_y() - side / 2);
  const auto module = static_cast<float>(pixels);
  for (int y = 0; y < view.modules; ++y) {
    const std::uint8_t* row = view.dark.data() + static_cast<std::ptrdiff_t>(y) * view.modules;
    for (int x = 0; x < view.modules;) {
      int end = x;
      while (end < view.modules && row[end] != 0) ++end;
      if (end > x) {
        const ImVec2 from{left + static_cast<float>(x) * module,
                          top + static_cast<float>(y) * module};
        const ImVec2 to{left + static_cast<float>(end) * module, from.y + module};
        canvas.list()->AddRectFilled(from, to, Colour{0, 0, 0}.packed());
      }
      x = end + 1;
    }
  }
}

void progress_bar(Canvas& canvas, const Rect& box, double part) {
  canvas.fill(box, palette::night_soft, box.h / 2);
  Rect done = box;
  done.w = std::max(box.h, box.w * static_cast<float>(part));
  canvas.fill(done, palette::on_dark, box.h / 2);
}

// What to do; returns how high it is.
float draw_words(Canvas& canvas, Rect box, const Texts& texts) {
  const float from = box.y;
  const float gap = canvas.mm(5);
  box.cut_top(
      canvas.text(
          box, texts.tr("Film this with another kiosk"),
          {.style = Style::display, .colour = palette::on_dark, .max_lines = 4, .min_scale = 0.5F}),
      gap);
  box.cut_top(canvas.text(box,
                          texts.tr("Let its camera see the whole square, without reflections in "
                                   "the glass. Start there:"),
                          {.style = Style::body,
                           .colour = palette::on_dark_soft,
                           .max_lines = 8,
                           .min_scale = 0.6F}),
              canvas.mm(3));
  box.cut_top(canvas.text(box, "meetpoint-kiosk rescue --film v4l2: FILE",
                          {.style = Style::body_bold,
                           .colour = palette::on_dark,
                           .max_lines = 4,
                           .min_scale = 0.6F}),
              gap);
  box.cut_top(canvas.text(box,
                          texts.tr("Keep filming until it says that it has everything. Pictures "
                                   "that it misses do no harm."),
                          {.style = Style::body,
                           .colour = palette::on_dark_soft,
                           .max_lines = 8,
                           .min_scale = 0.6F}),
              gap);
  return box.y - from;
}

float draw_progress(Canvas& canvas, Rect box, const RescueView& view, const Texts& texts) {
  const float from = box.y;
  const std::size_t pass = std::max<std::size_t>(view.frames_a_pass, 1);
  const auto seconds =
      static_cast<long>((pass + static_cast<std::size_t>(view.frames_a_second) - 1) /
                        static_cast<std::size_t>(view.frames_a_second));
  const auto facts = static_cast<long>(view.facts);
  box.cut_top(canvas.text(box,
                          texts.trn("{station}: {n} record", "{station}: {n} records", facts,
                                    fmt::arg("station", view.station)),
                          {.style = Style::body_bold,
                           .colour = palette::on_dark,
                           .max_lines = 3,
                           .min_scale = 0.6F}),
              canvas.mm(1.5F));
  box.cut_top(
      canvas.text(box,
                  texts.trn("Once through in {n} second", "Once through in {n} seconds", seconds),
                  {.style = Style::small, .colour = palette::on_dark_soft, .max_lines = 2}),
      canvas.mm(3));
  const Rect bar = box.cut_top(canvas.mm(2.5F), canvas.mm(2));
  if (!canvas.dry()) {
    progress_bar(canvas, bar, static_cast<double>(view.shown % pass) / static_cast<double>(pass));
  }
  return box.y - from;
}

}  // namespace

int rescue_module_pixels(const Theme& theme, int modules) {
  return std::max(1, static_cast<int>(square_of(theme)) / (modules + 2 * quiet_modules));
}

bool draw_rescue(const RescueView& view, UiState& state, const Look& look) {
  state.wants_redraw = false;
  const Theme& theme = look.theme;
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize({theme.width, theme.height});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
  ImGui::Begin("rescue", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav |
                   ImGuiWindowFlags_NoBackground);
  Canvas canvas(theme, look.fonts, state, ImGui::GetWindowDrawList());

  Rect box{0, 0, theme.width, theme.height};
  const float side = square_of(theme);
  const Rect place = theme.wide() ? box.cut_left(side) : box.cut_top(side);
  draw_code(canvas, place, view);
  canvas.fill(box, palette::night);
  Rect words = box.inset(canvas.mm(9), canvas.mm(theme.wide() ? 9.0F : 5.0F));
  const std::vector<Button> buttons = {{.id = "done",
                                        .label = look.texts.tr("Done"),
                                        .icon = Icon::check,
                                        .look = ButtonLook::on_dark}};
  const Rect row = words.cut_bottom(button_row_height(canvas, words.w, buttons), canvas.mm(5));
  const float progress =
      canvas.measure(words, [&](Rect r) { return draw_progress(canvas, r, view, look.texts); });
  draw_progress(canvas, words.cut_bottom(progress, canvas.mm(4)), view, look.texts);
  scroll_area(canvas, words, [&](Rect r) { return draw_words(canvas, r, look.texts); });
  const bool done = button_row(canvas, row, buttons) == 0;
  ImGui::End();
  ImGui::PopStyleVar(2);
  return done;
}

}  // namespace meetpoint::ui
