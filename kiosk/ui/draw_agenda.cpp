#include <algorithm>

#include "kiosk/ui/screens.h"

namespace meetpoint::ui {
namespace {

std::string kind_text(AgendaKind kind, const Texts& texts) {
  if (kind == AgendaKind::session) return texts.tr("Session");
  return kind == AgendaKind::zone ? texts.tr("Break-out zone") : texts.tr("Meeting");
}

float tags(Scene& scene, Rect r, const core::AgendaRow& row) {
  Canvas& canvas = scene.canvas;
  const Texts& texts = scene.texts;
  const float from = r.y;
  const auto tag = [&](Icon icon, const std::string& text, Tone tone) {
    r.cut_top(canvas.mm(1.5F));
    r.cut_top(chip(canvas, r, icon, text, tone));
  };
  if (row.cancelled) {
    tag(Icon::ban, texts.tr("Cancelled"), Tone::failure);
    return r.y - from;
  }
  if (row.when.runs) tag(Icon::clock, texts.tr("Now"), Tone::accent);
  if (row.past) return r.y - from;
  if (row.moved) tag(Icon::exchange, texts.tr("Moved"), Tone::attention);
  if (row.overlaps) tag(Icon::warning, texts.tr("At the same time as another"), Tone::attention);
  return r.y - from;
}

float agenda_row(Scene& scene, const Rect& box, const core::AgendaRow& row) {
  Canvas& canvas = scene.canvas;
  const Theme& theme = canvas.theme();
  const bool quiet = row.past || row.cancelled;
  const Colour main = quiet ? palette::ink_soft : palette::ink;
  const float pad = canvas.mm(4);
  const bool wide = theme.wide();
  const float time_w = canvas.text_width("00:00", Style::title) + canvas.mm(3);
  const auto inside = [&](Rect r) {
    r = {r.x + pad * 1.5F, r.y + pad, r.w - 2.5F * pad, r.h};
    Rect time = r;
    if (wide || theme.text_scale < 1.5F) time = r.cut_left(time_w, canvas.mm(4));
    Rect place = time;
    if (wide) place = r.cut_right(canvas.mm(62), canvas.mm(4));
    const float top = r.y;
    float time_h =
        canvas.text(time, row.when.starts, {.style = Style::title, .colour = main, .max_lines = 1});
    if (time.w > time_w * 1.5F) {
      r.cut_top(time_h);
      time_h = 0;
    } else {
      time_h += canvas.text({time.x, time.y + time_h, time.w, 0}, row.when.ends,
                            {.style = Style::small, .colour = palette::ink_soft, .max_lines = 1});
    }
    r.cut_top(canvas.text(
        r, row.title.empty() ? kind_text(row.kind, scene.texts) : row.title,
        {.style = Style::body_bold, .colour = main, .max_lines = 6, .min_scale = 0.5F}));
    r.cut_top(canvas.text(
        r, row.detail,
        {.style = Style::small, .colour = palette::ink_soft, .max_lines = 6, .min_scale = 0.5F}));
    const TextLook where{.style = Style::body_bold,
                         .colour = quiet ? main : palette::accent,
                         .max_lines = 6,
                         .min_scale = 0.5F};
    float place_h = 0;
    if (wide) {
      place_h = icon_line(canvas, place, Icon::place, row.place, where);
    } else {
      r.cut_top(canvas.mm(1));
      r.cut_top(icon_line(canvas, r, Icon::place, row.place, where));
    }
    r.cut_top(tags(scene, r, row));
    return std::max({r.y - top, time_h, place_h}) + 2 * pad;
  };
  const float height = canvas.measure(box, inside);
  card(canvas, {box.x, box.y, box.w, height}, quiet ? palette::paper : palette::card);
  if (quiet) canvas.outline({box.x, box.y, box.w, height}, palette::line, 2, canvas.mm(3.5F));
  if (row.next && !quiet) {
    canvas.outline({box.x, box.y, box.w, height}, palette::accent, canvas.mm(0.9F),
                   canvas.mm(3.5F));
  }
  inside(box);
  return height;
}

}  // namespace

void draw_screen(Scene& scene, const Rect& content, const core::AgendaModel& body) {
  Canvas& canvas = scene.canvas;
  const Texts& texts = scene.texts;
  Rect box = content;
  const std::vector<Button> buttons = {
      {.id = "back", .label = texts.tr("Back"), .icon = Icon::arrow_left},
      {.id = "met", .label = texts.tr("We met"), .icon = Icon::handshake},
      {.id = "done", .label = texts.tr("Done"), .icon = Icon::check, .look = ButtonLook::primary}};
  const Rect row = box.cut_bottom(button_row_height(canvas, box.w, buttons), canvas.mm(4));
  // Translators: whose day it is
  const std::string head = texts.tr("The day of {name}", fmt::arg("name", body.who.name));
  box.cut_top(canvas.text(box, head, {.style = Style::title, .max_lines = 2, .min_scale = 0.5F}),
              canvas.mm(3));

  float anchor = 0;
  const auto rows = [&](Rect r) {
    const float from = r.y;
    LocalTime day{};
    bool first_ahead = true;
    for (const core::AgendaRow& line : body.rows) {
      const bool new_day = line.when.day.year != day.year || line.when.day.month != day.month ||
                           line.when.day.day != day.day;
      if (new_day && !(day.year == LocalTime{}.year && line.when.today)) {
        r.cut_top(section_label(canvas, r, day_text(line.when.day, texts)));
      }
      day = line.when.day;
      if (!line.past && first_ahead) {
        first_ahead = false;
        anchor = std::max(0.0F, r.y - from);
      }
      r.cut_top(agenda_row(scene, r, line), canvas.mm(2.5F));
    }
    return r.y - from;
  };
  canvas.measure(box, rows);
  scroll_area(canvas, box, rows, anchor);

  const int hit = button_row(canvas, row, buttons);
  if (hit == 0) scene.wants(core::GoBack{});
  if (hit == 1) scene.wants(core::StartContact{});
  if (hit == 2) scene.wants(core::Finish{});
}

}  // namespace meetpoint::ui
