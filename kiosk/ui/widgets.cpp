#include "kiosk/ui/widgets.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace meetpoint::ui {
namespace {

struct ToneColours {
  Colour ground;
  Colour mark;
};

ToneColours colours_of(Tone tone) {
  switch (tone) {
    case Tone::success: return {palette::success_soft, palette::success};
    case Tone::attention: return {palette::attention_soft, palette::attention};
    case Tone::failure: return {palette::failure_soft, palette::failure};
    case Tone::accent: return {palette::accent_soft, palette::accent};
    case Tone::neutral: break;
  }
  return {palette::paper, palette::ink_soft};
}

bool for_giant(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '-' && c <= ':') || (c >= 'A' && c <= 'Z'); });
}

}  // namespace

void card(Canvas& canvas, const Rect& box, Colour colour) {
  canvas.fill(box, colour, canvas.mm(3.5F));
}

float section_label(Canvas& canvas, const Rect& box, std::string_view text, Colour colour) {
  const TextLook look{.style = Style::small_bold, .colour = colour, .max_lines = 2};
  return canvas.text({box.x, box.y + canvas.mm(0.8F), box.w, box.h}, text, look) + canvas.mm(3.6F);
}

namespace {

// How an icon stands before a line of text, in sizes of the icon.
constexpr float icon_share = 0.86F;
constexpr float icon_place = 1.15F;
constexpr float icon_gap = 0.4F;

// What is left of a width for the text of an icon_line.
float beside_icon(const Canvas& canvas, Style style, float width) {
  return width - canvas.theme().font_px(style) * icon_share * (icon_place + icon_gap);
}

}  // namespace

float icon_line(Canvas& canvas, const Rect& box, Icon icon, std::string_view text,
                const TextLook& look) {
  if (text.empty()) return 0;
  const float size = canvas.theme().font_px(look.style) * icon_share;
  Rect rest = box;
  const Rect place = rest.cut_left(size * icon_place, size * icon_gap);
  const float height = canvas.text(rest, text, look);
  const float line = canvas.theme().line_px(look.style);
  canvas.icon(place.mid_x(), box.y + line / 2, size, icon, look.colour);
  return height;
}

float chip_width(Canvas& canvas, std::string_view text) {
  return canvas.text_width(text, Style::small_bold) +
         canvas.theme().font_px(Style::small_bold) * 1.5F + canvas.mm(6) + 2;
}

float chip(Canvas& canvas, const Rect& box, Icon icon, std::string_view text, Tone tone) {
  const ToneColours colours = colours_of(tone);
  const float pad_x = canvas.mm(3);
  const float pad_y = canvas.mm(1.4F);
  const TextLook look{.style = Style::small_bold, .colour = colours.mark, .max_lines = 4};
  const float icon_px = canvas.theme().font_px(look.style) * 0.95F;
  const float lead = icon_px * 1.55F;
  Rect inner = box.inset(pad_x, 0);
  inner.x += lead;
  inner.w -= lead;
  const Lines lines = canvas.fit(text, look, inner.w);
  float width = 0;
  for (const std::string& line : lines.lines) {
    width = std::max(
        width, canvas.text_width(line, look.style, lines.px / canvas.theme().font_px(look.style)));
  }
  const float height = lines.height() + 2 * pad_y;
  const Rect ground{box.x, box.y, std::min(box.w, width + lead + 2 * pad_x + 1), height};
  canvas.fill(ground, colours.ground, std::min(height / 2, canvas.mm(3)));
  canvas.icon(box.x + pad_x + icon_px / 2, box.y + pad_y + lines.line_px / 2, icon_px, icon,
              colours.mark);
  canvas.text({inner.x, box.y + pad_y, inner.w, height}, text, look);
  return height;
}

float number_plate(Canvas& canvas, const Rect& box, std::string_view place,
                   std::string_view directions) {
  const float pad = canvas.mm(4.5F);
  const Theme& theme = canvas.theme();
  const std::size_t space = place.rfind(' ');
  const std::string_view number = space == std::string_view::npos ? place : place.substr(space + 1);
  const bool has_number =
      number.size() <= 4 &&
      std::any_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
  const TextLook way{.style = Style::small, .colour = palette::on_accent, .max_lines = 4};
  if (!has_number) {
    const TextLook name{
        .style = Style::display, .colour = palette::on_accent, .max_lines = 3, .min_scale = 0.55F};
    const Rect inner = box.inset(pad, pad);
    const float name_h = canvas.fit(place, name, inner.w).height();
    const float way_h =
        directions.empty()
            ? 0
            : canvas.fit(directions, way, beside_icon(canvas, Style::small, inner.w)).height() +
                  canvas.mm(2);
    const float height = name_h + way_h + 2 * pad;
    canvas.fill({box.x, box.y, box.w, height}, palette::accent, canvas.mm(3.5F));
    canvas.text({inner.x, box.y + pad, inner.w, name_h}, place, name);
    icon_line(canvas, {inner.x, box.y + pad + name_h + canvas.mm(2), inner.w, way_h}, Icon::way,
              directions, way);
    return height;
  }
  const bool giant = for_giant(number);
  const Style style = giant ? Style::giant : Style::display;
  const float scale = giant ? 0.88F : 1;
  const float number_w = canvas.text_width(number, style, scale) * 1.02F;
  const float number_h = theme.font_px(style) * scale * 0.727F;
  const float text_w = box.w - number_w - 3 * pad;
  const std::string_view label = space == std::string_view::npos ? "" : place.substr(0, space);
  const TextLook word{.style = Style::title, .colour = palette::on_accent, .max_lines = 2};
  const bool beside = text_w > canvas.mm(38) * theme.text_scale || directions.empty();
  const float label_h = label.empty() ? 0 : canvas.fit(label, word, text_w).height();
  const float way_w = beside_icon(canvas, Style::small, beside ? text_w : box.w - 2 * pad);
  const float way_h = directions.empty() ? 0 : canvas.fit(directions, way, way_w).height();
  const float side_h = label_h + (beside ? way_h : 0);
  float height = std::max(number_h, side_h) + 2 * pad;
  if (!beside) height += way_h + canvas.mm(2);
  canvas.fill({box.x, box.y, box.w, height}, palette::accent, canvas.mm(3.5F));
  const float row_h = std::max(number_h, side_h);
  canvas.text_middle({box.x + pad, box.y + pad + (row_h - number_h) / 2 - number_h * 0.3F,
                      number_w + 2, number_h * 1.6F},
                     number,
                     {.style = style,
                      .colour = palette::on_accent,
                      .max_lines = 1,
                      .min_scale = giant ? 0.8F : 0.5F});
  Rect side{box.x + number_w + 2 * pad, box.y + pad + (row_h - side_h) / 2, text_w, side_h};
  canvas.text(side, label, word);
  if (beside) {
    side.cut_top(label_h);
    icon_line(canvas, side, Icon::way, directions, way);
  } else {
    icon_line(canvas, {box.x + pad, box.y + pad + row_h + canvas.mm(2), box.w - 2 * pad, way_h},
              Icon::way, directions, way);
  }
  return height;
}

void avatar(Canvas& canvas, float x, float y, float radius, std::string_view name, Colour ground,
            Colour letters) {
  canvas.disc(x, y, radius, ground);
  // First letters of the first and the last word, whole UTF-8 letters.
  const auto first_letter = [](std::string_view word) {
    std::size_t n = 1;
    while (n < word.size() && (static_cast<unsigned char>(word[n]) & 0xC0U) == 0x80U) ++n;
    return std::string(word.substr(0, n));
  };
  if (name.empty()) return;
  std::string initials = first_letter(name);
  const std::size_t space = name.rfind(' ');
  if (space != std::string_view::npos && space + 1 < name.size()) {
    initials += first_letter(name.substr(space + 1));
  }
  canvas.text_middle({x - radius * 0.8F, y - radius, radius * 1.6F, radius * 2}, initials,
                     {.style = Style::body_bold,
                      .colour = letters,
                      .align = Align::centre,
                      .max_lines = 1,
                      .min_scale = 0.4F});
}

float scroll_by_hand(Canvas& canvas, const Rect& area, const Rect& buttons, float content_height,
                     float anchor) {
  UiState& state = canvas.state();
  const float most = std::max(0.0F, content_height - area.h);
  if (canvas.dry()) return area.y;
  if (!state.scroll_placed) {
    state.scroll_placed = true;
    state.scroll = anchor;
  }
  const ImGuiIO& io = ImGui::GetIO();
  if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) {
    // A finger that comes down elsewhere than it was last has not moved: the pointer has jumped.
    state.dragging = area.contains(io.MousePos.x, io.MousePos.y);
  } else if (state.dragging && ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
    state.scroll -= io.MouseDelta.y;
    state.drag_moved += std::abs(io.MouseDelta.y);
  } else {
    state.dragging = false;
  }
  const float page = area.h * 0.8F;
  const float size = canvas.theme().touch();
  const Rect up{buttons.x, buttons.y, size, size};
  const Rect down{buttons.x, buttons.bottom() - size, size, size};
  state.scroll = std::clamp(state.scroll, 0.0F, most);
  if (button(canvas, up,
             {.id = "scroll-up",
              .label = "",
              .icon = Icon::chevron_up,
              .look = ButtonLook::secondary,
              .enabled = state.scroll > 1})) {
    state.scroll -= page;
    state.wants_redraw = true;
  }
  if (button(canvas, down,
             {.id = "scroll-down",
              .label = "",
              .icon = Icon::chevron_down,
              .look = ButtonLook::secondary,
              .enabled = state.scroll < most - 1})) {
    state.scroll += page;
    state.wants_redraw = true;
  }
  state.scroll = std::clamp(state.scroll, 0.0F, most);
  // Where one is, between the buttons.
  const Rect track{buttons.mid_x() - canvas.mm(0.8F), up.bottom() + canvas.mm(4), canvas.mm(1.6F),
                   down.y - up.bottom() - canvas.mm(8)};
  if (track.h > canvas.mm(10)) {
    canvas.fill(track, palette::line, track.w / 2);
    const float length = track.h * area.h / content_height;
    const float from = most > 0 ? (track.h - length) * state.scroll / most : 0;
    canvas.fill({track.x, track.y + from, track.w, length}, palette::edge, track.w / 2);
  }
  return std::round(area.y - state.scroll);
}

void scroll_fades(Canvas& canvas, const Rect& area, float top, float content_height) {
  if (canvas.dry()) return;
  const float height = canvas.mm(4);
  const std::uint32_t clear = palette::ink.with_alpha(0).packed();
  const std::uint32_t shade = palette::ink.with_alpha(26).packed();
  if (top < area.y - 1) {
    canvas.list()->AddRectFilledMultiColor({area.x, area.y}, {area.right(), area.y + height}, shade,
                                           shade, clear, clear);
  }
  if (top + content_height > area.bottom() + 1) {
    canvas.list()->AddRectFilledMultiColor({area.x, area.bottom() - height},
                                           {area.right(), area.bottom()}, clear, clear, shade,
                                           shade);
  }
}

std::string day_text(const LocalTime& day, const Texts& texts) {
  const std::array<std::string, 7> names = {
      texts.tr("Sunday"),   texts.tr("Monday"), texts.tr("Tuesday"), texts.tr("Wednesday"),
      texts.tr("Thursday"), texts.tr("Friday"), texts.tr("Saturday")};
  const std::array<std::string, 12> months = {
      texts.tr("January"),   texts.tr("February"), texts.tr("March"),    texts.tr("April"),
      texts.tr("May"),       texts.tr("June"),     texts.tr("July"),     texts.tr("August"),
      texts.tr("September"), texts.tr("October"),  texts.tr("November"), texts.tr("December")};
  // Translators: "Thursday 4 March"
  return texts.tr("{weekday} {day} {month}", fmt::arg("weekday", names[day.weekday % 7]),
                  fmt::arg("day", day.day), fmt::arg("month", months[(day.month + 11) % 12]));
}

std::string when_text(const core::When& when, const Texts& texts) {
  const std::string hours = when.starts + " – " + when.ends;
  return when.today ? hours : day_text(when.day, texts) + ", " + hours;
}

std::string partners_text(const std::vector<core::PartnerLine>& partners, const Texts& texts) {
  std::string out;
  for (std::size_t i = 0; i < partners.size(); ++i) {
    if (i > 0) out += i + 1 == partners.size() ? " " + texts.tr("and") + " " : ", ";
    out += partners[i].who.name;
  }
  return out;
}

}  // namespace meetpoint::ui
