// A station's own store: its journal, the roster, and the facts of others, in one SQLite file.
//
// Thread-safe. One connection does every write and every checkpoint, under a lock that is held for
// one transaction; a second, read-only connection serves reads that must not wait for it. Success
// is returned only after the durable commit.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sync/base/clock.h"
#include "sync/base/result.h"
#include "sync/model/fact_body.h"
#include "sync/model/signature.h"
#include "sync/store/event_reader.h"
#include "sync/wire/messages.h"
#include "sync/wire/peer_messages.h"
#include "sync/wire/seat_messages.h"
#include "sync/wire/vector_messages.h"

namespace meetpoint::store {

// Who this station is, as the hub said at enrolment. Token and secret key are secrets.
struct Enrolment {
  EventId event;
  StationId station;
  std::string station_name;
  std::string hub_url;
  std::string token;
  std::uint32_t incarnation = 1;
  KeyPair key;          // signs what is sent; empty: enrolled before stations had keys
  std::string hub_key;  // by which the hub signs; empty: the hub does not have our key
};

// A journal to begin, because the hub has other facts than ours under the ids of `of` after
// `agreed_seq`.
struct NewJournal {
  std::uint32_t at_least = 1;  // its number: this, or the next that no fact here has
  std::uint32_t of = 1;
  std::uint64_t agreed_seq = 0;
  std::vector<wire::KnownFact> known;  // facts of `of` that the hub has under these other ids
};

// Where the journal stands towards the hub.
struct JournalPosition {
  // A journal that ended with facts that the hub does not have (any more).
  struct Past {
    std::uint32_t incarnation = 0;
    std::uint64_t last_seq = 0;
    std::uint64_t acked_seq = 0;
    bool operator==(const Past&) const = default;
  };
  std::vector<Past> past;  // oldest first
  std::uint32_t incarnation = 0;
  std::uint64_t last_seq = 0;
  std::uint64_t acked_seq = 0;
  std::uint64_t epoch = 0;
  HubSeq cursor = 0;
  HubSeq hub_head = 0;
  std::string cursor_mark;  // of the cursor; empty: of a hub of before marks
  HubSeq seen_seq = 0;      // the newest position of the hub that this station was told
  std::string seen_mark;
  std::uint64_t vector_epoch = 0;  // in which acked_seq was compared with the hub; 0: not yet
  std::string cursor_at;  // the address of the hub that all these are of; empty: the enrolment's
  // Before anything of the hub's feed is applied (cursor 0): how far it waits in the database to be
  // taken over as a whole, of which epoch, and the mark that came with it. See stage.h.
  HubSeq staged = 0;
  std::uint64_t staged_epoch = 0;
  std::string staged_mark;
  // Of all journals.
  std::uint64_t waiting() const {
    std::uint64_t facts = last_seq - acked_seq;
    for (const Past& journal : past) facts += journal.last_seq - journal.acked_seq;
    return facts;
  }
  bool operator==(const JournalPosition&) const = default;
};

// Facts of this station that got another id: from what to what.
using Renamed = std::map<FactId, FactId>;

// The scope of one write transaction.
class StationWrite {
 public:
  EventReader& read() { return read_; }
  // Appends to the journal and folds; visible to read() at once, durable when the transaction is.
  FactId append(const FactBody&);
  // Spends a seat; nothing is recorded where this station has none left (see sync/model/seats.h).
  // `over_capacity`: staff lets them in all the same.
  std::optional<FactId> enter_zone(const AttendeeId&, const ZoneId&, bool over_capacity = false);
  FactId leave_zone(const AttendeeId&, const ZoneId&);
  // Takes facts of this station back, by the ids that append() gave, also where they have got
  // others since; what was recorded for it. Who would be back in a zone by it is let in anew, for
  // their seat is gone: without a seat they are in none.
  std::vector<FactId> undo(const std::vector<FactId>&);
  StationId station() const { return station_; }

 private:
  friend class StationStore;
  StationWrite(Database&, const EventId&, StationId, Instant now, std::int64_t monotonic_ms,
               const Renamed&);
  void load();

  Database& db_;
  EventId event_;
  EventReader read_;
  FactTable facts_;
  StationId station_;
  Instant now_;
  std::int64_t monotonic_ms_;
  const Renamed& renamed_;
};

class StationStore {
 public:
  // Opens or makes `folder`/station.db. Fails with io where another program has the folder, and
  // with what database.h and schema.h name. After a crash the file is checked as a whole.
  static Result<std::unique_ptr<StationStore>> open(const std::filesystem::path& folder,
                                                    const Clock&);
  ~StationStore();

  Result<std::optional<Enrolment>> enrolment();
  // Fails with conflict where facts of another event or station still wait to be sent.
  Status enrol(const Enrolment&);

  // Runs `body` in one transaction and commits it durably. Fails with not_found before enrolment.
  Status write(const std::function<Status(StationWrite&)>& body);

  // Runs `body` on the reading connection, in one snapshot.
  Status read(const std::function<Status(EventReader&)>& body);

  Result<JournalPosition> position();

  // The next facts to send of a journal: those after `after` (at least what is acknowledged), at
  // most `max_facts` and `max_bytes` of body, with the chain hash of the fact before. Not signed.
  Result<wire::PushRequest> outbox(std::uint32_t incarnation, std::uint64_t after,
                                   std::size_t max_facts, std::size_t max_bytes);

  // Signs a push with this station's key, over its last fact.
  Status sign(wire::PushRequest&);

  // This station's public key; made now where it has none yet.
  Result<std::string> public_key();
  // The hub has that key, and told its own.
  Status key_registered(const std::string& hub_key);

  // All that this station has recorded, for the hub to say what it lacks.
  Result<wire::VectorRequest> vector();
  // What the hub said to that: from now on exactly what it lacks is waiting.
  Status settle(const wire::VectorReply&);
  // The hub has another history of this journal than its acknowledgements said: all of it waits.
  Status send_again(std::uint32_t incarnation);

  // The hub has everything of this incarnation up to `seq`. Never goes back but by settle() and
  // send_again().
  Status acknowledge(std::uint32_t incarnation, std::uint64_t seq,
                     const std::vector<wire::PushResult>& results, HubSeq head = 0,
                     const std::string& mark = {});

  // Applies entries and cursor in one transaction, and what was staged before them. `conflict`
  // where the reply does not continue there or is of another epoch: nothing is changed. `corrupt`
  // where what was staged can't be read: it is forgotten, and the feed to be read from its start.
  Status apply(const wire::FeedReply&);
  // Keeps a reply of the first read that does not reach the head: nothing else changes by it.
  Status stage(const wire::FeedReply&);

  // The hub was restored or replaced (a new epoch): read everything again from the start. What it
  // no longer has is found by vector() and settle(). `at`: JournalPosition::cursor_at from now on.
  Status reset_to(std::uint64_t epoch, const std::string& at = {});

  // The hub holds other facts under the ids of a journal (a cloned or rolled-back disk): what it
  // does not have moves to a new journal, its references to itself included.
  Status begin_incarnation(const NewJournal&);

  // The hub's notices that this station keeps for it (sync/model/notice.h).
  Result<std::vector<RosterRow>> notices();

  // Somebody came to this station for a seat in this zone: the hub is asked for more.
  void note_sought(const ZoneId&);
  // Whether a zone that was sought of late has few seats left here.
  Result<bool> wants_seats();
  Result<wire::GrantsRequest> seat_report();
  // True where seats were given back, which the hub is to hear of.
  Result<bool> apply_grants(const wire::GrantsReply&);
  // This station was shut out: its seats are somebody else's.
  Status drop_seats();
  // The hub grants no seats: people are counted, as far as this station knows of them.
  Status count_seats();

  // With whom this station speaks while the hub is out of reach (sync/peer), as the hub named them.
  Result<std::vector<wire::Peer>> peers();
  // Replaces them. What was heard of those that are not on the list any more counts no more.
  Status know_peers(const std::vector<wire::Peer>&);
  // What to tell another kiosk: this station's shared facts after `after`; without it none, but how
  // far this station is.
  Result<wire::PeerWord> word_for(StationId to, const std::optional<wire::JournalPlace>& after);
  // Whether something that was heard waits for the hub's word.
  Result<bool> has_heard();
  // Takes in what another kiosk said, of which the caller knows that it did. True where something
  // changed. It counts until the hub has given the same journal up to there. Fails with protocol or
  // too_large, and changes nothing, where it is nothing that a kiosk says.
  Result<bool> hear(StationId from, const wire::PeerWord&);

  // See FactTable::state_hash.
  Result<std::string> state_hash(bool shared_only);

 private:
  struct Parts;
  explicit StationStore(std::unique_ptr<Parts>);
  std::unique_ptr<Parts> parts_;
};

}  // namespace meetpoint::store
