// What a relay keeps beside what every hub keeps: which central hub it forwards to, the batches as
// its stations signed them, and how far the central hub is.
//
// One event: the upstream's. Thread-safe. A write has succeeded only after its durable commit.
// Errors are those of hub_store.h; not_found where this hub is no relay.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sync/base/result.h"
#include "sync/wire/messages.h"
#include "sync/wire/vector_messages.h"

namespace meetpoint::hub {

// The central hub, and who this relay is there. `token` is a secret.
struct Upstream {
  EventId event;
  std::string url;
  StationId station;
  std::string station_name;
  std::string token;
  std::string hub_key;  // public: by which the central hub signs notices
};

struct UpstreamPosition {
  std::uint64_t own_epoch = 0;  // in which this relay's stations read
  std::uint64_t epoch = 0;      // of the central hub; 0: its feed was never read
  HubSeq cursor = 0;
  std::string cursor_mark;
  HubSeq seen_seq = 0;
  std::string seen_mark;
  std::uint64_t told_epoch = 0;  // in which the central hub was given the notices that are here
};

// A journal of which the central hub may lack facts that are here.
struct JournalBehind {
  StationId station;
  std::uint32_t incarnation = 0;
  std::uint64_t last_seq = 0;   // here, signed
  std::uint64_t acked_seq = 0;  // at the central hub
  bool known = false;           // whether acked_seq is of its present epoch
  bool operator==(const JournalBehind&) const = default;
};

struct RelayView {
  UpstreamPosition position;
  std::vector<JournalBehind> behind;
  std::vector<StationId> to_tell;  // stations whose claim the central hub has not heard
};

// How much of what is here the central hub lacks.
struct RelayBacklog {
  std::uint64_t facts = 0;
  std::uint64_t parted = 0;  // journals of which the central hub has other facts
};

// The central hub has other facts than a journal here after `agreed_seq`.
struct PartedJournal {
  StationId station;
  std::uint32_t incarnation = 0;
  std::uint64_t agreed_seq = 0;
  std::uint32_t next_incarnation = 0;
  std::vector<wire::KnownFact> known;  // of these, at the central hub under other ids
};

class RelayStore {
 public:
  virtual ~RelayStore() = default;

  // Nothing: this is no relay.
  virtual Result<std::optional<Upstream>> upstream() = 0;
  // Makes an empty store the relay of an event, or gives the relay of that event another token.
  // conflict where there is an event already that is not relayed from there.
  virtual Status join(const Upstream&) = 0;
  virtual Status move_upstream(const std::string& url) = 0;

  virtual Result<RelayView> relay_view() = 0;
  virtual Result<RelayBacklog> relay_backlog() = 0;
  // Facts of one station that are here and, as far as is known, not at the central hub.
  virtual Result<std::uint64_t> kept_for_upstream(const EventId&, StationId) = 0;

  // A number that no journal of this station has here.
  virtual Result<std::uint32_t> next_incarnation_here(const EventId&, StationId) = 0;

  // Makes the list of stations what the central hub says; true where something changed. Whom a
  // signed notice here revoked stays so.
  virtual Result<bool> mirror_stations(const std::vector<wire::KnownStation>&) = 0;

  // Signed batches of a journal after `after`, joined: the newest signature covers them all. At
  // most `max_facts` and `max_bytes` of body, but one batch at least.
  virtual Result<wire::PushRequest> signed_push(StationId, std::uint32_t incarnation,
                                                std::uint64_t after, std::size_t max_facts,
                                                std::size_t max_bytes) = 0;
  // The central hub has a journal up to acked_seq; `asked`: so it said when asked, without a look
  // at the facts, so that the last of them is still sent to be compared.
  virtual Status forwarded(StationId, std::uint32_t incarnation, const wire::PushReply&,
                           bool asked) = 0;
  // What follows is set aside, and the station hears of it when it next sends or compares.
  virtual Status parted(const PartedJournal&, std::uint64_t epoch) = 0;

  // What a station said that it has, for the central hub; kept with the push lane's next commit.
  virtual Status claim(const EventId&, StationId, const wire::VectorRequest&) = 0;
  virtual Result<wire::VectorRequest> claim_of(StationId) = 0;  // of nobody: the notices kept here
  virtual Status told(StationId, std::uint64_t epoch) = 0;

  // Puts entries of the central hub's feed into this relay's own, and moves the cursor, in one
  // commit. A snapshot (`whole`) of another epoch begins an epoch here, too. conflict where the
  // reply does not continue at the cursor. True where stations have something new to read.
  virtual Result<bool> apply_upstream(const wire::FeedReply&, bool whole, Instant now) = 0;
};

}  // namespace meetpoint::hub
