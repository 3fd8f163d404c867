// Letting people into zones and out again, within a station's transaction.
#include <algorithm>
#include <map>
#include <set>

#include "sync/store/seats.h"
#include "sync/store/station_store.h"
#include "sync/wire/fact_codec.h"

namespace meetpoint::store {

std::optional<FactId> StationWrite::enter_zone(const AttendeeId& attendee, const ZoneId& zone,
                                               bool over_capacity) {
  if (!over_capacity) {
    const auto row = RosterTable(db_, event_).get<Zone>(zone.value);
    if (!row) return std::nullopt;  // who knows how many seats it has
    const auto left = seats_here(db_, event_, zone, row->capacity);
    if (left && *left == 0) return std::nullopt;
  }
  return append(ZoneEntered{.attendee = attendee,
                            .zone = zone,
                            .over_capacity = over_capacity,
                            .leaving = open_entries(db_, event_, attendee)});
}

FactId StationWrite::leave_zone(const AttendeeId& attendee, const ZoneId& zone) {
  return append(
      ZoneLeft{.attendee = attendee, .zone = zone, .entries = open_entries(db_, event_, attendee)});
}

std::vector<FactId> StationWrite::undo(const std::vector<FactId>& facts) {
  std::vector<FactId> named;
  std::vector<ZoneLeft> exits;
  std::set<AttendeeId> moved;
  for (FactId id : facts) {
    if (const auto now = renamed_.find(id); now != renamed_.end()) id = now->second;
    const auto record = facts_.find(id);
    const Fact fact = record ? wire::read_fact(*record) : Fact{.body = UnknownFact{}};
    if (const auto* left = std::get_if<ZoneLeft>(&fact.body)) {
      // It stands: the seat that it gave back may be somebody's by now.
      exits.push_back(*left);
      continue;
    }
    if (const auto* entered = std::get_if<ZoneEntered>(&fact.body)) moved.insert(entered->attendee);
    named.push_back(id);
  }
  std::vector<FactId> recorded;
  if (!named.empty()) recorded.push_back(append(Undo{named}));

  std::map<AttendeeId, ZoneId> back;
  for (const AttendeeId& attendee : moved) {
    const AttendeeState state = read_.attendee_state(attendee);
    const auto open = open_entries(db_, event_, attendee);
    const bool has_seat =
        state.zone_fact && std::find(open.begin(), open.end(), *state.zone_fact) != open.end();
    if (!state.zone.empty() && !has_seat) back[attendee] = state.zone;
  }
  for (const ZoneLeft& left : exits) {
    if (read_.attendee_state(left.attendee).zone.empty()) back[left.attendee] = left.zone;
  }
  for (const auto& [attendee, zone] : back) {
    if (const auto entry = enter_zone(attendee, zone)) {
      recorded.push_back(*entry);
    } else if (read_.attendee_state(attendee).zone == zone) {
      recorded.push_back(leave_zone(attendee, zone));
    }
  }
  return recorded;
}

}  // namespace meetpoint::store
