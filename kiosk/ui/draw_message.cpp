#include <algorithm>

#include "kiosk/ui/screens.h"

namespace meetpoint::ui {

int draw_message(Scene& scene, const Rect& content, const Message& message,
                 const std::vector<Button>& buttons) {
  Canvas& canvas = scene.canvas;
  Rect box = content;
  const Rect row = box.cut_bottom(button_row_height(canvas, box.w, buttons), canvas.mm(4));
  canvas.fill(box, message.ground, canvas.mm(5));
  Rect inner = box.inset(canvas.mm(10), canvas.mm(8));
  const bool beside = canvas.theme().wide();
  const float icon = canvas.mm(beside ? 52.0F : 24.0F);
  if (beside) {
    const Rect place = inner.cut_left(icon, canvas.mm(14));
    canvas.icon(place.mid_x(), place.mid_y(), icon * 0.92F, message.icon, palette::on_dark);
  }
  const auto words = [&](Rect r) {
    const float from = r.y;
    if (!beside) {
      canvas.icon(r.x + icon / 2, r.y + icon / 2, icon, message.icon, palette::on_dark);
      r.cut_top(icon, canvas.mm(6));
    }
    r.cut_top(canvas.text(r, message.head,
                          {.style = Style::display,
                           .colour = palette::on_dark,
                           .max_lines = 5,
                           .min_scale = 0.5F}),
              canvas.mm(5));
    r.cut_top(canvas.text(
        r, message.advice,
        {.style = Style::body, .colour = palette::on_dark, .max_lines = 8, .min_scale = 0.6F}));
    if (!message.detail.empty()) {
      r.cut_top(canvas.mm(5));
      r.cut_top(canvas.text(
          r, message.detail,
          {.style = Style::small, .colour = palette::on_dark, .max_lines = 6, .min_scale = 0.7F}));
    }
    return r.y - from;
  };
  const float height = canvas.measure(inner, words);
  if (height < inner.h) inner.cut_top((inner.h - height) / 2);
  scroll_area(canvas, inner, words);
  return button_row(canvas, row, buttons);
}

void draw_screen(Scene& scene, const Rect& content, const core::RefusedModel& body) {
  const Texts& texts = scene.texts;
  Message message{palette::failure, Icon::question, "", "", ""};
  switch (body.verdict) {
    case core::Verdict::revoked_badge:
      message.icon = Icon::ban;
      message.head = texts.tr("This badge is no longer valid");
      message.advice =
          texts.tr("It was reported lost or replaced. Please go to the desk, they will help you.");
      break;
    case core::Verdict::removed_attendee:
      message.icon = Icon::person;
      message.head = texts.tr("You are no longer on the list");
      message.advice = texts.tr(
          "The organiser has taken this registration off the list. Please go to the desk.");
      break;
    case core::Verdict::unknown_badge:
    case core::Verdict::checked_in:
    case core::Verdict::already_checked_in:
      message.head = texts.tr("We don't know this badge");
      message.advice =
          body.typed_code.empty()
              ? texts.tr(
                    "It may be of another event. Try the badge of this event, "
                    "or go to the desk.")
              : texts.tr("Nothing is known under “{code}”. Please check what you typed.",
                         fmt::arg("code", body.typed_code));
      break;
  }
  const std::vector<Button> buttons = {
      {.id = "type",
       .label = body.typed_code.empty() ? texts.tr("Type the code") : texts.tr("Correct the code"),
       .icon = Icon::keyboard},
      {.id = "again",
       .label = texts.tr("Try again"),
       .icon = Icon::retry,
       .look = ButtonLook::primary}};
  const int hit = draw_message(scene, content, message, buttons);
  if (hit == 0) scene.wants(core::OpenTyping{});
  if (hit == 1) scene.wants(core::GoBack{});
}

void draw_screen(Scene& scene, const Rect& content, const core::UndoneModel& body) {
  const Texts& texts = scene.texts;
  const Message message{
      palette::night, Icon::undo,
      body.contact ? texts.tr("The contact is undone") : texts.tr("The check-in is undone"),
      body.contact ? texts.tr("Nothing of it is passed on.")
                   : texts.tr("What was recorded here just now no longer counts."),
      ""};
  std::vector<Button> buttons;
  if (body.can_go_back) {
    buttons.push_back({.id = "back", .label = texts.tr("Back"), .icon = Icon::arrow_left});
  }
  buttons.push_back(
      {.id = "done", .label = texts.tr("Done"), .icon = Icon::check, .look = ButtonLook::primary});
  const int hit = draw_message(scene, content, message, buttons);
  if (hit < 0) return;
  if (body.can_go_back && hit == 0) {
    scene.wants(core::GoBack{});
  } else {
    scene.wants(core::Finish{});
  }
}

}  // namespace meetpoint::ui
