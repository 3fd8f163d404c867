#include <algorithm>

#include "kiosk/ui/widgets.h"

namespace meetpoint::ui {
namespace {

struct Colours {
  Colour ground;
  Colour text;
  Colour border;
};

Colours colours_of(const Button& b, bool held) {
  if (!b.enabled) {
    // Still readable: what can't be touched yet says what it would do.
    return {palette::paper, palette::ink_soft, palette::line};
  }
  switch (b.look) {
    case ButtonLook::primary:
      return {held ? palette::accent_dark : palette::accent, palette::on_accent,
              held ? palette::accent_dark : palette::accent};
    case ButtonLook::chosen: return {palette::ink, palette::on_dark, palette::ink};
    case ButtonLook::on_dark:
      return {held ? palette::on_dark.with_alpha(70) : palette::on_dark.with_alpha(22),
              palette::on_dark, palette::on_dark.with_alpha(190)};
    case ButtonLook::key:
      return {held ? palette::accent_soft : palette::card, palette::ink, palette::edge};
    case ButtonLook::secondary: break;
  }
  return {held ? palette::accent_soft : palette::card, palette::ink, palette::edge};
}

struct Inside {
  float pad;
  float icon;  // width with the gap after it
  float icon_px;
  TextLook look;
};

Inside inside_of(Canvas& canvas, const Button& b, Colour colour) {
  Inside in{};
  in.pad = b.tight ? canvas.mm(0.5F) : canvas.mm(4);
  in.icon_px = canvas.theme().font_px(b.style) * 0.95F;
  in.icon = b.icon == Icon::none ? 0 : in.icon_px * (b.label.empty() ? 1.0F : 1.5F);
  in.look = {.style = b.style,
             .colour = colour,
             .align = Align::left,
             .max_lines = b.tight ? 1 : 3,
             .min_scale = 0.6F,
             .lines_first = 1};
  return in;
}

}  // namespace

bool button(Canvas& canvas, const Rect& box, const Button& b) {
  const bool hit = b.enabled && canvas.touched(b.id, box, b.label);
  const bool held = b.enabled && canvas.held();
  const Colours colours = colours_of(b, held);
  const float rounding = std::min(canvas.mm(3), box.h / 2);
  canvas.fill(box, colours.ground, rounding);
  canvas.outline(box, colours.border, std::max(2.0F, canvas.mm(0.4F)), rounding);

  const Inside in = inside_of(canvas, b, colours.text);
  const float room = box.w - 2 * in.pad - in.icon;
  if (b.label.empty()) {
    canvas.icon(box.mid_x(), box.mid_y(), std::min(in.icon_px, box.h * 0.5F), b.icon, colours.text);
    return hit;
  }
  const Lines lines = canvas.fit(b.label, in.look, room, box.h - canvas.mm(2));
  float widest = 0;
  const float scale = lines.px / canvas.theme().font_px(b.style);
  for (const std::string& line : lines.lines) {
    widest = std::max(widest, canvas.text_width(line, b.style, scale));
  }
  // Icon and words stand together in the middle.
  const float from = b.from_left ? box.x + in.pad : box.x + (box.w - in.icon - widest) / 2;
  canvas.icon(from + in.icon_px / 2, box.mid_y(), in.icon_px * std::max(scale, 0.8F), b.icon,
              colours.text);
  TextLook look = in.look;
  if (b.icon == Icon::none) look.align = Align::centre;
  const Rect words = b.icon == Icon::none
                         ? Rect{box.x + in.pad, box.y + canvas.mm(1), room, box.h - canvas.mm(2)}
                         : Rect{from + in.icon, box.y + canvas.mm(1), room, box.h - canvas.mm(2)};
  canvas.text_middle(words, b.label, look);
  return hit;
}

float button_height(Canvas& canvas, const Button& b, float width) {
  const Inside in = inside_of(canvas, b, palette::ink);
  const Lines lines = canvas.fit(b.label, in.look, width - 2 * in.pad - in.icon);
  return std::max(canvas.mm(17), lines.height() + canvas.mm(4));
}

namespace {

// Widths in proportion to the labels, where one line holds them.
std::vector<float> widths_of(Canvas& canvas, float width, const std::vector<Button>& buttons) {
  std::vector<float> wants;
  float total = 0;
  const float gap = canvas.mm(4);
  for (const Button& b : buttons) {
    const Inside in = inside_of(canvas, b, palette::ink);
    const float want = canvas.text_width(b.label, b.style) + 2 * in.pad + in.icon + canvas.mm(2);
    wants.push_back(std::max(want, canvas.theme().touch() * 1.6F));
    total += wants.back();
  }
  const float room = width - gap * static_cast<float>(buttons.size() - 1);
  // A little narrower is borne by two lines or smaller letters.
  if (total * 0.72F > room) return {};
  for (float& want : wants) want *= room / total;
  return wants;
}

// Letters of 200 % on every button would leave no room for what the buttons are about.
std::vector<Button> calmer(const Canvas& canvas, std::vector<Button> buttons) {
  if (canvas.theme().text_scale < 1.5F) return buttons;
  for (Button& b : buttons) b.style = Style::small_bold;
  return buttons;
}

}  // namespace

float button_row_height(Canvas& canvas, float width, const std::vector<Button>& wanted) {
  const std::vector<Button> buttons = calmer(canvas, wanted);
  const std::vector<float> widths = widths_of(canvas, width, buttons);
  float highest = 0;
  float stacked = 0;
  for (std::size_t i = 0; i < buttons.size(); ++i) {
    const float h = button_height(canvas, buttons[i], widths.empty() ? width : widths[i]);
    highest = std::max(highest, h);
    stacked += h + (i > 0 ? canvas.mm(2.5F) : 0);
  }
  return widths.empty() ? stacked : highest;
}

int button_row(Canvas& canvas, const Rect& box, const std::vector<Button>& wanted) {
  const std::vector<Button> buttons = calmer(canvas, wanted);
  const std::vector<float> widths = widths_of(canvas, box.w, buttons);
  int hit = -1;
  Rect rest = box;
  for (std::size_t i = 0; i < buttons.size(); ++i) {
    const Rect place = widths.empty()
                           ? rest.cut_top(button_height(canvas, buttons[i], box.w), canvas.mm(2.5F))
                           : rest.cut_left(widths[i], canvas.mm(4));
    if (button(canvas, place, buttons[i])) hit = static_cast<int>(i);
  }
  return hit;
}

}  // namespace meetpoint::ui
