// The kinds of facts, and what each says.
//
// Fields are only ever added; a fact is never rewritten for a new one. A kind that is not in this
// list is decoded as UnknownFact and kept as it came.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sync/base/ids.h"
#include "sync/model/fact.h"

namespace meetpoint {

struct CheckIn {
  static constexpr std::string_view kind = "check_in";
  AttendeeId attendee;
  std::string badge;  // the code that was scanned; empty when staff did it by name
  bool operator==(const CheckIn&) const = default;
};

// Takes back the facts it names, and no others: what its author did not see stays.
struct Undo {
  static constexpr std::string_view kind = "undo";
  std::vector<FactId> facts;
  bool operator==(const Undo&) const = default;
};

// Two attendees met. The pair has no order.
struct Contact {
  static constexpr std::string_view kind = "contact";
  AttendeeId a;
  AttendeeId b;
  MeetingId meeting;  // in which meeting, or empty
  PlaceId place;      // the station's place, or empty
  bool operator==(const Contact&) const = default;
};

struct ContactNote {
  static constexpr std::string_view kind = "contact_note";
  AttendeeId author;
  AttendeeId about;
  std::string text;
  int rating = 0;  // 1..5; 0: none
  bool operator==(const ContactNote&) const = default;
};

// `person` lets `to` receive their own `fields` ("name", "organisation", "email", "telephone").
// `after` names the withdrawals that the person had made before and now overrides: a withdrawal
// that is not named wins, whatever the clocks say.
struct ConsentGiven {
  static constexpr std::string_view kind = "consent_given";
  AttendeeId person;
  AttendeeId to;
  std::vector<std::string> fields;
  std::vector<FactId> after;
  bool operator==(const ConsentGiven&) const = default;
};

// An empty `to` means everybody; an empty list of fields means all.
struct ConsentWithdrawn {
  static constexpr std::string_view kind = "consent_withdrawn";
  AttendeeId person;
  AttendeeId to;
  std::vector<std::string> fields;
  bool operator==(const ConsentWithdrawn&) const = default;
};

// Spends a seat of the recording station (see seats.h). `leaving` names the admissions of this
// person, to whichever zone, that end with it: all that the station knows and nobody has named.
struct ZoneEntered {
  static constexpr std::string_view kind = "zone_entered";
  AttendeeId attendee;
  ZoneId zone;
  bool over_capacity = false;  // staff let them in although it was full
  std::vector<FactId> leaving;
  bool operator==(const ZoneEntered&) const = default;
};

// `entries` as ZoneEntered::leaving.
struct ZoneLeft {
  static constexpr std::string_view kind = "zone_left";
  AttendeeId attendee;
  ZoneId zone;
  std::vector<FactId> entries;
  bool operator==(const ZoneLeft&) const = default;
};

struct MeetingAttended {
  static constexpr std::string_view kind = "meeting_attended";
  AttendeeId attendee;
  MeetingId meeting;
  bool operator==(const MeetingAttended&) const = default;
};

// Somebody who is in no roster. The id is a UUID that the station makes.
struct WalkIn {
  static constexpr std::string_view kind = "walk_in";
  AttendeeId attendee;
  std::string given_name;
  std::string family_name;
  std::string organisation_name;
  std::string role;
  std::string language;
  bool operator==(const WalkIn&) const = default;
};

struct BadgeIssued {
  static constexpr std::string_view kind = "badge_issued";
  std::string badge;
  AttendeeId attendee;
  bool operator==(const BadgeIssued&) const = default;
};

// For good: nothing takes a revocation back, an undo neither.
struct BadgeRevoked {
  static constexpr std::string_view kind = "badge_revoked";
  std::string badge;
  std::string reason;  // "lost", "replaced", …
  bool operator==(const BadgeRevoked&) const = default;
};

// A kind of a newer program, or a body that does not have the fields of its kind.
struct UnknownFact {
  bool operator==(const UnknownFact&) const = default;
};

using FactBody =
    std::variant<CheckIn, Undo, Contact, ContactNote, ConsentGiven, ConsentWithdrawn, ZoneEntered,
                 ZoneLeft, MeetingAttended, WalkIn, BadgeIssued, BadgeRevoked, UnknownFact>;

// A fact with its body read (wire::read_fact makes one from a record).
struct Fact {
  FactId id;
  Hlc hlc;
  Instant wall;
  FactBody body;
  bool operator==(const Fact&) const = default;
};

// Whether stations other than the recording one need facts of this kind to do their work. Contacts,
// notes and consents travel to the hub only.
bool shared_with_stations(std::string_view kind);

// The facts that a body names, to be read or changed in place; null where its kind names none.
std::vector<FactId>* references_in(FactBody&);

}  // namespace meetpoint
