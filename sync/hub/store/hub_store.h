// What the hub keeps of its events: the interface.
//
// Thread-safe. A write has succeeded only after its durable commit; inside together() after that of
// the whole. Every call is about one event, so that a store can be spread by event.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sync/base/result.h"
#include "sync/hub/exports/contact_log.h"
#include "sync/model/roster_row.h"
#include "sync/model/seats.h"
#include "sync/wire/messages.h"
#include "sync/wire/seat_messages.h"
#include "sync/wire/vector_messages.h"

namespace meetpoint::hub {

inline constexpr std::string_view role_kiosk = "kiosk";
inline constexpr std::string_view role_organiser = "organiser";  // may download the contact log
inline constexpr std::string_view role_relay = "relay";          // passes on what stations signed
inline constexpr std::string_view status_waiting = "waiting";    // its code was not used yet
inline constexpr std::string_view status_active = "active";
inline constexpr std::string_view status_revoked = "revoked";

struct Station {
  StationId id;
  std::string name;
  std::string role;
  std::string status;
  std::string token_hash;  // bytes; empty before enrolment
  std::string public_key;  // Ed25519; empty: enrolled before stations had keys
  std::string app;
  std::optional<Instant> enrolled_at;
  std::optional<Instant> last_seen;
  std::uint64_t facts = 0;
  std::uint64_t rejected = 0;
  bool operator==(const Station&) const = default;
};

struct EventSummary {
  EventId id;
  std::string name;
  std::uint64_t epoch = 0;
  HubSeq head = 0;
  // Keys that fold_left() still has to fold, and facts of which it has still to find the keys.
  std::uint64_t to_fold = 0;
  bool operator==(const EventSummary&) const = default;
};

struct EventPosition {
  std::uint64_t epoch = 0;
  HubSeq head = 0;
};

// An enrolment code as it is kept.
struct StoredCode {
  EventId event;
  std::string locator;
  StationId station;
  std::string hash;
  Instant expires_at;
  bool used = false;
};

struct NewStation {
  std::string name;
  std::string role;
  bool again = false;  // give an enrolled station of this name a new code
  std::string locator;
  std::string code_hash;
  Instant expires_at;
};

struct Redeemed {
  Station station;
  std::string hub_key;            // by which this hub signs for the event
  std::uint32_t incarnation = 1;  // of the journal to begin
};

// The facts do not continue what the hub has of this incarnation.
struct Gap {
  std::uint64_t acked_seq = 0;
};
// The hub has other facts under these ids.
struct Fork {
  std::uint64_t acked_seq = 0;
  std::uint64_t agreed_seq = 0;  // the push is the same up to here; 0 where it can't be told
  std::uint32_t next_incarnation = 0;
  std::vector<wire::KnownFact> known;  // facts of the push that are here under other ids
};
struct Accepted {
  wire::PushReply reply;
  bool feed_grew = false;  // something in it is for other stations
  std::size_t fresh = 0;   // facts that were not here before
};
// The station's key did not sign these facts; nothing was kept.
struct NotSigned {
  bool missing = false;  // there is no signature at all
};
using PushOutcome = std::variant<Accepted, Gap, Fork, NotSigned>;

// What was found out about a push before its turn to be written: so that the one thread that writes
// need not.
struct CheckedPush {
  std::vector<std::string> chain;  // wire::chain_of(); empty: not known
  std::string signed_by;           // the key that its signature is of; empty: not known
};

struct FeedQuery {
  HubSeq after = 0;
  HubSeq seen = 0;   // up to here it is known that nothing is for stations; at least `after`
  HubSeq up_to = 0;  // as if the feed ended there; 0: at its head
  std::size_t max_entries = wire::max_entries_per_feed;
  std::size_t max_bytes = std::size_t{4} << 20;
  // Facts that are not for stations cost time, too.
  std::size_t max_looked_at = 50'000;
};

struct ImportOutcome {
  bool created = false;
  std::size_t added = 0;
  std::size_t changed = 0;
  std::size_t moved = 0;  // meetings among the changed that have another place or time
  std::size_t removed = 0;
  std::size_t unchanged = 0;
  std::size_t erased = 0;  // rows about people who were erased: passed over
  HubSeq head = 0;
};

// Everything that the contact log is made of; owns what exports::ContactLogInput looks at.
struct ContactMaterial {
  Event event;
  std::vector<ContactState> contacts;
  std::vector<ConsentState> consents;
  std::vector<NoteState> notes;
  std::vector<Attendee> attendees;
  std::vector<Organisation> organisations;
  std::vector<Place> places;
  std::vector<Meeting> meetings;
  std::vector<exports::StationName> stations;
  // Looks at this; not longer than this lives.
  exports::ContactLogInput view() const {
    return {event, contacts, consents, notes, attendees, organisations, places, meetings, stations};
  }
};

struct Erasure {
  std::size_t facts = 0;
  std::size_t badges = 0;
};

// A fact that this hub keeps but does not count, and why.
struct SetAside {
  StationId station;
  std::string name;  // of the station
  std::uint32_t incarnation = 0;
  std::uint64_t seq = 0;
  std::string kind;
  std::string reason;
  bool operator==(const SetAside&) const = default;
};
struct SetAsideList {
  std::vector<SetAside> facts;  // by station and seq
  std::uint64_t total = 0;      // there may be more than are listed
};

// How the seats of the zones with a limit stand.
struct ZoneOverview {
  ZoneId id;
  std::string topic;
  ZoneSeats seats;
  bool operator==(const ZoneOverview&) const = default;
};
struct StationSeats {
  StationId station;
  std::string name;
  ZoneId zone;
  std::uint64_t unspent = 0;
  bool operator==(const StationSeats&) const = default;
};
struct SeatOverview {
  std::vector<ZoneOverview> zones;
  std::vector<StationSeats> unspent;
  std::vector<Station> waiting_for;  // nothing is granted before these have reported
};

class HubStore {
 public:
  virtual ~HubStore() = default;

  virtual Result<std::vector<EventSummary>> events() = 0;
  // not_found where there is no such event; so for all calls below.
  virtual Result<EventPosition> position(const EventId&) = 0;

  virtual Result<std::optional<Station>> station(const EventId&, StationId) = 0;
  virtual Result<std::vector<Station>> stations(const EventId&) = 0;
  // The same for relays, without a count of anything: it is asked for every few seconds.
  virtual Result<std::vector<wire::KnownStation>> known_stations(const EventId&) = 0;
  // conflict where a station of this name is at work already (and not `again`).
  virtual Result<Station> add_station(const EventId&, const NewStation&, Instant now) = 0;
  virtual Result<std::vector<StoredCode>> codes(const std::string& locator) = 0;
  // Uses the code up. conflict where that was done before.
  virtual Result<Redeemed> redeem(const StoredCode&, const std::string& token_hash,
                                  const wire::EnrolRequest&, Instant now) = 0;
  virtual Status revoke(const EventId&, StationId) = 0;
  // The key of a station that was enrolled without one; the hub's own key. conflict where the hub
  // has another key of it.
  virtual Result<std::string> register_key(const EventId&, StationId,
                                           const std::string& public_key) = 0;
  // Remembers that a station was heard of; written with the next transaction.
  virtual void saw(const EventId&, StationId, Instant now) = 0;

  // revoked where the station may not send; protocol where a fact is not of this station and
  // incarnation, or the seqs are not dense. Facts of a station with a key must be signed by it.
  virtual Result<PushOutcome> push(const EventId&, StationId, const wire::PushRequest&,
                                   const CheckedPush&, Instant now) = 0;
  Result<PushOutcome> push(const EventId& event, StationId station, const wire::PushRequest& push,
                           Instant now) {
    return this->push(event, station, push, {}, now);
  }
  // The same for facts that a person brought in a file. A signature by any key that this station is
  // known to have had will do. `approved`, by the organiser: also those of a station that was
  // revoked, and unsigned ones where the hub has no key of the station at all.
  virtual Result<PushOutcome> rescue(const EventId&, StationId, const wire::PushRequest&,
                                     bool approved, Instant now) = 0;
  // What the hub has of a station's journals, and what it is still to be sent. The facts that are
  // missing then come by push(), the notices go to heed().
  virtual Result<wire::VectorReply> vector(const EventId&, StationId, const wire::VectorRequest&,
                                           Instant now) = 0;
  // Active stations that may have facts which this hub lost: it was restored, and they have not
  // brought everything since.
  virtual Result<std::vector<Station>> not_refilled(const EventId&) = 0;
  // Facts that came but do not count: at most `limit` of them.
  virtual Result<SetAsideList> set_aside(const EventId&, std::size_t limit) = 0;
  // How far the hub has the newest journal of a station.
  virtual Result<std::uint64_t> acked_seq(const EventId&, StationId) = 0;
  // The newest place of a row of the roster in the feed. As long as it is the same, so is all of
  // the feed up to any place that was ever reached: whatever changes or wipes rows or facts that
  // have a place gives a row a new one in the same commit. An import does that by what it changes;
  // an erasure, and a badge code that was learned of somebody erased, by their notice. (A relay's
  // own parting of journals does not.)
  virtual Result<HubSeq> newest_row(const EventId&) = 0;
  // What stations may see of the feed. `to` has passed what they may not.
  virtual Result<wire::FeedReply> feed(const EventId&, const FeedQuery&, Instant now) = 0;

  // Makes the roster what these rows say; what is not among them becomes a tombstone.
  virtual Result<ImportOutcome> import_roster(const EventId&, std::vector<RosterRow>) = 0;
  // After the hub was restored from a copy. The new epoch.
  virtual Result<std::uint64_t> raise_epoch(const EventId&) = 0;
  // The same, unless that was done since `epoch`; the epoch that holds now.
  virtual Result<std::uint64_t> raise_epoch_from(const EventId&, std::uint64_t epoch) = 0;
  // Whether this hub itself gave out that position with that mark. Not: it lost what it had.
  virtual Result<bool> knows(const EventId&, HubSeq seq, const std::string& mark) = 0;

  // A station reports its seats and asks for more (see sync/model/seats.h). conflict where it reads
  // another epoch.
  virtual Result<wire::GrantsReply> grants(const EventId&, StationId,
                                           const wire::GrantsRequest&) = 0;
  virtual Result<SeatOverview> seats(const EventId&) = 0;
  // The organiser knows that this file is no old copy: seats are granted although some stations
  // have not reported.
  virtual Status grant_without(const EventId&) = 0;

  // Takes a person out of all that is kept, for good, and lets every station do the same. not_found
  // where nobody of this id was ever heard of.
  virtual Result<Erasure> erase(const EventId&, const AttendeeId&) = 0;
  // Notices that a station kept: those that this hub signed and lost are applied; how many.
  virtual Result<std::size_t> heed(const EventId&, const std::vector<RosterRow>&) = 0;

  virtual Result<std::string> state_hash(const EventId&, bool shared_only) = 0;
  virtual Result<ContactMaterial> contact_material(const EventId&) = 0;

  // Folds some of what a push of many facts left to be folded; whether there is more. For when
  // nobody waits: whoever reads the state is told of all facts anyway.
  virtual Result<bool> fold_left() = 0;
  // Moves what the log of commits holds into the database, where it is much; commits go on
  // meanwhile. Without it they do that now and then, and wait for it.
  virtual Status move_log() = 0;

  // Whether reads work and the last write did not fail for want of a disk or a server.
  virtual Status ready() = 0;

  // Whether other hubs write to the same database. Then a commit is about one event, so that events
  // can be spread, and feeds grow without this hub's doing.
  virtual bool is_shared() const { return false; }
  // A number that changes whenever some event's feed may have grown.
  virtual Result<std::uint64_t> pulse() = 0;

  // Runs `body`, whose writes through this store (on this thread) share one durable commit, and
  // whose reads see what was written so far. On failure none of them has happened, whatever they
  // returned. A shared database may ask for it more than once, each time from the start.
  virtual Status together(const std::function<void()>& body) = 0;
  // Runs `body`; whatever it reads through this store (on this thread) is of one moment, and costs
  // one look at the database instead of one each. What it writes is committed as always, and not
  // seen by it. A shared database may ask for it more than once. Fails where the database can't be
  // read: then `body` did not come to its end.
  virtual Status at_one_moment(const std::function<void()>& body) = 0;
};

}  // namespace meetpoint::hub
