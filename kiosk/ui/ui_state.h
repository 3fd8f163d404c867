// What drawing remembers between frames: scrolling and fingers, nothing of the event. Owned by the
// thread that draws.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "kiosk/ui/geometry.h"

namespace meetpoint::ui {

// What a frame drew, for tests: nothing may overlap, be cut or be too small to touch.
struct LayoutLog {
  struct Text {
    Rect box;  // of one line, capitals only
    std::string text;
  };
  struct Target {
    Rect box;
    std::string label;
  };
  std::vector<Text> texts;
  std::vector<Target> targets;
  std::vector<std::string> cut;     // texts that did not fit and end in an ellipsis
  std::vector<std::string> broken;  // words that had to be divided
};

struct UiState {
  float scroll = 0;                // of the one scrolling part of a screen, pixels
  std::size_t screen_index = 999;  // scrolling starts anew with another screen
  bool scroll_placed = false;
  bool dragging = false;
  float drag_from_y = 0;
  float drag_moved = 0;       // pixels since the finger came down: a drag is no touch
  bool wants_redraw = false;  // something moved; draw again at once
  // Letters that the fonts lack; see fonts.h.
  std::set<std::uint32_t> missing_glyphs;
  LayoutLog* log = nullptr;
};

}  // namespace meetpoint::ui
