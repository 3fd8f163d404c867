// A relay's upstream side: what to do next towards the central hub, from what is known and what
// came back. Pure: no clock, thread, file or socket; exchanges.h carries its steps out.
//
// Four kinds of exchange run beside each other: the feed comes down, signed batches of several
// journals go up (each journal one at a time), stations' claims go up, and the list of stations is
// read. What goes wrong with one journal holds up that journal alone. Not thread-safe.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <variant>
#include <vector>

#include "sync/client/moment.h"
#include "sync/client/refusal.h"
#include "sync/wire/relay_messages.h"
#include "sync/wire/vector_messages.h"

namespace meetpoint::relay {

using client::Moment;

struct JournalId {
  StationId station;
  std::uint32_t incarnation = 0;
  auto operator<=>(const JournalId&) const = default;
};

// What is kept here, and what the central hub lacks of it (hub::RelayView, without the store).
struct View {
  struct Behind {
    JournalId journal;
    std::uint64_t acked_seq = 0;  // at the central hub
    bool known = false;           // whether it said so in its present epoch
  };
  std::uint64_t epoch = 0;  // of the central hub; 0: its feed was never read
  HubSeq cursor = 0;
  HubSeq head = 0;
  std::uint64_t told_epoch = 0;  // in which it was given the notices that are kept here
  std::vector<Behind> behind;
  std::vector<StationId> to_tell;  // whose claim it has not heard
};

// ---- what to do next ----------------------------------------------------------------------------

struct ReadStations {};
// Pass on what a station said that it has; of station 0: the notices that are kept here.
struct Tell {
  StationId station;
};
// Send signed batches after `after`; with max_facts 0: ask how far the central hub is.
struct Forward {
  JournalId journal;
  std::uint64_t after = 0;
  std::size_t max_facts = 0;
};
struct Pull {
  int wait_seconds = 0;
};
struct Snapshot {};
// The pull under way has no use any more; its reply must not be reported.
struct CancelPull {};
struct Wait {
  std::optional<Duration> at_most;
};
using Step = std::variant<ReadStations, Tell, Forward, Pull, Snapshot, CancelPull, Wait>;

// What was sent, for its reply.
struct Forwarded {
  JournalId journal;
  std::uint64_t first = 1;
  std::uint64_t last = 0;  // before `first`: a question
};
struct Pulled {
  bool whole = false;
  std::uint64_t epoch = 0;
  HubSeq cursor = 0;
  int wait_seconds = 0;
  Moment at;
};

// ---- what the store is to do --------------------------------------------------------------------

struct Mirror {
  std::vector<wire::KnownStation> stations;
};
struct Told {
  StationId station;
  std::uint64_t epoch = 0;
};
struct Reached {
  JournalId journal;
  wire::PushReply reply;
  bool asked = false;  // nothing was compared
};
struct Parted {
  JournalId journal;
  std::uint64_t agreed_seq = 0;
  std::uint32_t next_incarnation = 0;
  std::vector<wire::KnownFact> known;
};
struct Apply {
  wire::FeedReply reply;
  bool whole = false;
};
using Task = std::variant<std::monostate, Mirror, Told, Reached, Parted, Apply>;

enum class Lane { stations, tell, forward, pull };

// ---- what people see ----------------------------------------------------------------------------

struct Status {
  bool online = false;           // in touch with the central hub
  Instant since;                 // when that began
  bool shut_out = false;         // the organiser revoked this relay
  std::optional<Error> problem;  // why not, or what a person has to mend
  bool operator==(const Status&) const = default;
};

class Machine {
 public:
  explicit Machine(Moment started) : since_(started.wall) {}

  Step next(const View&, Moment now);

  // `random` is in [0, 1), for the backoff.
  Task on_stations(client::Answer<wire::StationsReply>, Moment now, double random);
  Task on_told(StationId, const client::Answer<wire::VectorReply>&, const View&, Moment now,
               double random);
  Task on_forwarded(const Forwarded&, const client::Answer<wire::PushReply>&, const View&,
                    Moment now, double random);
  Task on_pulled(const Pulled&, client::Answer<wire::FeedReply>, const View&, Moment now,
                 double random);
  // How a Task, or reading what to send, went. A failure backs the lane off; nothing is lost.
  void on_stored(Lane, const meetpoint::Status&, Moment now, double random);
  // A forward was not sent after all.
  void drop(const JournalId& journal) { sending_.erase(journal); }

  // Somebody whom nobody here knows is at the door: the list is read as soon as may be.
  void ask_stations() { stations_wanted_ = true; }

  Status status() const;

 private:
  struct LaneState {
    bool busy = false;
    int failures = 0;                // in a row
    std::int64_t not_before_ms = 0;  // monotonic
    std::optional<Error> refusal;    // of the last exchange
    bool network = false;            // it came to nobody
    std::optional<Error> store_failure;
  };
  struct Hold {
    int times = 0;
    std::int64_t until_ms = 0;
  };

  LaneState& lane(Lane which) { return lanes_[static_cast<std::size_t>(which)]; }
  bool ready(Lane which, Moment now) {
    return !lane(which).busy && now.monotonic_ms >= lane(which).not_before_ms;
  }
  std::optional<Step> next_up(const View&, Moment now, std::optional<Duration>& wait);
  void succeed(Lane, Moment now);
  void fail(Lane, const client::Refusal&, Moment now, double random);
  void hold(const JournalId&, Moment now);
  void look_again(Moment now);
  void note_online(Moment now);

  LaneState lanes_[4];
  std::set<JournalId> sending_;
  std::map<JournalId, Hold> held_;
  std::size_t facts_per_push_ = wire::max_facts_per_push;
  bool stations_wanted_ = true;
  std::int64_t stations_due_ms_ = 0;
  bool read_whole_ = false;  // the central hub was restored, or lost what it had given out
  int resets_ = 0;           // without an entry read between
  bool cancel_pull_ = false;
  bool shut_out_ = false;
  std::optional<std::int64_t> halted_until_ms_;
  bool heard_ = false;
  bool online_ = false;
  Instant since_;
};

}  // namespace meetpoint::relay
