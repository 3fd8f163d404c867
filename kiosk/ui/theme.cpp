#include "kiosk/ui/theme.h"

#include <algorithm>
#include <cmath>

namespace meetpoint::ui {
namespace {

constexpr float capital_of_em = 0.727F;  // Inter's capitals
constexpr float diagonal_mm = 15.6F * 25.4F;

double linear(std::uint8_t channel) {
  const double c = channel / 255.0;
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double luminance(Colour c) {
  return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
}

}  // namespace

double contrast(Colour a, Colour b) {
  // As a list, which std::minmax copies: of two temporaries it would keep references.
  const auto [dark, light] = std::minmax({luminance(a), luminance(b)});
  return (light + 0.05) / (dark + 0.05);
}

float cap_mm(Style style) {
  switch (style) {
    case Style::small:
    case Style::small_bold: return 4.0F;
    case Style::body:
    case Style::body_bold: return 5.6F;
    case Style::title: return 7.4F;
    case Style::display: return 12.0F;
    case Style::giant: return 25.0F;
  }
  return 5.6F;
}

float Theme::font_px(Style style) const {
  // What is large already need not double: it would only push the rest away.
  const float scale = style == Style::giant     ? 1 + (text_scale - 1) * 0.2F
                      : style == Style::display ? 1 + (text_scale - 1) * 0.6F
                                                : text_scale;
  return std::round(mm(cap_mm(style)) * scale / capital_of_em);
}

float Theme::line_px(Style style) const {
  const float factor = style == Style::giant ? 0.8F : style == Style::display ? 1.02F : 1.24F;
  return std::round(font_px(style) * factor);
}

Theme make_theme(int width_px, int height_px, float px_per_mm, float text_scale) {
  const auto w = static_cast<float>(std::max(width_px, 320));
  const auto h = static_cast<float>(std::max(height_px, 320));
  const float assumed = std::hypot(w, h) / diagonal_mm;
  // Displays that lie about their size are common; a tablet of 7 inches is the smallest believed.
  const float told = px_per_mm > 0 && px_per_mm < assumed * 2.3F ? px_per_mm : assumed;
  return {.width = w,
          .height = h,
          .px_per_mm = std::max(told, assumed),
          .text_scale = std::clamp(text_scale, 0.8F, 2.0F)};
}

}  // namespace meetpoint::ui
