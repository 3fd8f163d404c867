// Roster values <-> roster rows.
#pragma once

#include "sync/base/result.h"
#include "sync/model/roster.h"
#include "sync/model/roster_row.h"

namespace meetpoint::wire {

// The type name of a row: "event", "organisation", "attendee", "badge", "place", "meeting",
// "session", "zone".
template <class T>
std::string_view row_type();

RosterRow row_of(const Event&);
RosterRow row_of(const Organisation&);
RosterRow row_of(const Attendee&);
RosterRow row_of(const Badge&);
RosterRow row_of(const Place&);
RosterRow row_of(const Meeting&);
RosterRow row_of(const Session&);
RosterRow row_of(const Zone&);

// Every row of a roster, the event first.
std::vector<RosterRow> rows_of(const Roster&);

// ErrorCode::protocol where the row is of another type or lacks a field.
template <class T>
Result<T> read_row(const RosterRow&);

// The row as stations may hold it: without e-mail address and telephone number.
RosterRow for_stations(RosterRow);

// Which attendees a row is about (the participants of a meeting); empty for most types.
std::vector<AttendeeId> attendees_of(const RosterRow&);

}  // namespace meetpoint::wire
