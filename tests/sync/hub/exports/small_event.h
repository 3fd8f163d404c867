// Three people, a table, a station, and what they did, as the hub would hand it over.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "sync/hub/exports/contact_log.h"

namespace meetpoint::exports::testing {

inline FactId fact_id(std::uint64_t seq) { return {StationId{1}, 1, seq}; }

struct SmallEvent {
  Event event;
  std::vector<ContactState> contacts;
  std::vector<ConsentState> consents;
  std::vector<NoteState> notes;
  std::vector<Attendee> attendees;
  std::vector<Organisation> organisations = {{OrganisationId{"O-1"}, "Stad Distelbeke", "town", ""},
                                             {OrganisationId{"O-2"}, "Hop & Hagel", "food", ""}};
  std::vector<Place> places = {{PlaceId{"T-1"}, "Table 1", "table", "", {}}};
  std::vector<Meeting> meetings;
  std::vector<StationName> stations = {{StationId{1}, "Door"}};

  SmallEvent() {
    event.id = EventId{"ev"};
    event.name = "A day";
    event.venue = "A hall";
    event.time_zone = {"Europe/Brussels", {{at(0, 0) - std::chrono::days{100}, 60}}};
    attendees = {person("B-1", "Anaïs", "van der Meersch", "O-1", "buyer",
                        "anais@distelbeke.example", "+32 2 000 11 22"),
                 person("S-1", "Loïc", "d’Aubrencourt", "O-2", "supplier", "loic@hop.example",
                        "+32 2 000 33 44"),
                 person("S-2", "Zoë", "Regenboer", "O-2", "supplier", "", "")};
    Meeting meeting;
    meeting.id = MeetingId{"M-1"};
    meeting.title = "Soup";
    meeting.place = PlaceId{"T-1"};
    meetings = {meeting};
  }

  static Attendee person(const char* id, const char* given, const char* family, const char* org,
                         const char* role, const char* email, const char* telephone) {
    Attendee a;
    a.id = AttendeeId{id};
    a.given_name = given;
    a.family_name = family;
    a.organisation = OrganisationId{org};
    a.role = role;
    a.email = email;
    a.telephone = telephone;
    return a;
  }

  // Of 18 March 2027, UTC.
  static Instant at(int hour, int minute) {
    using namespace std::chrono;
    return Instant{sys_days{2027y / March / 18}} + hours{hour} + minutes{minute};
  }

  void meet(const char* low, const char* high, int hour, int minute, const char* meeting = "") {
    ContactState c;
    c.low = AttendeeId{low};
    c.high = AttendeeId{high};
    c.meeting = MeetingId{meeting};
    c.first = fact_id(100 + contacts.size());
    c.met_at = at(hour, minute);
    c.station = StationId{1};
    contacts.push_back(c);
  }

  void consent(const char* person, const char* to, const std::vector<std::string>& fields) {
    auto own = std::find_if(consents.begin(), consents.end(),
                            [&](const ConsentState& c) { return c.person.value == person; });
    if (own == consents.end()) {
      own = consents.insert(consents.end(), ConsentState{AttendeeId{person}, {}, {}});
    }
    for (const std::string& field : fields) own->grants.push_back({AttendeeId{to}, field});
    std::sort(own->grants.begin(), own->grants.end());
  }

  void note(const char* author, const char* about, const char* text, int rating) {
    NoteState n{AttendeeId{author}, AttendeeId{about}, {}};
    n.versions.push_back({fact_id(1), at(10, 0), "an older version", 1});
    n.versions.push_back({fact_id(2), at(11, 0), text, rating});
    notes.push_back(std::move(n));
  }

  ContactLog log() const {
    return contact_log({.event = event,
                        .contacts = contacts,
                        .consents = consents,
                        .notes = notes,
                        .attendees = attendees,
                        .organisations = organisations,
                        .places = places,
                        .meetings = meetings,
                        .stations = stations},
                       at(17, 0));
  }
};

}  // namespace meetpoint::exports::testing
