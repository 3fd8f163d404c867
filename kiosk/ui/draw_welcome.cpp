#include <algorithm>

#include "kiosk/ui/screens.h"

namespace meetpoint::ui {
namespace {

std::string since_text(const core::CheckedIn& checked_in, const Texts& texts) {
  if (checked_in.since.empty()) return texts.tr("Already checked in");
  if (checked_in.since_today) {
    return texts.tr("Already checked in, since {time}", fmt::arg("time", checked_in.since));
  }
  return texts.tr("Already checked in, since {day} {time}",
                  fmt::arg("day", day_text(checked_in.since_day, texts)),
                  fmt::arg("time", checked_in.since));
}

Button not_me(const core::WelcomeModel& body, const Texts& texts) {
  return {.id = "not-me",
          .label = body.can_undo ? texts.tr("This is not me, undo") : texts.tr("This is not me"),
          .icon = Icon::undo,
          .look = ButtonLook::on_dark,
          .style = Style::small_bold};
}

enum class Room { tall, flat, tight };

// Who, and that it worked: seen from afar by its colour, read by icon and word.
float who(Scene& scene, Rect r, const core::WelcomeModel& body, Room room) {
  const bool tall = room == Room::tall;
  Canvas& canvas = scene.canvas;
  const float from = r.y;
  const bool now = body.checked_in.now;
  const float icon = tall ? canvas.mm(20) : canvas.theme().font_px(Style::title) * 1.05F;
  const std::string word =
      now ? scene.texts.tr("Checked in") : since_text(body.checked_in, scene.texts);
  const TextLook word_look{
      .style = Style::title, .colour = palette::on_dark, .max_lines = 6, .min_scale = 0.5F};
  if (tall) {
    canvas.icon(r.x + icon * 0.46F, r.y + icon / 2, icon, now ? Icon::check_circle : Icon::clock,
                palette::on_dark);
    r.cut_top(icon, canvas.mm(4));
    r.cut_top(canvas.text(r, word, word_look), canvas.mm(6));
  } else {
    Rect line = r;
    line.cut_left(icon * 1.3F);
    const float h = std::max(icon, canvas.text(line, word, word_look));
    canvas.icon(r.x + icon / 2, r.y + canvas.theme().line_px(Style::title) / 2, icon * 0.95F,
                now ? Icon::check_circle : Icon::clock, palette::on_dark);
    r.cut_top(h, canvas.mm(3));
  }
  r.cut_top(canvas.text(r, body.who.name,
                        {.style = Style::display,
                         .colour = palette::on_dark,
                         .max_lines = 6,
                         .min_scale = 0.45F,
                         .lines_first = 2}),
            canvas.mm(2));
  r.cut_top(canvas.text(r, body.who.organisation,
                        {.style = room == Room::tight ? Style::small : Style::body,
                         .colour = palette::on_dark,
                         .max_lines = 6,
                         .min_scale = 0.5F}));
  return r.y - from;
}

Colour ground_of(const core::WelcomeModel& body) {
  return body.checked_in.now ? palette::success : palette::night;
}

void panel(Scene& scene, const Rect& box, const core::WelcomeModel& body) {
  Canvas& canvas = scene.canvas;
  canvas.fill(box, ground_of(body), canvas.mm(5));
  Rect r = box.inset(canvas.mm(7), canvas.mm(7));
  const Button b = not_me(body, scene.texts);
  const Rect place = r.cut_bottom(button_height(canvas, b, r.w), canvas.mm(4));
  Room room = Room::tall;
  const auto fits = [&] {
    return canvas.measure(r, [&](Rect in) { return who(scene, in, body, room); }) <= r.h;
  };
  if (!fits()) room = Room::flat;
  if (!fits()) room = Room::tight;
  who(scene, r, body, room);
  if (button(canvas, place, b)) scene.wants(core::UndoVisit{});
}

std::vector<Button> actions(const core::WelcomeModel& body, const Texts& texts) {
  std::vector<Button> out;
  if (body.agenda_lines > 0) {
    out.push_back({.id = "agenda", .label = texts.tr("My day"), .icon = Icon::calendar});
  }
  out.push_back({.id = "met", .label = texts.tr("We met"), .icon = Icon::handshake});
  out.push_back(
      {.id = "done", .label = texts.tr("Done"), .icon = Icon::check, .look = ButtonLook::primary});
  return out;
}

}  // namespace

void draw_screen(Scene& scene, const Rect& content, const core::WelcomeModel& body) {
  Canvas& canvas = scene.canvas;
  const Theme& theme = canvas.theme();
  Rect box = content;
  if (theme.wide()) panel(scene, box.cut_left(box.w * 0.27F, canvas.mm(7)), body);

  const std::vector<Button> buttons = actions(body, scene.texts);
  const Rect row = box.cut_bottom(button_row_height(canvas, box.w, buttons), canvas.mm(4));
  if (theme.wide()) {
    const bool zones = !body.zones.empty();
    scroll_area(canvas, box, [&](Rect r) {
      const float left_w = zones ? (r.w - canvas.mm(6)) * 0.54F : r.w;
      const Rect left = {r.x, r.y, left_w, r.h};
      const Rect right = {r.x + left_w + canvas.mm(6), r.y, r.w - left_w - canvas.mm(6), r.h};
      const float meeting_h = draw_meeting_card(scene, left, body);
      const float zones_h = zones ? draw_zone_cards(scene, right, body) : 0;
      return std::max(meeting_h, zones_h);
    });
  } else {
    scroll_area(canvas, box, [&](Rect r) {
      const float from = r.y;
      const float pad = canvas.mm(6);
      const Rect inner = {r.x + pad, r.y + pad, r.w - 2 * pad, r.h};
      const float words =
          canvas.measure(inner, [&](Rect in) { return who(scene, in, body, Room::flat); });
      const Rect ground = r.cut_top(words + 2 * pad, canvas.mm(5));
      canvas.fill(ground, ground_of(body), canvas.mm(5));
      who(scene, inner, body, Room::flat);
      r.cut_top(draw_meeting_card(scene, r, body), canvas.mm(5));
      const float zones = draw_zone_cards(scene, r, body);
      if (zones > 0) r.cut_top(zones, canvas.mm(5));
      Button b = not_me(body, scene.texts);
      b.look = ButtonLook::secondary;
      if (button(canvas, r.cut_top(button_height(canvas, b, r.w)), b)) {
        scene.wants(core::UndoVisit{});
      }
      return r.y - from;
    });
  }
  const int hit = button_row(canvas, row, buttons);
  if (hit < 0) return;
  const std::string_view id = buttons[static_cast<std::size_t>(hit)].id;
  if (id == "agenda") scene.wants(core::ShowAgenda{});
  if (id == "met") scene.wants(core::StartContact{});
  if (id == "done") scene.wants(core::Finish{});
}

}  // namespace meetpoint::ui
