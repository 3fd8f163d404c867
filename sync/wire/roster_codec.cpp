#include "sync/wire/roster_codec.h"

#include "sync/wire/roster_fields.h"

namespace meetpoint::wire {

namespace {

template <class T>
RosterRow make_row(std::string_view type, const std::string& id, const T& value) {
  return {.type = std::string(type), .id = id, .deleted = false, .body = to_cbor(value)};
}

}  // namespace

#define MEETPOINT_ROW(Type, name, id_of)                                             \
  template <>                                                                        \
  std::string_view row_type<Type>() {                                                \
    return name;                                                                     \
  }                                                                                  \
  RosterRow row_of(const Type& value) { return make_row(name, value.id_of, value); } \
  template <>                                                                        \
  Result<Type> read_row<Type>(const RosterRow& row) {                                \
    if (row.type != name) {                                                          \
      return fail(ErrorCode::protocol, "A roster row of type '" + row.type +         \
                                           "' where "                                \
                                           "'" name "' was expected.");              \
    }                                                                                \
    return read_cbor<Type>(row.body);                                                \
  }

MEETPOINT_ROW(Event, "event", id.value)
MEETPOINT_ROW(Organisation, "organisation", id.value)
MEETPOINT_ROW(Attendee, "attendee", id.value)
MEETPOINT_ROW(Badge, "badge", code)
MEETPOINT_ROW(Place, "place", id.value)
MEETPOINT_ROW(Meeting, "meeting", id.value)
MEETPOINT_ROW(Session, "session", id.value)
MEETPOINT_ROW(Zone, "zone", id.value)
#undef MEETPOINT_ROW

std::vector<RosterRow> rows_of(const Roster& roster) {
  std::vector<RosterRow> rows{row_of(roster.event)};
  const auto add = [&](const auto& values) {
    for (const auto& value : values) rows.push_back(row_of(value));
  };
  add(roster.organisations);
  add(roster.attendees);
  add(roster.badges);
  add(roster.places);
  add(roster.meetings);
  add(roster.sessions);
  add(roster.zones);
  return rows;
}

RosterRow for_stations(RosterRow row) {
  if (row.type != row_type<Attendee>()) return row;
  auto body = parse_cbor(row.body);
  if (!body || !body->is_object()) {
    row.body = write_cbor(Json::object());
    return row;
  }
  body->erase("email");
  body->erase("telephone");
  row.body = write_cbor(*body);
  return row;
}

std::vector<AttendeeId> attendees_of(const RosterRow& row) {
  if (row.type == row_type<Meeting>()) {
    if (auto meeting = read_row<Meeting>(row)) return meeting->attendees;
  } else if (row.type == row_type<Badge>()) {
    if (auto badge = read_row<Badge>(row)) return {badge->attendee};
  }
  return {};
}

}  // namespace meetpoint::wire
