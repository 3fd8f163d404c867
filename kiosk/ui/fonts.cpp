#include "kiosk/ui/fonts.h"

#include <imgui_freetype.h>

#include <filesystem>
#include <initializer_list>
#include <system_error>

#include "kiosk/ui/icons.h"

namespace meetpoint::ui {
namespace {

namespace fs = std::filesystem;

std::string first_of(const std::vector<std::string>& folders,
                     std::initializer_list<const char*> names) {
  for (const char* name : names) {
    for (const std::string& folder : folders) {
      std::error_code ignored;
      const fs::path path = fs::path(folder) / name;
      if (fs::is_regular_file(path, ignored)) return path.string();
    }
  }
  return {};
}

// Kept alive until the atlas is built.
using Ranges = ImVector<ImWchar>;

Ranges ranges_of(std::initializer_list<std::pair<ImWchar, ImWchar>> parts,
                 const std::set<std::uint32_t>& extra) {
  Ranges out;
  for (const auto& [from, to] : parts) {
    out.push_back(from);
    out.push_back(to);
  }
  for (const std::uint32_t letter : extra) {
    out.push_back(letter);
    out.push_back(letter);
  }
  out.push_back(0);
  return out;
}

}  // namespace

Result<FontFiles> find_fonts(const std::vector<std::string>& folders) {
  FontFiles files;
  files.medium = first_of(
      folders, {"opentype/inter/Inter-Medium.otf", "Inter-Medium.otf",
                "truetype/noto/NotoSans-Medium.ttf", "truetype/noto/NotoSans-Regular.ttf"});
  files.bold =
      first_of(folders, {"opentype/inter/Inter-SemiBold.otf", "Inter-SemiBold.otf",
                         "truetype/noto/NotoSans-SemiBold.ttf", "truetype/noto/NotoSans-Bold.ttf"});
  files.display =
      first_of(folders, {"opentype/inter/InterDisplay-Bold.otf", "opentype/inter/Inter-Bold.otf",
                         "InterDisplay-Bold.otf", "truetype/noto/NotoSans-Bold.ttf"});
  files.icons =
      first_of(folders, {"opentype/font-awesome/FontAwesome.otf",
                         "truetype/font-awesome/fontawesome-webfont.ttf", "FontAwesome.otf"});
  files.fallback = first_of(folders, {"truetype/noto/NotoSans-Regular.ttf"});
  if (files.medium.empty() || files.bold.empty() || files.display.empty()) {
    return fail(ErrorCode::not_found,
                "No typeface was found; install the package fonts-inter or fonts-noto-core.");
  }
  if (files.icons.empty()) {
    return fail(ErrorCode::not_found,
                "The icons were not found; install the package fonts-font-awesome.");
  }
  return files;
}

Result<Fonts> load_fonts(ImFontAtlas& atlas, const Theme& theme, const FontFiles& files,
                         const std::set<std::uint32_t>& extra_letters) {
  atlas.Clear();
  atlas.FontBuilderIO = ImGuiFreeType::GetBuilderForFreeType();
  // Light hinting keeps the letters' widths and sharpens their feet.
  atlas.FontBuilderFlags = ImGuiFreeTypeBuilderFlags_LightHinting;
  atlas.Flags |= ImFontAtlasFlags_NoPowerOfTwoHeight | ImFontAtlasFlags_NoMouseCursors;
  atlas.TexGlyphPadding = 2;
  atlas.TexDesiredWidth = 2048;

  const Ranges letters = ranges_of({{0x20, 0x7E},
                                    {0xA0, 0xFF},
                                    {0x152, 0x153},
                                    {0x178, 0x178},
                                    {0x2013, 0x2014},
                                    {0x2018, 0x201E},
                                    {0x2022, 0x2022},
                                    {0x2026, 0x2026},
                                    {0x20AC, 0x20AC}},
                                   extra_letters);
  const Ranges figures =
      ranges_of({{0x20, 0x20}, {0x2D, 0x3A}, {0x41, 0x5A}, {0x2013, 0x2013}}, {});
  const Ranges rare = ranges_of({}, extra_letters);
  Ranges icons;
  for (const std::uint32_t icon : all_icons) {
    icons.push_back(icon);
    icons.push_back(icon);
  }
  icons.push_back(0);

  ImFontConfig config;
  config.OversampleH = 1;
  config.PixelSnapH = true;
  const auto add = [&](const std::string& path, float px, const Ranges& ranges) {
    ImFont* font = atlas.AddFontFromFileTTF(path.c_str(), px, &config, ranges.Data);
    if (font != nullptr && !files.fallback.empty() && rare.Size > 1 &&
        ranges.Data == letters.Data) {
      ImFontConfig merge = config;
      merge.MergeMode = true;
      atlas.AddFontFromFileTTF(files.fallback.c_str(), px, &merge, rare.Data);
    }
    return font;
  };

  Fonts fonts;
  const auto set = [&](Style style, const std::string& path, const Ranges& ranges) {
    fonts.text[static_cast<std::size_t>(style)] = add(path, theme.font_px(style), ranges);
  };
  set(Style::small, files.medium, letters);
  set(Style::small_bold, files.bold, letters);
  set(Style::body, files.medium, letters);
  set(Style::body_bold, files.bold, letters);
  set(Style::title, files.bold, letters);
  set(Style::display, files.display, letters);
  set(Style::giant, files.display, figures);
  fonts.icons_small = add(files.icons, theme.mm(8), icons);
  fonts.icons_large = add(files.icons, theme.mm(24), icons);
  for (const ImFont* font : fonts.text) {
    if (font == nullptr)
      return fail(ErrorCode::io, "A typeface can't be read; reinstall fonts-inter.");
  }
  if (fonts.icons_small == nullptr || fonts.icons_large == nullptr) {
    return fail(ErrorCode::io, "The icons can't be read; reinstall fonts-font-awesome.");
  }
  if (!atlas.Build()) {
    return fail(ErrorCode::io, "The typefaces can't be drawn; reinstall fonts-inter.");
  }
  return fonts;
}

}  // namespace meetpoint::ui
