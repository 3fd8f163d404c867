// Reading what the contact log is made of.
#include "sync/hub/store/transaction.h"
#include "sync/store/fact_table.h"
#include "sync/store/roster_table.h"
#include "sync/wire/fact_codec.h"

namespace meetpoint::hub {

Result<ContactMaterial> SqlHubStore::contact_material(const EventId& event) {
  return read([&](store::Database& db) -> Result<ContactMaterial> {
    if (auto known = position_of(db, event); !known) return fail(known);
    store::RosterTable roster(db, event);
    ContactMaterial material{.event = roster.event().value_or(Event{.id = event})};
    material.attendees = roster.get_all<Attendee>();
    material.organisations = roster.get_all<Organisation>();
    material.places = roster.get_all<Place>();
    material.meetings = roster.get_all<Meeting>();
    store::FactTable facts(db, event);
    facts.each_state("contact/", [&](const std::string&, const std::string& body) {
      if (auto state = wire::read_contact_state(body)) material.contacts.push_back(*state);
    });
    facts.each_state("note/", [&](const std::string&, const std::string& body) {
      if (auto state = wire::read_note_state(body)) material.notes.push_back(*state);
    });
    facts.each_state("consent/", [&](const std::string&, const std::string& body) {
      material.consents.push_back(wire::read_consent_state(body));
    });
    facts.each_state("attendee/", [&](const std::string&, const std::string& body) {
      const AttendeeState state = wire::read_attendee_state(body);
      // Somebody whom the organiser has put on the list since is on it under that entry.
      if (!state.walk_in || roster.find(wire::row_type<Attendee>(), state.attendee.value)) return;
      material.attendees.push_back(exports::walk_in_attendee(*state.walk_in));
    });
    store::Rows rows =
        db.query("SELECT station_id, name FROM station WHERE event_id = ?", event.value);
    while (rows.next()) {
      material.stations.push_back(
          {.id = {static_cast<std::uint32_t>(rows.integer(0))}, .name = rows.text(1)});
    }
    return material;
  });
}

}  // namespace meetpoint::hub
