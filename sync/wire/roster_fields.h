// The field lists of the roster.
#pragma once

#include "sync/model/roster.h"
#include "sync/model/roster_row.h"
#include "sync/wire/codec.h"

namespace meetpoint::wire {

template <>
struct FieldList<OffsetChange> {
  static constexpr auto fields = std::tuple{required("from_ms", &OffsetChange::from),
                                            required("minutes", &OffsetChange::offset_minutes)};
};

template <>
struct FieldList<TimeZone> {
  static constexpr auto fields =
      std::tuple{required("name", &TimeZone::name), field("offsets", &TimeZone::offsets)};
};

template <>
struct FieldList<Event> {
  static constexpr auto fields = std::tuple{required("id", &Event::id),
                                            required("name", &Event::name),
                                            field("venue", &Event::venue),
                                            field("time_zone", &Event::time_zone),
                                            required("starts_ms", &Event::starts_at),
                                            required("ends_ms", &Event::ends_at),
                                            field("languages", &Event::languages),
                                            field("ticket_codes", &Event::ticket_codes)};
};

template <>
struct FieldList<Organisation> {
  static constexpr auto fields =
      std::tuple{required("id", &Organisation::id), field("name", &Organisation::name),
                 field("sector", &Organisation::sector), field("town", &Organisation::town)};
};

template <>
struct FieldList<Attendee> {
  static constexpr auto fields =
      std::tuple{required("id", &Attendee::id),
                 field("given_name", &Attendee::given_name),
                 field("family_name", &Attendee::family_name),
                 field("organisation", &Attendee::organisation),
                 field("organisation_name", &Attendee::organisation_name),
                 field("role", &Attendee::role),
                 field("language", &Attendee::language),
                 field("interests", &Attendee::interests),
                 field("booked_zone", &Attendee::booked_zone),
                 field("booked_sessions", &Attendee::booked_sessions),
                 field("email", &Attendee::email),
                 field("telephone", &Attendee::telephone)};
};

template <>
struct FieldList<Badge> {
  static constexpr auto fields =
      std::tuple{required("code", &Badge::code), required("attendee", &Badge::attendee),
                 field("revoked", &Badge::revoked)};
};

template <>
struct FieldList<Place> {
  static constexpr auto fields = std::tuple{
      required("id", &Place::id), field("name", &Place::name), field("kind", &Place::kind),
      field("directions", &Place::directions), field("organisation", &Place::organisation)};
};

template <>
struct FieldList<MovedFrom> {
  static constexpr auto fields =
      std::tuple{field("place", &MovedFrom::place), required("starts_ms", &MovedFrom::starts_at)};
};

template <>
struct FieldList<Meeting> {
  static constexpr auto fields = std::tuple{required("id", &Meeting::id),
                                            field("kind", &Meeting::kind),
                                            field("title", &Meeting::title),
                                            field("place", &Meeting::place),
                                            required("starts_ms", &Meeting::starts_at),
                                            required("ends_ms", &Meeting::ends_at),
                                            field("attendees", &Meeting::attendees),
                                            field("cancelled", &Meeting::cancelled),
                                            field("moved_from", &Meeting::moved_from)};
};

template <>
struct FieldList<Session> {
  static constexpr auto fields = std::tuple{required("id", &Session::id),
                                            field("title", &Session::title),
                                            field("theme", &Session::theme),
                                            field("place", &Session::place),
                                            required("starts_ms", &Session::starts_at),
                                            required("ends_ms", &Session::ends_at),
                                            field("speakers", &Session::speakers)};
};

template <>
struct FieldList<Zone> {
  static constexpr auto fields = std::tuple{required("id", &Zone::id),
                                            field("topic", &Zone::topic),
                                            field("place", &Zone::place),
                                            required("starts_ms", &Zone::starts_at),
                                            required("ends_ms", &Zone::ends_at),
                                            field("capacity", &Zone::capacity),
                                            field("roles", &Zone::roles),
                                            field("themes", &Zone::themes),
                                            field("facilitator", &Zone::facilitator)};
};

template <>
struct FieldList<RosterRow> {
  static constexpr auto fields =
      std::tuple{required("type", &RosterRow::type), required("id", &RosterRow::id),
                 field("deleted", &RosterRow::deleted), raw_map("body", &RosterRow::body)};
};

}  // namespace meetpoint::wire
