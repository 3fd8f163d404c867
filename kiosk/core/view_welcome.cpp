#include <algorithm>

#include "kiosk/core/view_parts.h"

namespace meetpoint::core {

WelcomeModel welcome_of(const Visit& visit, Instant now) {
  const Day& day = visit.person.day;
  const TimeZone& zone = day.event.time_zone;
  const NextUp next = what_next(day, now);
  WelcomeModel model{.who = name_of_person(day),
                     .checked_in = {.now = visit.person.checked_in_now},
                     .phase = next.phase,
                     .zone_booked = next.zone_booked,
                     .agenda_lines = next.agenda.size(),
                     .can_undo = !visit.recorded.empty()};
  if (!model.checked_in.now && visit.person.since) {
    model.checked_in.since = zone.clock_text(*visit.person.since);
    model.checked_in.since_day = zone.local(*visit.person.since);
    model.checked_in.since_today = zone.same_day(*visit.person.since, now);
  }
  if (next.meeting) model.next = card_of(day, day.meetings[*next.meeting], now);
  for (const std::size_t i : next.also_then) {
    model.at_the_same_time.push_back(card_of(day, day.meetings[i], now));
  }
  for (const std::size_t i : next.cancelled) {
    model.cancelled.push_back(card_of(day, day.meetings[i], now));
  }
  for (const std::size_t i : next.zones) model.zones.push_back(card_of(day, day.zones[i], now));
  return model;
}

AgendaModel agenda_of(const Visit& visit, Instant now) {
  const Day& day = visit.person.day;
  const NextUp next = what_next(day, now);
  AgendaModel model{.who = name_of_person(day), .rows = {}};
  for (const AgendaLine& line : next.agenda) {
    AgendaRow row{.kind = line.kind,
                  .when = when_of(day.event.time_zone, line.starts_at, line.ends_at, now),
                  .past = line.past,
                  .cancelled = line.cancelled,
                  .overlaps = line.overlaps};
    switch (line.kind) {
      case AgendaKind::meeting: {
        const MeetingItem& meeting = day.meetings[line.index];
        const MeetingCard card = card_of(day, meeting, now);
        row.place = card.place;
        row.moved = card.moved.has_value();
        row.next = next.meeting == line.index;
        row.title = meeting.title;
        if (!meeting.partners.empty()) {
          const Partner& first = meeting.partners.front();
          row.title = first.name;
          row.detail = first.organisation;
          row.partner_arrived = first.arrived;
        }
        if (meeting.partners.size() > 1) {
          row.title.clear();
          for (const Partner& partner : meeting.partners) {
            if (!row.title.empty()) row.title += ", ";
            row.title += partner.name;
          }
          row.detail = meeting.title;
          row.partner_arrived = std::any_of(meeting.partners.begin(), meeting.partners.end(),
                                            [](const Partner& p) { return p.arrived; });
        }
        break;
      }
      case AgendaKind::session: {
        const SessionItem& session = day.sessions[line.index];
        row.title = session.title;
        row.detail = session.theme;
        row.place = session.place;
        break;
      }
      case AgendaKind::zone: {
        const ZoneItem& zone = day.zones[line.index];
        row.title = zone.topic;
        row.detail = zone.facilitator;
        row.place = zone.place;
        break;
      }
    }
    model.rows.push_back(std::move(row));
  }
  return model;
}

}  // namespace meetpoint::core
