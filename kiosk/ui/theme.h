// Colours and sizes. One accent; success, attention and failure always come with an icon and a
// word.
//
// Sizes are millimetres on the glass, so that a finger and an eye at 1.5 m find the same thing on
// every screen. A screen larger than 15 inches is treated as one of 15.6: people stand further
// away.
#pragma once

#include <cstdint>

namespace meetpoint::ui {

struct Colour {
  std::uint8_t r = 0, g = 0, b = 0, a = 255;

  constexpr std::uint32_t packed() const {  // as ImGui wants it: ABGR
    return (std::uint32_t{a} << 24) | (std::uint32_t{b} << 16) | (std::uint32_t{g} << 8) |
           std::uint32_t{r};
  }
  constexpr Colour with_alpha(std::uint8_t alpha) const { return {r, g, b, alpha}; }
};

constexpr Colour rgb(std::uint32_t hex) {
  return {static_cast<std::uint8_t>(hex >> 16), static_cast<std::uint8_t>(hex >> 8),
          static_cast<std::uint8_t>(hex)};
}

namespace palette {
inline constexpr Colour paper = rgb(0xF3F0E9);
inline constexpr Colour card = rgb(0xFFFFFF);
inline constexpr Colour lamp = rgb(0xFFFFFF);  // light for the camera: all that the screen gives
inline constexpr Colour ink = rgb(0x12141D);
inline constexpr Colour ink_soft = rgb(0x454A59);  // second text on paper and cards
inline constexpr Colour night = rgb(0x181B2A);     // dark panels
inline constexpr Colour night_soft = rgb(0x2A2E42);
inline constexpr Colour on_dark = rgb(0xFFFFFF);
inline constexpr Colour on_dark_soft = rgb(0xD3D6E4);
inline constexpr Colour line = rgb(0xD8D2C4);
inline constexpr Colour edge = rgb(0x777C8B);  // borders of what can be touched
inline constexpr Colour accent = rgb(0x2B2FC9);
inline constexpr Colour accent_dark = rgb(0x1F2299);
inline constexpr Colour accent_soft = rgb(0xE7E8FC);
inline constexpr Colour on_accent = rgb(0xFFFFFF);
inline constexpr Colour success = rgb(0x0A5A33);
inline constexpr Colour success_soft = rgb(0xDDF1E4);
inline constexpr Colour attention = rgb(0x6B4200);
inline constexpr Colour attention_soft = rgb(0xFFEBC2);
inline constexpr Colour failure = rgb(0x96161B);
inline constexpr Colour failure_soft = rgb(0xFBE2DF);
}  // namespace palette

// WCAG 2 contrast ratio, 1..21. Alpha is not looked at.
double contrast(Colour, Colour);

// Text sizes by the height of a capital letter in millimetres.
enum class Style {
  small,  // status, hints, labels
  small_bold,
  body,
  body_bold,
  title,
  display,  // names, headlines
  giant,    // the time and the table: figures and capitals only
};
inline constexpr int style_count = 7;

float cap_mm(Style);

struct Theme {
  float width = 1920;  // pixels
  float height = 1080;
  float px_per_mm = 5.66F;
  float text_scale = 1;  // 2 for people who asked for 200 %

  float mm(float millimetres) const { return millimetres * px_per_mm; }
  float font_px(Style) const;
  float line_px(Style) const;  // from one line to the next
  float touch() const { return mm(15); }
  float gap() const { return mm(4); }
  float margin() const { return mm(6); }
  // Room for columns side by side.
  bool wide() const { return width > height * 1.2F && width / text_scale > mm(250); }
};

// `px_per_mm` as the display says, 0 where it does not know.
Theme make_theme(int width_px, int height_px, float px_per_mm, float text_scale);

}  // namespace meetpoint::ui
