#include <algorithm>
#include <cctype>
#include <cmath>

#include "kiosk/ui/screens.h"
#include "kiosk/ui/status_words.h"

namespace meetpoint::ui {
namespace {

// Two circles that meet.
void mark(Canvas& canvas, float x, float y, float radius) {
  canvas.disc(x, y, radius, palette::accent);
  canvas.disc(x + radius * 1.2F, y, radius, palette::ink.with_alpha(225));
}

void top_bar(Scene& scene, Rect bar) {
  Canvas& canvas = scene.canvas;
  const core::ScreenModel& model = scene.model;
  const float key_w = canvas.mm(17);
  const float key_h = canvas.mm(15);
  for (auto it = model.languages.rbegin(); it != model.languages.rend(); ++it) {
    if (model.languages.size() < 2) break;
    Rect place = bar.cut_right(key_w, canvas.mm(1.5F));
    place = {place.x, bar.mid_y() - key_h / 2, place.w, key_h};
    const bool chosen = *it == model.language;
    std::string name = *it;
    for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    const std::string id = "language-" + *it;
    if (button(canvas, place,
               {.id = id.c_str(),
                .label = name,
                .look = chosen ? ButtonLook::chosen : ButtonLook::key,
                .style = Style::small_bold,
                .tight = true})) {
      scene.wants(core::ChooseLanguage{*it});
    }
  }
  bar.cut_right(canvas.mm(3));
  const float clock_w = canvas.text_width(model.clock, Style::title) + canvas.mm(1);
  canvas.text_middle(bar.cut_right(clock_w, canvas.mm(6)), model.clock,
                     {.style = Style::title, .align = Align::right, .max_lines = 1});
  const float radius = canvas.mm(3.4F);
  mark(canvas, bar.x + radius, bar.mid_y(), radius);
  bar.cut_left(radius * 3.2F, canvas.mm(3));
  canvas.text_middle(bar, model.event_name.empty() ? "Meetpoint" : model.event_name,
                     {.style = Style::body_bold, .max_lines = 3, .min_scale = 0.3F});
}

Colour colour_of(Tone tone) {
  if (tone == Tone::success) return palette::success;
  if (tone == Tone::attention) return palette::attention;
  if (tone == Tone::accent) return palette::accent;
  return palette::failure;
}

void ring(Canvas& canvas, float x, float y, float radius, float fraction) {
  const float thickness = canvas.mm(1);
  ImDrawList* list = canvas.list();
  list->AddCircle({x, y}, radius, palette::on_accent.with_alpha(80).packed(), 48, thickness);
  constexpr float pi = 3.14159265F;
  list->PathArcTo({x, y}, radius, -pi / 2, -pi / 2 + 2 * pi * fraction, 48);
  list->PathStroke(palette::on_accent.packed(), ImDrawFlags_None, thickness);
}

void status_bar(Scene& scene, Rect bar) {
  Canvas& canvas = scene.canvas;
  canvas.fill(bar, palette::card);
  const auto& countdown = scene.model.countdown;
  if (countdown) {
    const float thick = canvas.mm(countdown->prominent ? 1.6F : 0.8F);
    canvas.fill({bar.x, bar.y, bar.w, thick}, palette::accent_soft);
    canvas.fill({bar.x, bar.y, bar.w * countdown->fraction, thick}, palette::accent);
  } else {
    canvas.fill({bar.x, bar.y, bar.w, canvas.mm(0.35F)}, palette::line);
  }
  Rect inner = bar.inset(canvas.theme().margin(), canvas.mm(1.5F));
  inner.cut_top(canvas.mm(0.8F));
  if (countdown && countdown->prominent) {
    const std::string text =
        scene.texts.trn("Closes in {n} second – touch to stay",
                        "Closes in {n} seconds – touch to stay", countdown->seconds_left);
    const float wanted = canvas.text_width(text, Style::small_bold) + inner.h * 1.4F + 4;
    const Rect pill = inner.cut_right(std::min(wanted, inner.w * 0.66F), canvas.mm(4));
    canvas.fill(pill, palette::accent, pill.h / 2);
    const float radius = pill.h * 0.3F;
    ring(canvas, pill.x + pill.h * 0.55F, pill.mid_y(), radius, countdown->fraction * 2);
    canvas.text_middle({pill.x + pill.h * 1.1F, pill.y, pill.w - pill.h * 1.35F, pill.h}, text,
                       {.style = Style::small_bold,
                        .colour = palette::on_accent,
                        .max_lines = 2,
                        .min_scale = 0.4F});
  } else if (countdown) {
    const std::string seconds = scene.texts.tr("{n} s", fmt::arg("n", countdown->seconds_left));
    const float w = canvas.text_width(seconds, Style::small) + canvas.mm(2);
    canvas.text_middle(inner.cut_right(w, canvas.mm(4)), seconds,
                       {.style = Style::small,
                        .colour = palette::ink_soft,
                        .align = Align::right,
                        .max_lines = 1});
  }
  const StatusWords status = status_words(scene.model.status, scene.texts);
  const float icon = std::min(canvas.theme().font_px(Style::small) * 0.82F, inner.h * 0.8F);
  const Rect icon_place = inner;
  inner.cut_left(icon * 1.6F);
  // Beside the last seconds there is little room: rather the first parts at a size that can be read
  // than all of them; what is left out comes back with the next screen.
  TextLook look{.style = Style::small, .max_lines = 2, .min_scale = 0.45F};
  const float plain_px = canvas.theme().font_px(Style::small) / canvas.theme().text_scale;
  const float least_px = countdown && countdown->prominent ? plain_px * 0.75F : 0;
  std::size_t parts = status.parts.size();
  for (; parts > 1; --parts) {
    const Lines lines = canvas.fit(status.text(parts), look, inner.w, inner.h);
    if (!lines.broken && lines.px >= least_px) break;
  }
  look.colour = colour_of(status.tone(parts));
  canvas.icon(icon_place.x + icon / 2, icon_place.mid_y(), icon, status.icon, look.colour);
  canvas.text_middle(inner, status.text(parts), look);
}

std::string notice_text(core::Notice notice, const Texts& texts) {
  switch (notice) {
    case core::Notice::none: break;
    case core::Notice::same_person:
      return texts.tr("That is the same person. Please scan the badge of the other person.");
    case core::Notice::too_many_badges:
      return texts.tr("Too many badges at once. Please show one, or two of people who met.");
    case core::Notice::other_unknown: return texts.tr("The other code is no badge of this event.");
    case core::Notice::other_revoked:
      return texts.tr("The other badge is no longer valid. Please ask at the desk.");
    case core::Notice::other_removed:
      return texts.tr("The other person is no longer on the list. Please ask at the desk.");
    case core::Notice::finish_contact_first:
      return texts.tr("One moment: two people are keeping a contact here. Finish or cancel first.");
    case core::Notice::code_unreadable:
      return texts.tr("This code can't be read. Please try again.");
    case core::Notice::zone_full:
      return texts.tr("No seat is left here. Please ask at the zone, or choose another one.");
  }
  return {};
}

}  // namespace

Rect draw_frame(Scene& scene) {
  Canvas& canvas = scene.canvas;
  const Theme& theme = canvas.theme();
  Rect all{0, 0, theme.width, theme.height};
  const float bar = std::max(canvas.mm(12.5F), theme.line_px(Style::small) * 1.0F + canvas.mm(4));
  status_bar(scene, all.cut_bottom(bar));
  all = all.inset(theme.margin(), 0);
  top_bar(scene, all.cut_top(canvas.mm(20)));
  const std::string notice = notice_text(scene.model.notice, scene.texts);
  if (!notice.empty()) {
    const TextLook look{
        .style = Style::body_bold, .colour = palette::attention, .max_lines = 4, .min_scale = 0.6F};
    const float lead = canvas.mm(13);
    const float height =
        canvas.fit(notice, look, all.w - lead - canvas.mm(5)).height() + canvas.mm(5);
    Rect banner = all.cut_top(height, canvas.mm(3));
    canvas.fill(banner, palette::attention_soft, canvas.mm(3));
    canvas.icon(banner.x + lead / 2, banner.mid_y(), canvas.mm(7), Icon::info, palette::attention);
    banner.cut_left(lead);
    banner.w -= canvas.mm(5);
    canvas.text_middle(banner, notice, look);
  }
  all.cut_bottom(canvas.mm(4));
  return all;
}

}  // namespace meetpoint::ui
