// The parts that screens are made of. Each draws on a Canvas and returns what was touched or how
// high it is.
#pragma once

#include <string>
#include <string_view>

#include "kiosk/core/screen_model.h"
#include "kiosk/ui/canvas.h"
#include "kiosk/ui/picture.h"
#include "kiosk/ui/texts.h"

namespace meetpoint::ui {

enum class ButtonLook {
  primary,  // the one thing to do
  secondary,
  on_dark,  // on a dark or coloured panel
  chosen,   // one of several, taken
  key,      // of the keyboard
};

struct Button {
  const char* id;
  std::string label;
  Icon icon = Icon::none;
  ButtonLook look = ButtonLook::secondary;
  bool enabled = true;
  Style style = Style::body_bold;
  bool from_left = false;  // for choices below each other
  bool tight = false;      // a key: one short word
};

bool button(Canvas&, const Rect&, const Button&);
// How high a button must be for its label in this width; at least a finger.
float button_height(Canvas&, const Button&, float width);

// Side by side where they fit, else one above the other; returns the index that was touched or -1.
int button_row(Canvas&, const Rect&, const std::vector<Button>&);
float button_row_height(Canvas&, float width, const std::vector<Button>&);

void card(Canvas&, const Rect&, Colour = palette::card);
// Small capitals above a card.
float section_label(Canvas&, const Rect&, std::string_view, Colour = palette::accent);

enum class Tone { neutral, success, attention, failure, accent };
// A word with an icon on a soft ground; wraps. Returns its height.
float chip(Canvas&, const Rect&, Icon, std::string_view, Tone);
// How wide a chip of one line is.
float chip_width(Canvas&, std::string_view);
// Icon and text in one line or more; returns its height.
float icon_line(Canvas&, const Rect&, Icon, std::string_view, const TextLook&);

// "Table 14" as a sign: the number as large as it goes. Returns its height.
float number_plate(Canvas&, const Rect&, std::string_view place, std::string_view directions);

// Initials in a disc.
void avatar(Canvas&, float x, float y, float radius, std::string_view name, Colour ground,
            Colour letters);

// The camera's picture with corners to aim at, the outlines of codes, and a hint in large letters;
// or, without a picture, what to do instead. As a lamp it has a broad white frame.
struct Finding {
  core::CameraState camera = core::CameraState::none;
  core::AimHint hint = core::AimHint::none;
  bool lamp = false;
};
void viewfinder(Canvas&, const Rect&, const Picture&, const Finding&, const Texts&);

// A column that scrolls by finger and by two big buttons when it is higher than its place.
// `content(box)` draws and returns its height; `anchor` is a height that should be in sight first.
template <class Content>
void scroll_area(Canvas& canvas, const Rect& area, Content&& content, float anchor = 0);

// What scroll_area() does when the content is too high: moves by finger and buttons, returns where
// the content starts.
float scroll_by_hand(Canvas&, const Rect& area, const Rect& buttons, float content_height,
                     float anchor);

// Shades where there is more above or below.
void scroll_fades(Canvas&, const Rect& area, float top, float content_height);

template <class Content>
void scroll_area(Canvas& canvas, const Rect& area, Content&& content, float anchor) {
  const float height = canvas.measure(area, content);
  if (height <= area.h + 1) {
    content(area);
    return;
  }
  Rect inner = area;
  const Rect buttons = inner.cut_right(canvas.theme().touch(), canvas.mm(3));
  const float full = canvas.measure(inner, content);
  const float top = scroll_by_hand(canvas, inner, buttons, full, anchor);
  canvas.push_clip(inner);
  content(Rect{inner.x, top, inner.w, full});
  canvas.pop_clip();
  scroll_fades(canvas, inner, top, full);
}

// "Thursday 12 March", in the language of the texts.
std::string day_text(const LocalTime&, const Texts&);
// "14:05", or with the day in front where it is not today.
std::string when_text(const core::When&, const Texts&);
// "Mensen, Ann en Bo" for as many names as there are.
std::string partners_text(const std::vector<core::PartnerLine>&, const Texts&);

}  // namespace meetpoint::ui
