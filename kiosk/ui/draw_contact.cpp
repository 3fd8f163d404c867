#include <algorithm>

#include "kiosk/ui/screens.h"

namespace meetpoint::ui {
namespace {

using core::Share;
using core::Side;

float person(Scene& scene, Rect r, const core::PersonName& who, Colour main, Colour second) {
  Canvas& canvas = scene.canvas;
  const float from = r.y;
  r.cut_top(canvas.text(
      r, who.name, {.style = Style::title, .colour = main, .max_lines = 6, .min_scale = 0.5F}));
  r.cut_top(
      canvas.text(r, who.organisation,
                  {.style = Style::small, .colour = second, .max_lines = 6, .min_scale = 0.5F}));
  return r.y - from;
}

// ---- the second badge ---------------------------------------------------------------------------

void second_badge(Scene& scene, const Rect& content, const core::ContactModel& body) {
  Canvas& canvas = scene.canvas;
  const Texts& texts = scene.texts;
  Rect box = content;
  const std::vector<Button> buttons = {
      {.id = "back", .label = texts.tr("Cancel"), .icon = Icon::arrow_left},
      {.id = "type", .label = texts.tr("Type the other code"), .icon = Icon::keyboard}};
  const Rect row = box.cut_bottom(button_row_height(canvas, box.w, buttons), canvas.mm(4));
  const bool beside = canvas.theme().width > canvas.theme().height;
  const Rect camera = beside ? box.cut_right(box.w * 0.52F, canvas.mm(9))
                             : box.cut_top(std::min(box.w * 0.8F, box.h * 0.5F), canvas.mm(7));
  viewfinder(canvas, camera, scene.picture, {body.camera, body.hint, body.lamp}, texts);
  const auto words = [&](Rect r) {
    const float from = r.y;
    r.cut_top(canvas.text(r, texts.tr("Now the badge of the other person"),
                          {.style = Style::display, .max_lines = 5, .min_scale = 0.45F}),
              canvas.mm(6));
    r.cut_top(section_label(canvas, r, texts.tr("Contact of")));
    const float radius = canvas.mm(7);
    Rect line = r;
    line.cut_left(radius * 2, canvas.mm(4));
    const float h = person(scene, line, body.first, palette::ink, palette::ink_soft);
    avatar(canvas, r.x + radius, r.y + radius, radius, body.first.name, palette::accent_soft,
           palette::accent);
    r.cut_top(std::max(h, radius * 2));
    return r.y - from;
  };
  const float height = canvas.measure(box, words);
  if (beside && height < box.h) box.cut_top((box.h - height) / 2);
  scroll_area(canvas, box, words);
  const int hit = button_row(canvas, row, buttons);
  if (hit == 0) scene.wants(core::GoBack{});
  if (hit == 1) scene.wants(core::OpenTyping{});
}

// ---- consent ------------------------------------------------------------------------------------

struct Choice {
  Share share;
  const char* id;
  std::string label;
};

float side_card(Scene& scene, const Rect& box, Side side, const core::PersonName& who,
                const core::PersonName& other, const std::optional<Share>& chosen) {
  Canvas& canvas = scene.canvas;
  const Texts& texts = scene.texts;
  const bool first = side == Side::first;
  const Choice choices[] = {
      {Share::name, first ? "a-name" : "b-name", texts.tr("Name and organisation")},
      {Share::details, first ? "a-details" : "b-details", texts.tr("Also e-mail and telephone")},
      {Share::nothing, first ? "a-nothing" : "b-nothing", texts.tr("Share nothing")}};
  const float pad = canvas.mm(5);
  const auto inside = [&](Rect r) {
    const float from = r.y;
    r = {r.x + pad, r.y + pad, r.w - 2 * pad, r.h};
    const float radius = canvas.mm(6);
    Rect line = r;
    line.cut_left(radius * 2, canvas.mm(3));
    const float h = person(scene, line, who, palette::ink, palette::ink_soft);
    avatar(canvas, r.x + radius, r.y + radius, radius, who.name,
           first ? palette::accent_soft : palette::attention_soft,
           first ? palette::accent : palette::attention);
    r.cut_top(std::max(h, radius * 2), canvas.mm(2));
    r.cut_top(canvas.text(r, texts.tr("What may {name} have of you?", fmt::arg("name", other.name)),
                          {.style = Style::body, .max_lines = 4, .min_scale = 0.6F}),
              canvas.mm(3));
    for (const Choice& choice : choices) {
      const bool taken = chosen == choice.share;
      const Button b{.id = choice.id,
                     .label = choice.label,
                     .icon = taken ? Icon::check_circle : Icon::circle,
                     .look = taken ? ButtonLook::chosen : ButtonLook::secondary,
                     .from_left = true};
      if (button(canvas, r.cut_top(button_height(canvas, b, r.w), canvas.mm(2.5F)), b)) {
        scene.wants(core::ChooseShare{side, choice.share});
      }
    }
    return r.y - canvas.mm(2.5F) + pad - from;
  };
  const float height = canvas.measure(box, inside);
  card(canvas, {box.x, box.y, box.w, height});
  if (chosen) {
    canvas.outline({box.x, box.y, box.w, height}, palette::success, canvas.mm(0.8F),
                   canvas.mm(3.5F));
  }
  inside(box);
  return height;
}

void consent(Scene& scene, const Rect& content, const core::ContactModel& body) {
  Canvas& canvas = scene.canvas;
  const Texts& texts = scene.texts;
  Rect box = content;
  const core::PersonName other = body.second.value_or(core::PersonName{});
  const std::vector<Button> buttons = {
      {.id = "back",
       .label = texts.tr("Cancel"),
       .icon = Icon::arrow_left,
       .enabled = !body.saving},
      {.id = "keep",
       .label = body.saving        ? texts.tr("One moment…")
                : body.can_confirm ? texts.tr("Keep this contact")
                                   : texts.tr("First choose on both sides"),
       .icon = Icon::handshake,
       .look = ButtonLook::primary,
       .enabled = body.can_confirm}};
  const Rect row = box.cut_bottom(button_row_height(canvas, box.w, buttons), canvas.mm(4));
  const auto words = [&](Rect r) {
    const float from = r.y;
    r.cut_top(canvas.text(r, texts.tr("You met. What do you share?"),
                          {.style = Style::display, .max_lines = 3, .min_scale = 0.5F}));
    r.cut_top(
        canvas.text(
            r,
            body.in_meeting ? texts.tr("Each answers for themselves. The contact is kept with "
                                       "your meeting.")
                            : texts.tr("Each answers for themselves."),
            {.style = Style::body, .colour = palette::ink_soft, .max_lines = 6, .min_scale = 0.5F}),
        canvas.mm(4));
    if (canvas.theme().wide()) {
      const float w = (r.w - canvas.mm(6)) / 2;
      const float left =
          side_card(scene, {r.x, r.y, w, r.h}, Side::first, body.first, other, body.first_share);
      const float right = side_card(scene, {r.x + w + canvas.mm(6), r.y, w, r.h}, Side::second,
                                    other, body.first, body.second_share);
      r.cut_top(std::max(left, right));
    } else {
      r.cut_top(side_card(scene, r, Side::first, body.first, other, body.first_share),
                canvas.mm(4));
      r.cut_top(side_card(scene, r, Side::second, other, body.first, body.second_share));
    }
    return r.y - from;
  };
  scroll_area(canvas, box, words);
  const int hit = button_row(canvas, row, buttons);
  if (hit == 0) scene.wants(core::GoBack{});
  if (hit == 1) scene.wants(core::ConfirmContact{});
}

// ---- kept ---------------------------------------------------------------------------------------

std::string shared_text(const core::PersonName& who, const std::optional<Share>& share,
                        const Texts& texts) {
  const auto name = fmt::arg("name", who.name);
  if (share == Share::details) {
    return texts.tr("{name} shares name, organisation, e-mail and telephone.", name);
  }
  if (share == Share::name) return texts.tr("{name} shares name and organisation.", name);
  return texts.tr("{name} shares nothing: only that you met is kept.", name);
}

float next_of(Scene& scene, const Rect& box, const core::PersonName& who,
              const std::optional<core::MeetingCard>& next) {
  Canvas& canvas = scene.canvas;
  const Texts& texts = scene.texts;
  const float pad = canvas.mm(5);
  const auto inside = [&](Rect r) {
    const float from = r.y;
    r = {r.x + pad, r.y + pad, r.w - 2 * pad, r.h};
    r.cut_top(
        canvas.text(r, who.name, {.style = Style::body_bold, .max_lines = 6, .min_scale = 0.5F}),
        canvas.mm(1));
    if (next) {
      const std::string what = next->when.today ? next->when.starts + "  " + next->place
                                                : day_text(next->when.day, texts) + " " +
                                                      next->when.starts + "  " + next->place;
      r.cut_top(canvas.text(
          r, what,
          {.style = Style::display, .colour = palette::accent, .max_lines = 6, .min_scale = 0.5F}));
      r.cut_top(canvas.text(
          r, texts.tr("with {name}", fmt::arg("name", partners_text(next->partners, texts))),
          {.style = Style::small, .colour = palette::ink_soft, .max_lines = 3}));
    } else {
      r.cut_top(canvas.text(r, texts.tr("No more meetings"),
                            {.style = Style::body, .colour = palette::ink_soft, .max_lines = 2}));
    }
    return r.y + pad - from;
  };
  const float height = canvas.measure(box, inside);
  card(canvas, {box.x, box.y, box.w, height});
  inside(box);
  return height;
}

float kept_words(Scene& scene, Rect r, const core::ContactModel& body) {
  Canvas& canvas = scene.canvas;
  const Texts& texts = scene.texts;
  const core::PersonName other = body.second.value_or(core::PersonName{});
  const float from = r.y;
  const float icon = canvas.mm(18);
  canvas.icon(r.x + icon * 0.46F, r.y + icon / 2, icon, Icon::check_circle, palette::on_dark);
  r.cut_top(icon, canvas.mm(4));
  r.cut_top(
      canvas.text(
          r, texts.tr("Contact kept"),
          {.style = Style::display, .colour = palette::on_dark, .max_lines = 3, .min_scale = 0.5F}),
      canvas.mm(4));
  r.cut_top(
      canvas.text(
          r, body.first.name + " " + texts.tr("and") + " " + other.name,
          {.style = Style::title, .colour = palette::on_dark, .max_lines = 5, .min_scale = 0.6F}),
      canvas.mm(4));
  for (const std::string& line : {shared_text(body.first, body.first_share, texts),
                                  shared_text(other, body.second_share, texts)}) {
    r.cut_top(
        canvas.text(
            r, line,
            {.style = Style::body, .colour = palette::on_dark, .max_lines = 6, .min_scale = 0.6F}),
        canvas.mm(3));
  }
  return r.y - from;
}

float nexts(Scene& scene, Rect r, const core::ContactModel& body) {
  Canvas& canvas = scene.canvas;
  const float from = r.y;
  r.cut_top(section_label(canvas, r, scene.texts.tr("What comes next")));
  r.cut_top(next_of(scene, r, body.first, body.first_next), canvas.mm(4));
  if (body.second) r.cut_top(next_of(scene, r, *body.second, body.second_next));
  return r.y - from;
}

void kept(Scene& scene, const Rect& content, const core::ContactModel& body) {
  Canvas& canvas = scene.canvas;
  const Texts& texts = scene.texts;
  Rect box = content;
  const std::vector<Button> buttons = {
      {.id = "undo", .label = texts.tr("Undo"), .icon = Icon::undo},
      {.id = "agenda", .label = texts.tr("My day"), .icon = Icon::calendar},
      {.id = "done", .label = texts.tr("Done"), .icon = Icon::check, .look = ButtonLook::primary}};
  const Rect row = box.cut_bottom(button_row_height(canvas, box.w, buttons), canvas.mm(4));
  const float pad = canvas.mm(8);
  if (canvas.theme().wide()) {
    const Rect left = box.cut_left(box.w * 0.56F, canvas.mm(7));
    canvas.fill(left, palette::success, canvas.mm(5));
    const Rect inner = left.inset(pad);
    scroll_area(canvas, inner, [&](Rect r) { return kept_words(scene, r, body); });
    nexts(scene, box, body);
  } else {
    scroll_area(canvas, box, [&](Rect r) {
      const float from = r.y;
      const Rect inner = {r.x + pad, r.y + pad, r.w - 2 * pad, r.h};
      const float h =
          canvas.measure(inner, [&](Rect in) { return kept_words(scene, in, body); }) + 2 * pad;
      canvas.fill(r.cut_top(h, canvas.mm(5)), palette::success, canvas.mm(5));
      kept_words(scene, inner, body);
      r.cut_top(nexts(scene, r, body));
      return r.y - from;
    });
  }
  const int hit = button_row(canvas, row, buttons);
  if (hit == 0) scene.wants(core::UndoVisit{});
  if (hit == 1) scene.wants(core::ShowAgenda{});
  if (hit == 2) scene.wants(core::Finish{});
}

}  // namespace

void draw_screen(Scene& scene, const Rect& content, const core::ContactModel& body) {
  switch (body.stage) {
    case core::ContactStage::second_badge: second_badge(scene, content, body); break;
    case core::ContactStage::consent: consent(scene, content, body); break;
    case core::ContactStage::kept: kept(scene, content, body); break;
  }
}

}  // namespace meetpoint::ui
