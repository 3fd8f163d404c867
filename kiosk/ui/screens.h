// Inside kiosk/ui: one function for each screen, each in its draw_<screen>.cpp.
#pragma once

#include <optional>

#include "kiosk/core/screen_model.h"
#include "kiosk/ui/canvas.h"
#include "kiosk/ui/draw.h"
#include "kiosk/ui/picture.h"
#include "kiosk/ui/texts.h"
#include "kiosk/ui/widgets.h"

namespace meetpoint::ui {

// What every screen is handed.
struct Scene {
  Canvas& canvas;
  const Texts& texts;
  const Picture& picture;
  const core::ScreenModel& model;
  std::optional<core::Intent> intent = std::nullopt;

  void wants(core::Intent what) { intent = std::move(what); }
};

// Event, clock, languages above; connection and countdown below; a notice where there is one.
// Returns what is left for the screen.
Rect draw_frame(Scene&);

void draw_screen(Scene&, const Rect&, const core::WaitingModel&);
void draw_screen(Scene&, const Rect&, const core::WelcomeModel&);
void draw_screen(Scene&, const Rect&, const core::AgendaModel&);
void draw_screen(Scene&, const Rect&, const core::ContactModel&);
void draw_screen(Scene&, const Rect&, const core::TypingModel&);
void draw_screen(Scene&, const Rect&, const core::RefusedModel&);
void draw_screen(Scene&, const Rect&, const core::UndoneModel&);
void draw_screen(Scene&, const Rect&, const core::TroubleModel&);

// A big word with an icon on colour, then what to do: refused, undone and trouble look alike.
struct Message {
  Colour ground;
  Icon icon;
  std::string head;
  std::string advice;
  std::string detail;  // small, for staff; may be empty
};
// Draws it and the buttons; returns the index of the one that was touched or -1.
int draw_message(Scene&, const Rect&, const Message&, const std::vector<Button>&);

// draw_meeting.cpp: the time, the table, with whom; `large` on the welcome screen.
float draw_meeting_card(Scene&, const Rect&, const core::WelcomeModel&);
float draw_zone_cards(Scene&, const Rect&, const core::WelcomeModel&);

}  // namespace meetpoint::ui
