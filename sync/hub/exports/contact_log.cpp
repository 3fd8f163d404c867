#include "sync/hub/exports/contact_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

namespace meetpoint::exports {
namespace {

template <class Id, class T>
using ById = std::unordered_map<Id, const T*>;

// Everything in the input by its id; looked at during one call only.
struct Index {
  explicit Index(const ContactLogInput& input) {
    for (const ConsentState& c : input.consents) consents[c.person] = &c;
    for (const Attendee& a : input.attendees) attendees[a.id] = &a;
    for (const Organisation& o : input.organisations) organisations[o.id] = &o;
    for (const Place& p : input.places) places[p.id] = &p;
    for (const Meeting& m : input.meetings) meetings[m.id] = &m;
    for (const StationName& s : input.stations) stations[s.id] = &s;
    for (const NoteState& n : input.notes) notes[{n.author, n.about}] = &n;
  }

  bool allows(const AttendeeId& person, const AttendeeId& to, std::string_view field) const {
    const auto found = consents.find(person);
    return found != consents.end() && may_pass_on(*found->second, to, field);
  }

  ById<AttendeeId, ConsentState> consents;
  ById<AttendeeId, Attendee> attendees;
  ById<OrganisationId, Organisation> organisations;
  ById<PlaceId, Place> places;
  ById<MeetingId, Meeting> meetings;
  std::map<StationId, const StationName*> stations;
  std::map<std::pair<AttendeeId, AttendeeId>, const NoteState*> notes;
};

std::string organisation_of(const Attendee& attendee, const Index& index) {
  const auto found = index.organisations.find(attendee.organisation);
  return found == index.organisations.end() ? attendee.organisation_name : found->second->name;
}

// What `id` lets `other` have.
ContactLogPerson details(const AttendeeId& id, const AttendeeId& other, const Index& index) {
  ContactLogPerson person;
  const bool name = index.allows(id, other, "name");
  const bool organisation = index.allows(id, other, "organisation");
  const bool email = index.allows(id, other, "email");
  const bool telephone = index.allows(id, other, "telephone");
  if (!name && !organisation && !email && !telephone) return person;
  person.id = id;
  const auto found = index.attendees.find(id);
  if (found == index.attendees.end()) return person;  // a tombstone: the id is all there is
  const Attendee& attendee = *found->second;
  person.role = attendee.role;
  if (name) person.name = full_name(attendee);
  if (organisation) person.organisation = organisation_of(attendee, index);
  if (email) person.email = attendee.email;
  if (telephone) person.telephone = attendee.telephone;
  return person;
}

// A note is about a person, and so leaves with that person's consent only.
void add_note(ContactLogPerson& author, const AttendeeId& author_id, const AttendeeId& about,
              const Index& index) {
  const auto found = index.notes.find({author_id, about});
  if (found == index.notes.end() || found->second->versions.empty()) return;
  if (!index.allows(about, author_id, "name")) return;
  author.note = found->second->versions.back().text;
  author.rating = found->second->versions.back().rating;
}

ContactLogRow make_row(const ContactState& contact, const ContactLogInput& input,
                       const Index& index) {
  ContactLogRow row;
  row.met_at = contact.met_at.value_or(Instant{});
  row.local = input.event.time_zone.local(row.met_at);
  row.doubles = contact.doubles.size();
  row.meeting = contact.meeting;
  PlaceId place = contact.place;
  if (const auto meeting = index.meetings.find(contact.meeting); meeting != index.meetings.end()) {
    row.meeting_title = meeting->second->title;
    if (place.empty()) place = meeting->second->place;
  }
  if (const auto known = index.places.find(place); known != index.places.end()) {
    row.place = known->second->name;
  }
  const auto station = index.stations.find(contact.station);
  row.station = station != index.stations.end() ? station->second->name
                                                : fmt::format("{}", contact.station.value);
  row.a = details(contact.low, contact.high, index);
  row.b = details(contact.high, contact.low, index);
  if (row.a.consents() || row.b.consents()) {
    add_note(row.a, contact.low, contact.high, index);
    add_note(row.b, contact.high, contact.low, index);
  }
  return row;
}

}  // namespace

ContactLog contact_log(const ContactLogInput& input, Instant now) {
  const Index index(input);
  std::vector<const ContactState*> contacts;
  for (const ContactState& contact : input.contacts) {
    if (contact.first) contacts.push_back(&contact);  // else all of it was undone
  }
  // By the ids of the state and not of the rows, where some are left out.
  std::sort(contacts.begin(), contacts.end(), [](const ContactState* x, const ContactState* y) {
    return std::tie(x->met_at, x->low, x->high, x->meeting) <
           std::tie(y->met_at, y->low, y->high, y->meeting);
  });
  ContactLog log{.event = input.event, .exported_at = now, .rows = {}};
  for (const ContactState* contact : contacts) {
    ContactLogRow row = make_row(*contact, input, index);
    if (!row.a.consents() && !row.b.consents()) {
      ++log.withheld;
      continue;
    }
    if (!row.a.consents() || !row.b.consents()) ++log.one_sided;
    log.rows.push_back(std::move(row));
  }
  return log;
}

Attendee walk_in_attendee(const WalkIn& walk_in) {
  Attendee attendee;
  attendee.id = walk_in.attendee;
  attendee.given_name = walk_in.given_name;
  attendee.family_name = walk_in.family_name;
  attendee.organisation_name = walk_in.organisation_name;
  attendee.role = walk_in.role;
  attendee.language = walk_in.language;
  return attendee;
}

std::string date_text(const LocalTime& t) {
  return fmt::format("{:04}-{:02}-{:02}", t.year, t.month, t.day);
}

std::string time_text(const LocalTime& t) { return fmt::format("{:02}:{:02}", t.hour, t.minute); }

}  // namespace meetpoint::exports
