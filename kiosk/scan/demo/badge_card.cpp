#include "kiosk/scan/demo/badge_card.h"

#include <cmath>

#include "kiosk/scan/base/random.h"

namespace meetpoint::scan {
namespace {

// Draws in millimetres.
class Canvas {
 public:
  explicit Canvas(GrayImage& image) : image_(image) {}

  // Corners rounded by `radius`.
  void box(double left, double top, double width, double height, double radius,
           std::uint8_t shade) {
    const int x0 = std::max(0, pixel(left));
    const int x1 = std::min(image_.width(), pixel(left + width));
    const int y0 = std::max(0, pixel(top));
    const int y1 = std::min(image_.height(), pixel(top + height));
    for (int y = y0; y < y1; ++y) {
      for (int x = x0; x < x1; ++x) {
        const double dx = beyond(mm(x), left + radius, left + width - radius);
        const double dy = beyond(mm(y), top + radius, top + height - radius);
        if (dx * dx + dy * dy <= radius * radius || (dx == 0 && dy == 0)) image_.row(y)[x] = shade;
      }
    }
  }

  // A line of text seen from afar: words of varying length.
  void words(double left, double top, double height, double length, std::uint8_t shade,
             Random& random) {
    double x = left;
    while (x < left + length) {
      const double word = std::min(height * (1.6 + 3.2 * random.unit()), left + length - x);
      letters(x, top, height, word, shade, random);
      x += word + height * 0.55;
    }
  }

 private:
  static int pixel(double mm) { return static_cast<int>(std::lround(mm * card_pixels_per_mm)); }
  static double mm(int pixel) { return (pixel + 0.5) / card_pixels_per_mm; }
  static double beyond(double value, double from, double to) {
    if (value < from) return from - value;
    return value > to ? value - to : 0;
  }

  // Stems with and without arches, so that a word has the texture of print.
  void letters(double left, double top, double height, double length, std::uint8_t shade,
               Random& random) {
    const double stroke = height * 0.17;
    double x = left;
    bool capital = true;
    while (x + height * 0.5 <= left + length) {
      const double width = height * (0.42 + 0.2 * random.unit());
      const double rise = capital || random.unit() < 0.25 ? 0 : height * 0.3;
      capital = false;
      box(x, top + rise, stroke, height - rise, 0, shade);
      const int form = static_cast<int>(random.below(4));
      if (form != 0) box(x, top + std::max(rise, height * 0.3), width, stroke, 0, shade);
      if (form == 1) box(x, top + height - stroke, width, stroke, 0, shade);
      if (form != 3) {
        box(x + width - stroke, top + height * 0.3, stroke, height * 0.7, 0, shade);
      } else {
        box(x, top + height * 0.62, width, stroke, 0, shade);
      }
      x += width + height * 0.16;
    }
  }

  GrayImage& image_;
};

}  // namespace

Result<BadgeCard> draw_badge_card(std::string_view text, std::uint32_t look) {
  const auto code = make_qr_code(text);
  if (!code) return fail(code);
  Random random(look * 2654435761u + 17u);
  BadgeCard card;
  card.picture = GrayImage(static_cast<int>(card_width_mm * card_pixels_per_mm),
                           static_cast<int>(card_height_mm * card_pixels_per_mm), 236);
  Canvas canvas(card.picture);
  const auto header = static_cast<std::uint8_t>(58 + random.below(50));
  canvas.box(0, 0, card_width_mm, 27, 0, header);
  canvas.box(card_width_mm / 2 - 7, 4, 14, 3.4, 1.7, 30);  // the slot of the lanyard
  canvas.words(8, 14.5, 6, 40 + 20 * random.unit(), 238, random);

  canvas.words(8, 33, 6.6, 48 + 22 * random.unit(), 34, random);
  canvas.words(8, 42, 3.4, 36 + 30 * random.unit(), 110, random);

  card.code_side_mm = 50;
  const double module_mm = card.code_side_mm / code->size();
  card.code_left_mm = (card_width_mm - card.code_side_mm) / 2;
  card.code_top_mm = 57;
  canvas.box(card.code_left_mm - 4 * module_mm, card.code_top_mm - 4 * module_mm,
             card.code_side_mm + 8 * module_mm, card.code_side_mm + 8 * module_mm, 0, 246);
  for (int y = 0; y < code->size(); ++y) {
    for (int x = 0; x < code->size(); ++x) {
      if (code->dark(x, y)) {
        canvas.box(card.code_left_mm + x * module_mm, card.code_top_mm + y * module_mm, module_mm,
                   module_mm, 0, 22);
      }
    }
  }
  canvas.box(0, card_height_mm - 6, card_width_mm, 6, 0, static_cast<std::uint8_t>(header + 40));
  return card;
}

}  // namespace meetpoint::scan
