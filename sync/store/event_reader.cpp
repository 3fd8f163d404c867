#include "sync/store/event_reader.h"

#include <algorithm>

#include "sync/store/seats.h"
#include "sync/wire/fact_codec.h"

namespace meetpoint::store {

std::optional<Badge> EventReader::badge(const std::string& code) {
  if (auto badge = roster_.get<Badge>(code)) return badge;
  const BadgeState state = wire::read_badge_state(facts_.state_bytes(badge_key(code)));
  if (state.attendee.empty()) return std::nullopt;
  return Badge{.code = code, .attendee = state.attendee, .revoked = state.revoked};
}

bool EventReader::is_revoked(const std::string& code) {
  const auto row = roster_.find(wire::row_type<Badge>(), code);
  if (row) {
    const auto badge = wire::read_row<Badge>(*row);
    if (row->deleted || (badge && badge->revoked)) return true;
  }
  return wire::read_badge_state(facts_.state_bytes(badge_key(code))).revoked;
}

std::optional<Attendee> EventReader::attendee(const AttendeeId& id) {
  if (auto attendee = roster_.get<Attendee>(id.value)) return attendee;
  if (roster_.find(wire::row_type<Attendee>(), id.value)) return std::nullopt;  // deleted
  const AttendeeState state = attendee_state(id);
  if (!state.walk_in) return std::nullopt;
  Attendee walk_in;
  walk_in.id = id;
  walk_in.given_name = state.walk_in->given_name;
  walk_in.family_name = state.walk_in->family_name;
  walk_in.organisation_name = state.walk_in->organisation_name;
  walk_in.role = state.walk_in->role;
  walk_in.language = state.walk_in->language;
  return walk_in;
}

AttendeeState EventReader::attendee_state(const AttendeeId& id) {
  return wire::read_attendee_state(facts_.state_bytes(attendee_key(id)));
}

ConsentState EventReader::consent(const AttendeeId& id) {
  return wire::read_consent_state(facts_.state_bytes(consent_key(id)));
}

bool EventReader::has_contact(const AttendeeId& a, const AttendeeId& b, const MeetingId& meeting) {
  return !facts_.state_bytes(contact_key(a, b, meeting)).empty();
}

std::string EventReader::organisation_name(const Attendee& attendee) {
  if (!attendee.organisation.empty()) {
    if (auto organisation = roster_.get<Organisation>(attendee.organisation.value)) {
      return organisation->name;
    }
  }
  return attendee.organisation_name;
}

int EventReader::people_in(const ZoneId& zone) {
  Rows rows = db_.query(
      "SELECT count(*) FROM presence WHERE event_id = ? AND zone_id = ? AND zone_id <> ''",
      event_.value, zone.value);
  return rows.next() ? static_cast<int>(rows.integer(0)) : 0;
}

bool EventReader::has_arrived(const AttendeeId& id) {
  Rows rows = db_.query(
      "SELECT checked_in_ms IS NOT NULL FROM presence WHERE event_id = ? AND attendee_id = ?",
      event_.value, id.value);
  return rows.next() && rows.integer(0) != 0;
}

MeetingItem EventReader::item_of(const Meeting& meeting, const AttendeeId& self,
                                 const AttendeeState& state) {
  MeetingItem item{.id = meeting.id,
                   .kind = meeting.kind,
                   .title = meeting.title,
                   .starts_at = meeting.starts_at,
                   .ends_at = meeting.ends_at,
                   .cancelled = meeting.cancelled};
  if (const auto place = roster_.get<Place>(meeting.place.value)) {
    item.place = place->name;
    item.directions = place->directions;
  }
  item.attended = std::binary_search(state.attended.begin(), state.attended.end(), meeting.id);
  if (meeting.moved_from) {
    item.moved_from_time = meeting.moved_from->starts_at;
    if (const auto before = roster_.get<Place>(meeting.moved_from->place.value)) {
      item.moved_from_place = before->name;
    }
  }
  for (const AttendeeId& id : meeting.attendees) {
    if (id == self) continue;
    Partner partner{.id = id, .arrived = has_arrived(id)};
    if (const auto person = attendee(id)) {
      partner.name = full_name(*person);
      partner.organisation = organisation_name(*person);
    }
    item.partners.push_back(std::move(partner));
  }
  return item;
}

std::optional<Day> EventReader::day(const AttendeeId& id) {
  auto event = roster_.event();
  auto person = attendee(id);
  if (!event || !person) return std::nullopt;
  Day day{.event = std::move(*event), .attendee = std::move(*person), .state = attendee_state(id)};
  day.organisation = organisation_name(day.attendee);
  for (const Meeting& meeting : roster_.meetings_of(id)) {
    day.meetings.push_back(item_of(meeting, id, day.state));
  }
  for (const Session& session : roster_.get_all<Session>()) {
    const auto place = roster_.get<Place>(session.place.value);
    const auto& booked = day.attendee.booked_sessions;
    day.sessions.push_back(
        {.id = session.id,
         .title = session.title,
         .theme = session.theme,
         .place = place ? place->name : std::string(),
         .starts_at = session.starts_at,
         .ends_at = session.ends_at,
         .booked = std::find(booked.begin(), booked.end(), session.id) != booked.end()});
  }
  for (const Zone& zone : roster_.get_all<Zone>()) {
    const auto place = roster_.get<Place>(zone.place.value);
    ZoneItem item{.id = zone.id,
                  .topic = zone.topic,
                  .facilitator = zone.facilitator,
                  .starts_at = zone.starts_at,
                  .ends_at = zone.ends_at,
                  .capacity = zone.capacity,
                  .taken = people_in(zone.id),
                  .booked = zone.id == day.attendee.booked_zone,
                  .inside = zone.id == day.state.zone,
                  .seats_here = seats_here(db_, event_, zone.id, zone.capacity)};
    if (place) {
      item.place = place->name;
      item.directions = place->directions;
    }
    item.fits = zone.roles.empty() || std::find(zone.roles.begin(), zone.roles.end(),
                                                day.attendee.role) != zone.roles.end();
    for (const std::string& interest : day.attendee.interests) {
      item.shared_themes +=
          static_cast<int>(std::count(zone.themes.begin(), zone.themes.end(), interest));
    }
    day.zones.push_back(std::move(item));
  }
  return day;
}

}  // namespace meetpoint::store
