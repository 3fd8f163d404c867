// The screen that hands a kiosk's records to another kiosk's camera: a QR code that changes several
// times a second, as large as the display allows, and what to do beside it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "kiosk/ui/draw.h"

namespace meetpoint::ui {

struct RescueView {
  int modules = 0;                 // on each side of the code, without the quiet zone
  std::vector<std::uint8_t> dark;  // row by row
  std::string station;
  std::size_t facts = 0;
  std::size_t shown = 0;  // frames, since the beginning
  std::size_t frames_a_pass = 1;
  int frames_a_second = 10;
  bool operator==(const RescueView&) const = default;
};

// True where it was touched to be closed.
bool draw_rescue(const RescueView&, UiState&, const Look&);

// How many pixels a module of the code has on a display of this theme.
int rescue_module_pixels(const Theme&, int modules);

}  // namespace meetpoint::ui
