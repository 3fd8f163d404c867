// The roster: what the organiser prepared. Plain values, no behaviour, no I/O.
//
// Every row has an id that is unique within its type and event. A row that the organiser deletes
// stays as a tombstone, so that facts about it keep something to hang on. Times are UTC; the
// event's TimeZone turns them into what the clock on the wall says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sync/base/ids.h"
#include "sync/base/instant.h"
#include "sync/model/time_zone.h"

namespace meetpoint {

struct Event {
  EventId id;
  std::string name;
  std::string venue;
  TimeZone time_zone;
  Instant starts_at;
  Instant ends_at;
  std::vector<std::string> languages;  // "nl", "fr", "en"; the first is the default
  // What cameras look for beside QR codes, on the tickets of other systems: "micro_qr_code",
  // "data_matrix", "aztec", "pdf417", "code_128". A station passes over words it does not know.
  std::vector<std::string> ticket_codes;
  bool operator==(const Event&) const = default;
};

struct Organisation {
  OrganisationId id;
  std::string name;
  std::string sector;  // "town", "hospital", "catering", … as the organiser calls it
  std::string town;
  bool operator==(const Organisation&) const = default;
};

struct Attendee {
  AttendeeId id;
  std::string given_name;
  std::string family_name;
  OrganisationId organisation;
  std::string organisation_name;       // for a walk-in, whose organisation is in no list
  std::string role;                    // "buyer", "supplier", "facilitator", "speaker", "staff", …
  std::string language;                // preferred language on screen, empty: the event's
  std::vector<std::string> interests;  // themes
  ZoneId booked_zone;                  // empty: none booked
  std::vector<SessionId> booked_sessions;
  // Known to the hub alone; empty at every station.
  std::string email;
  std::string telephone;
  bool operator==(const Attendee&) const = default;
};

// `code` is what the QR code holds: 128 random bits as Meetpoint prints them, or the code of
// another ticket system as it is. It is the id of the row.
struct Badge {
  std::string code;
  AttendeeId attendee;
  bool revoked = false;
  bool operator==(const Badge&) const = default;
};

struct Place {
  PlaceId id;
  std::string name;             // "Table 14", "Room Horta", "Stand B7"
  std::string kind;             // "table", "room", "zone", "stand"
  std::string directions;       // how to get there from the entrance, may be empty
  OrganisationId organisation;  // whose stand it is, else empty
  bool operator==(const Place&) const = default;
};

// Where and when a meeting was before the organiser moved it.
struct MovedFrom {
  PlaceId place;
  Instant starts_at;
  bool operator==(const MovedFrom&) const = default;
};

// People at a table at a time: an appointment, or one round of a speed date.
struct Meeting {
  MeetingId id;
  std::string kind;   // "appointment", "speed_date", "round_table"
  std::string title;  // "Speed date, round 3"; may be empty
  PlaceId place;
  Instant starts_at;
  Instant ends_at;
  std::vector<AttendeeId> attendees;
  bool cancelled = false;
  std::optional<MovedFrom> moved_from;
  bool operator==(const Meeting&) const = default;
};

// A pitch, talk or workshop in a room; many may attend.
struct Session {
  SessionId id;
  std::string title;
  std::string theme;
  PlaceId place;
  Instant starts_at;
  Instant ends_at;
  std::vector<std::string> speakers;
  bool operator==(const Session&) const = default;
};

// A break-out zone: a topic, a place, a time, and so many seats.
struct Zone {
  ZoneId id;
  std::string topic;
  PlaceId place;
  Instant starts_at;
  Instant ends_at;
  int capacity = 0;                 // seats; 0: no limit
  std::vector<std::string> roles;   // whom it is for; empty: everybody
  std::vector<std::string> themes;  // what it is about; empty: everything
  std::string facilitator;
  bool operator==(const Zone&) const = default;
};

// A whole roster at once, as an importer makes it.
struct Roster {
  Event event;
  std::vector<Organisation> organisations;
  std::vector<Attendee> attendees;
  std::vector<Badge> badges;
  std::vector<Place> places;
  std::vector<Meeting> meetings;
  std::vector<Session> sessions;
  std::vector<Zone> zones;
  bool operator==(const Roster&) const = default;
};

// "Anaïs van der Meersch"
std::string full_name(const Attendee&);

}  // namespace meetpoint
