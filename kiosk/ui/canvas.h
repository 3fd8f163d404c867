// Text and shapes on an ImGui draw list, at sizes of the theme. Text wraps between words, then
// shrinks, then divides long words; only when all of that fails does it end in an ellipsis.
//
// `dry` measures: the same code lays out, nothing is drawn, no button answers.
#pragma once

#include <imgui.h>

#include <string>
#include <string_view>
#include <vector>

#include "kiosk/ui/fonts.h"
#include "kiosk/ui/geometry.h"
#include "kiosk/ui/icons.h"
#include "kiosk/ui/theme.h"
#include "kiosk/ui/ui_state.h"

namespace meetpoint::ui {

enum class Align { left, centre, right };

struct TextLook {
  Style style = Style::body;
  Colour colour = palette::ink;
  Align align = Align::left;
  int max_lines = 3;
  float min_scale = 0.7F;
  int lines_first = 0;  // a little smaller rather than on more lines than these
};

// A text broken into lines for a width.
struct Lines {
  std::vector<std::string> lines;
  float px = 0;       // font size
  float line_px = 0;  // from one line to the next
  bool cut = false;
  bool broken = false;

  float height() const { return line_px * static_cast<float>(lines.size()); }
};

class Canvas {
 public:
  Canvas(const Theme& theme, const Fonts& fonts, UiState& state, ImDrawList* list)
      : theme_(theme), fonts_(fonts), state_(state), list_(list) {}

  const Theme& theme() const { return theme_; }
  UiState& state() { return state_; }
  ImDrawList* list() { return list_; }
  bool dry() const { return dry_; }
  float mm(float millimetres) const { return theme_.mm(millimetres); }

  Lines fit(std::string_view text, const TextLook&, float width, float max_height = 1e9F);
  float text_width(std::string_view text, Style, float scale = 1) const;
  // Draws from the top of `box` (its height does not bind) and returns the height that was used.
  float text(const Rect& box, std::string_view text, const TextLook&);
  // Draws in the middle of the height of `box`, and fits into it.
  void text_middle(const Rect& box, std::string_view text, const TextLook&);

  void fill(const Rect&, Colour, float rounding = 0);
  void outline(const Rect&, Colour, float thickness, float rounding = 0);
  void icon(float centre_x, float centre_y, float size, Icon, Colour);
  void disc(float x, float y, float radius, Colour);
  void line(float x1, float y1, float x2, float y2, Colour, float thickness);
  // A picture by its short side's fraction; see widgets.h for the camera.

  void push_clip(const Rect&);
  void pop_clip();
  // Measures what `content(box)` would use: it returns a height.
  template <class Content>
  float measure(const Rect& box, Content&& content) {
    const bool was = dry_;
    dry_ = true;
    const float height = content(box);
    dry_ = was;
    return height;
  }
  // Touched and let go inside; records the target.
  bool touched(const char* id, const Rect&, std::string_view label);
  bool held() const { return held_; }  // the finger is on the last target

 private:
  void draw_lines(const Rect& box, float y, const Lines&, const TextLook&);
  std::vector<std::string> wrap(std::string_view text, ImFont*, float px, float width, bool divide,
                                bool& too_wide);
  void note_missing(const ImFont*, std::string_view text);

  const Theme& theme_;
  const Fonts& fonts_;
  UiState& state_;
  ImDrawList* list_;
  std::vector<Rect> clips_;
  bool dry_ = false;
  bool held_ = false;
};

}  // namespace meetpoint::ui
