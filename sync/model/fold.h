// The fold: the pure function from facts to the present state.
//
// Every fact but an undo belongs to one key (a person, a badge, a pair of people, …). The state of
// a key is computed from the *set* of its facts and of the undos that name them, never from the
// order in which they came; so replicas with the same facts have the same state, whatever the
// network did. Facts about one key are few, so that a store can fold a key anew whenever one of
// its facts arrives.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "sync/model/fact_body.h"

namespace meetpoint {

// The key of a fact's state: "attendee/B-014", "badge/…", "contact/B-014/S-003/M-77",
// "note/B-014/S-003", "consent/B-014". Empty for an undo and for kinds that are not known.
std::string fold_key(const FactBody&);

std::string attendee_key(const AttendeeId&);
std::string badge_key(std::string_view code);
std::string contact_key(const AttendeeId&, const AttendeeId&, const MeetingId&);
std::string consent_key(const AttendeeId& person);

// Whether the state of a key is the same at every station and the hub (shared_with_stations).
bool shared_key(std::string_view key);

// Where a person is, and when they came.
struct AttendeeState {
  AttendeeId attendee;
  std::optional<FactId> check_in;  // the first that counts
  std::optional<Instant> checked_in_at;
  std::vector<FactId> doubles;  // further check-ins, of stations that could not know
  ZoneId zone;                  // empty: in none
  std::optional<FactId> zone_fact;
  bool over_capacity = false;
  std::vector<MeetingId> attended;  // ascending
  std::optional<WalkIn> walk_in;
  bool operator==(const AttendeeState&) const = default;
};

struct BadgeState {
  std::string badge;
  AttendeeId attendee;                  // from the first issue; empty: only the roster knows it
  std::vector<AttendeeId> also_issued;  // the same code to others, to be resolved
  bool revoked = false;
  std::optional<Instant> revoked_at;
  std::string reason;
  bool operator==(const BadgeState&) const = default;
};

// One contact of the unordered pair (low < high), in a meeting or outside any.
struct ContactState {
  AttendeeId low;
  AttendeeId high;
  MeetingId meeting;
  std::optional<FactId> first;  // empty: all were undone
  std::optional<Instant> met_at;
  PlaceId place;
  StationId station;
  std::vector<FactId> doubles;
  bool operator==(const ContactState&) const = default;
};

struct NoteVersion {
  FactId fact;
  Instant at;
  std::string text;
  int rating = 0;
  bool operator==(const NoteVersion&) const = default;
};

// What one person wrote about another: every version, oldest first.
struct NoteState {
  AttendeeId author;
  AttendeeId about;
  std::vector<NoteVersion> versions;
  bool operator==(const NoteState&) const = default;
};

struct ConsentGrant {
  AttendeeId to;
  std::string field;
  auto operator<=>(const ConsentGrant&) const = default;
  bool operator==(const ConsentGrant&) const = default;
};

// What a person lets others have, as it stands; and the withdrawals a new consent must name.
struct ConsentState {
  AttendeeId person;
  std::vector<ConsentGrant> grants;  // ascending
  std::vector<FactId> withdrawals;   // ascending
  bool operator==(const ConsentState&) const = default;
};

using FoldedState =
    std::variant<std::monostate, AttendeeState, BadgeState, ContactState, NoteState, ConsentState>;

// Why a fact can't count, whatever else is known ("a contact of a person with themselves"); empty
// if it can. Depends on the fact alone, so that every replica answers alike.
std::string why_rejected(const Fact&);

// Folds all facts of one key. `undone` holds the ids that some undo names. Facts of other keys and
// rejected facts are passed over. monostate: no fact of this key counts.
FoldedState fold(std::string_view key, std::span<const Fact> facts, const std::set<FactId>& undone);

// The reference: everything at once, from any order. Keys without state are absent.
std::map<std::string, FoldedState> fold_all(std::span<const Fact> facts);

// Every id that the undos among these facts name. An undo can't be undone.
std::set<FactId> undone_by(std::span<const Fact> facts);

bool may_pass_on(const ConsentState&, const AttendeeId& to, std::string_view field);

}  // namespace meetpoint
