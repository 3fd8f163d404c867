// The typefaces: Inter for text, Font Awesome for icons, Noto Sans for letters that Inter lacks.
//
// Baked into ImGui's atlas at exactly the sizes that the theme uses. To start fast and stay small,
// only Western European letters are baked at first; letters that a text needs and the atlas lacks
// come back from drawing in UiState::missing_glyphs, and load_fonts() is called again with them.
#pragma once

#include <imgui.h>

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "kiosk/ui/theme.h"
#include "sync/base/result.h"

namespace meetpoint::ui {

struct FontFiles {
  std::string medium;
  std::string bold;
  std::string display;
  std::string icons;
  std::string fallback;  // may be empty
};

// Looks below the folders (Debian: /usr/share/fonts). not_found names the package that is missing.
Result<FontFiles> find_fonts(const std::vector<std::string>& folders = {"/usr/share/fonts"});

struct Fonts {
  std::array<ImFont*, style_count> text{};
  ImFont* icons_small = nullptr;
  ImFont* icons_large = nullptr;

  ImFont* of(Style style) const { return text[static_cast<std::size_t>(style)]; }
};

// Clears the atlas, adds the fonts and builds it; the caller uploads the texture.
Result<Fonts> load_fonts(ImFontAtlas&, const Theme&, const FontFiles&,
                         const std::set<std::uint32_t>& extra_letters);

}  // namespace meetpoint::ui
