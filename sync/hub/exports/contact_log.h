// The contact log: who met whom, as far as those two people allow.
//
// A pure function from the folded state to rows. A person's detail is in a row only where that
// person consented to that other person having it ("name", "organisation", "email", "telephone");
// the id and the role come with any of these. A contact in which neither person consents to
// anything makes no row and is counted as withheld. What was undone is not in the log.
//
// Values; throws nothing; any thread may call it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "sync/base/instant.h"
#include "sync/model/fold.h"
#include "sync/model/roster.h"

namespace meetpoint::exports {

struct StationName {
  StationId id;
  std::string name;
};

// What the log is made of. Only looked at during the call. An attendee who is in no roster comes
// from `walk_in_attendee`.
struct ContactLogInput {
  const Event& event;
  std::span<const ContactState> contacts;
  std::span<const ConsentState> consents;
  std::span<const NoteState> notes;
  std::span<const Attendee> attendees;
  std::span<const Organisation> organisations;
  std::span<const Place> places;
  std::span<const Meeting> meetings;
  std::span<const StationName> stations;
};

// One of the two people; each field is empty where its owner did not consent.
struct ContactLogPerson {
  AttendeeId id;
  std::string name;
  std::string organisation;
  std::string role;
  std::string email;
  std::string telephone;
  // What this person wrote about the other, and 1..5 (0: none): where the other consents to being
  // named to them. The newest version.
  std::string note;
  int rating = 0;
  bool operator==(const ContactLogPerson&) const = default;

  // Whether this person let the other have anything.
  bool consents() const { return !id.empty(); }
};

struct ContactLogRow {
  Instant met_at;
  LocalTime local;  // of the venue
  std::string station;
  std::string place;
  MeetingId meeting;
  std::string meeting_title;
  ContactLogPerson a;  // the one whose id comes first
  ContactLogPerson b;
  std::size_t doubles = 0;  // how often it was recorded besides
  bool operator==(const ContactLogRow&) const = default;
};

struct ContactLog {
  Event event;
  Instant exported_at;
  std::vector<ContactLogRow> rows;  // by time, then by ids
  std::size_t withheld = 0;         // contacts of which neither person lets anything be passed on
  std::size_t one_sided = 0;        // rows in which one of the two did not consent
};

ContactLog contact_log(const ContactLogInput&, Instant now);

Attendee walk_in_attendee(const WalkIn&);

// "2027-03-18" and "14:05", as the clock at the venue showed.
std::string date_text(const LocalTime&);
std::string time_text(const LocalTime&);

}  // namespace meetpoint::exports
