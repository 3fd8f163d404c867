// The cards of the welcome screen: the next meeting and the break-out zones.
#include <algorithm>

#include "kiosk/ui/screens.h"

namespace meetpoint::ui {
namespace {

std::string until_text(const core::When& when, const Texts& texts) {
  if (when.runs) return texts.tr("Now, until {time}", fmt::arg("time", when.ends));
  if (!when.today) return day_text(when.day, texts);
  if (when.minutes_until <= 90) {
    return texts.trn("in {n} minute", "in {n} minutes", when.minutes_until);
  }
  return texts.tr("today until {time}", fmt::arg("time", when.ends));
}

std::string moved_text(const core::MovedNote& moved, const Texts& texts) {
  if (moved.from_time && !moved.from_place.empty()) {
    return texts.tr("Moved: was {place} at {time}", fmt::arg("place", moved.from_place),
                    fmt::arg("time", *moved.from_time));
  }
  if (moved.from_time) return texts.tr("Moved: was at {time}", fmt::arg("time", *moved.from_time));
  return texts.tr("Moved: was {place}", fmt::arg("place", moved.from_place));
}

float partner_line(Scene& scene, const Rect& box, const core::PartnerLine& partner) {
  Canvas& canvas = scene.canvas;
  const float radius = canvas.mm(8);
  Rect r = box;
  const Rect face = r.cut_left(radius * 2, canvas.mm(4));
  const float from = r.y;
  r.cut_top(
      canvas.text(r, partner.who.name, {.style = Style::title, .max_lines = 6, .min_scale = 0.5F}));
  r.cut_top(
      canvas.text(
          r, partner.who.organisation,
          {.style = Style::body, .colour = palette::ink_soft, .max_lines = 6, .min_scale = 0.5F}),
      canvas.mm(1.5F));
  r.cut_top(
      partner.arrived
          ? chip(canvas, r, Icon::check, scene.texts.tr("Has arrived"), Tone::success)
          : chip(canvas, r, Icon::clock, scene.texts.tr("Has not arrived yet"), Tone::attention));
  const float height = std::max(r.y - from, radius * 2);
  avatar(canvas, face.mid_x(), box.y + radius, radius, partner.who.name, palette::accent_soft,
         palette::accent);
  return height;
}

// Room for the time and the table side by side.
bool side_by_side(const Canvas& canvas, float width) {
  return width > canvas.mm(140) * canvas.theme().text_scale;
}

float until_chip(Scene& scene, const Rect& box, const core::When& when) {
  return chip(scene.canvas, box, when.runs ? Icon::check : Icon::clock,
              until_text(when, scene.texts), Tone::accent);
}

float meeting(Scene& scene, Rect r, const core::MeetingCard& next, bool with_until) {
  Canvas& canvas = scene.canvas;
  const Texts& texts = scene.texts;
  const float from = r.y;
  const auto time = [&](Rect t) {
    const float top = t.y;
    const TextLook look{.style = Style::giant, .max_lines = 1, .min_scale = 0.4F};
    canvas.text_middle(t.cut_top(canvas.theme().line_px(Style::giant), canvas.mm(2.5F)),
                       next.when.starts, look);
    if (with_until) t.cut_top(until_chip(scene, t, next.when));
    return t.y - top;
  };
  if (side_by_side(canvas, r.w)) {
    Rect plate = r;
    const Rect left = plate.cut_left(r.w * 0.5F, canvas.mm(4));
    const float time_h = time(left);
    const float plate_h = canvas.measure(
        plate, [&](Rect p) { return number_plate(canvas, p, next.place, next.directions); });
    plate.y += std::max(0.0F, (time_h - plate_h) / 2);
    number_plate(canvas, plate, next.place, next.directions);
    r.cut_top(std::max(time_h, plate_h), canvas.mm(5));
  } else {
    r.cut_top(time(r), canvas.mm(with_until ? 4.0F : 1.0F));
    r.cut_top(number_plate(canvas, r, next.place, next.directions), canvas.mm(3));
  }
  if (next.moved) {
    r.cut_top(chip(canvas, r, Icon::exchange, moved_text(*next.moved, texts), Tone::attention),
              canvas.mm(4));
  }
  // A round table has many: three by name are enough to find it.
  constexpr std::size_t named = 3;
  const std::size_t shown = std::min(named, next.partners.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const bool last = i + 1 == next.partners.size();
    r.cut_top(partner_line(scene, r, next.partners[i]), last ? 0 : canvas.mm(3));
  }
  if (next.partners.size() > named) {
    const auto more = static_cast<long>(next.partners.size() - named);
    r.cut_top(canvas.text(r, texts.trn("and {n} other", "and {n} others", more),
                          {.style = Style::body, .colour = palette::ink_soft}),
              canvas.mm(2));
  }
  return r.y - from;
}

std::string nothing_text(Phase phase, const Texts& texts) {
  if (phase == Phase::during) {
    return texts.tr("You have no more meetings. Enjoy the event!");
  }
  if (phase == Phase::after_event) return texts.tr("The event is over. Thank you for coming!");
  return texts.tr("You have no meetings planned.");
}

void seats_chip(Scene& scene, Rect& r, const core::ZoneCard& zone) {
  Canvas& canvas = scene.canvas;
  const Texts& texts = scene.texts;
  if (zone.inside) {
    r.cut_top(chip(canvas, r, Icon::check, texts.tr("You are here"), Tone::success), canvas.mm(2));
    return;
  }
  if (!zone.seats_left) return;
  const int left = *zone.seats_left;
  if (left == 0 && zone.booked) {
    r.cut_top(
        chip(canvas, r, Icon::info, texts.tr("Booked: please ask at the zone"), Tone::attention));
  } else if (left == 0) {
    r.cut_top(chip(canvas, r, Icon::ban, texts.tr("Full"), Tone::attention));
  } else {
    r.cut_top(chip(canvas, r, Icon::person, texts.trn("{n} seat left", "{n} seats left", left),
                   left <= 3 ? Tone::attention : Tone::success));
  }
  r.cut_top(canvas.mm(2));
}

float zone_card(Scene& scene, const Rect& box, const core::ZoneCard& zone, bool large) {
  Canvas& canvas = scene.canvas;
  const Texts& texts = scene.texts;
  const float pad = canvas.mm(large ? 5.0F : 4.0F);
  const auto inside = [&](Rect r) {
    const float from = r.y;
    r.cut_top(pad);
    r = {r.x + pad, r.y, r.w - 2 * pad, r.h};
    r.cut_top(
        canvas.text(
            r, zone.topic,
            {.style = large ? Style::title : Style::body_bold, .max_lines = 6, .min_scale = 0.5F}),
        canvas.mm(2));
    const TextLook fact{.style = Style::body, .max_lines = 6, .min_scale = 0.5F};
    r.cut_top(icon_line(canvas, r, Icon::clock, when_text(zone.when, texts), fact));
    r.cut_top(icon_line(canvas, r, Icon::place, zone.place, fact), canvas.mm(1));
    if (large && !zone.directions.empty()) {
      r.cut_top(icon_line(canvas, r, Icon::way, zone.directions,
                          {.style = Style::small, .colour = palette::ink_soft, .max_lines = 4}),
                canvas.mm(1));
    }
    if (large && !zone.facilitator.empty()) {
      r.cut_top(icon_line(canvas, r, Icon::person,
                          texts.tr("with {name}", fmt::arg("name", zone.facilitator)),
                          {.style = Style::small, .colour = palette::ink_soft, .max_lines = 3}),
                canvas.mm(1));
    }
    r.cut_top(canvas.mm(1));
    seats_chip(scene, r, zone);
    if (zone.action != core::ZoneAction::none) {
      const bool leave = zone.action == core::ZoneAction::leave;
      const std::string id = "zone-" + zone.id.value;
      const Button b{.id = id.c_str(),
                     .label = leave ? texts.tr("I am leaving") : texts.tr("I am going in"),
                     .icon = leave ? Icon::leave : Icon::enter,
                     .look = ButtonLook::secondary};
      const float h = button_height(canvas, b, r.w);
      r.cut_top(canvas.mm(1));
      if (button(canvas, r.cut_top(h), b)) {
        if (leave) {
          scene.wants(core::AskLeaveZone{zone.id});
        } else {
          scene.wants(core::AskEnterZone{zone.id});
        }
      }
    }
    return r.y + pad - from;
  };
  const float height = canvas.measure(box, inside);
  card(canvas, {box.x, box.y, box.w, height});
  if (zone.inside) {
    canvas.outline({box.x, box.y, box.w, height}, palette::success, canvas.mm(0.8F),
                   canvas.mm(3.5F));
  }
  inside(box);
  return height;
}

}  // namespace

float draw_meeting_card(Scene& scene, const Rect& box, const core::WelcomeModel& body) {
  Canvas& canvas = scene.canvas;
  const Texts& texts = scene.texts;
  Rect r = box;
  for (const core::MeetingCard& gone : body.cancelled) {
    const std::string text = texts.tr(
        "Cancelled: {time}, {place}, with {name}", fmt::arg("time", gone.when.starts),
        fmt::arg("place", gone.place), fmt::arg("name", partners_text(gone.partners, texts)));
    r.cut_top(chip(canvas, r, Icon::ban, text, Tone::failure), canvas.mm(2.5F));
  }
  const std::string label = body.next && body.next->when.runs ? texts.tr("Your meeting now")
                                                              : texts.tr("Your next meeting");
  const float pad = canvas.mm(5);
  // How long it is until then stands above the card where there is room, else under the time.
  bool until_above = false;
  if (body.next && !side_by_side(canvas, r.w - 2 * pad)) {
    const float width = chip_width(canvas, until_text(body.next->when, texts));
    until_above = canvas.text_width(label, Style::small_bold) + width + canvas.mm(6) <= r.w;
    if (until_above) {
      until_chip(scene, {r.right() - width, r.y, width, canvas.mm(10)}, body.next->when);
    }
  }
  r.cut_top(section_label(canvas, r, label));
  const auto inside = [&](Rect in) {
    const float from = in.y;
    in = {in.x + pad, in.y + pad, in.w - 2 * pad, in.h};
    if (body.next) {
      in.cut_top(meeting(scene, in, *body.next, !until_above));
    } else {
      in.cut_top(canvas.text(in, nothing_text(body.phase, texts),
                             {.style = Style::display, .max_lines = 6, .min_scale = 0.5F}),
                 canvas.mm(5));
      in.cut_top(icon_line(
          canvas, in, Icon::handshake,
          texts.tr("Met somebody? Hold both badges up together and keep the contact."),
          {.style = Style::body, .colour = palette::ink_soft, .max_lines = 6, .min_scale = 0.6F}));
    }
    for (const core::MeetingCard& other : body.at_the_same_time) {
      const std::string text = texts.tr(
          "At the same time: {time}, {place}, with {name}", fmt::arg("time", other.when.starts),
          fmt::arg("place", other.place), fmt::arg("name", partners_text(other.partners, texts)));
      in.cut_top(canvas.mm(2));
      in.cut_top(chip(canvas, in, Icon::warning, text, Tone::attention));
    }
    return in.y + pad - from;
  };
  const float height = canvas.measure(r, inside);
  card(canvas, {r.x, r.y, r.w, height});
  inside(r);
  return r.y + height - box.y;
}

float draw_zone_cards(Scene& scene, const Rect& box, const core::WelcomeModel& body) {
  if (body.zones.empty()) return 0;
  Canvas& canvas = scene.canvas;
  Rect r = box;
  const bool one = body.zone_booked || body.zones.front().inside;
  r.cut_top(section_label(canvas, r,
                          one ? scene.texts.tr("Your break-out zone")
                              : scene.texts.tr("Break-out zones with seats left")));
  for (const core::ZoneCard& zone : body.zones) {
    const bool large = zone.booked || zone.inside || body.zones.size() == 1;
    r.cut_top(zone_card(scene, r, zone, large), canvas.mm(3));
  }
  return r.y - canvas.mm(3) - box.y;
}

}  // namespace meetpoint::ui
