// Reads what a screen or a decision needs of an event: the roster and the folded facts together.
//
// On any connection; inside a transaction it sees what that transaction has written. Throws
// StoreFailure. Not thread-safe: one per connection.
#pragma once

#include <optional>
#include <string>

#include "sync/model/what_next.h"
#include "sync/store/fact_table.h"
#include "sync/store/roster_table.h"

namespace meetpoint::store {

class EventReader {
 public:
  // `db` must outlive this.
  EventReader(Database& db, const EventId& event)
      : db_(db), event_(event), roster_(db, event), facts_(db, event) {}

  // A badge of the roster or one that a station issued; nothing where no such code is known.
  std::optional<Badge> badge(const std::string& code);
  // Revoked by the organiser or by a fact; true too for a code that is only known as revoked.
  bool is_revoked(const std::string& code);
  // Of the roster, or a walk-in.
  std::optional<Attendee> attendee(const AttendeeId&);
  AttendeeState attendee_state(const AttendeeId&);
  ConsentState consent(const AttendeeId&);
  // Recorded at this station or, at the hub, anywhere; and not undone.
  bool has_contact(const AttendeeId&, const AttendeeId&, const MeetingId&);
  // "Stad Nieuwerbeke", or what a walk-in gave.
  std::string organisation_name(const Attendee&);
  std::optional<Event> event() { return roster_.event(); }
  int people_in(const ZoneId&);

  // Everything about one attendee; nothing where the attendee or the event is not known.
  std::optional<Day> day(const AttendeeId&);

 private:
  MeetingItem item_of(const Meeting&, const AttendeeId& self, const AttendeeState&);
  bool has_arrived(const AttendeeId&);

  Database& db_;
  EventId event_;
  RosterTable roster_;
  FactTable facts_;
};

}  // namespace meetpoint::store
