// The sync machine: what to do next towards the hub, from what is known and what came back. Pure:
// no clock, thread, file or socket; the worker carries its steps out.
//
// Two lanes run at the same time, each with its own backoff: one pushes this station's facts, one
// pulls everybody's, so that a long-poll never delays a push. What the machine asks of the store
// comes back from on_push() and on_feed() as a StoreTask; the store does it before next() is asked
// again. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sync/base/result.h"
#include "sync/client/clock_offset.h"
#include "sync/client/moment.h"
#include "sync/client/refusal.h"
#include "sync/wire/vector_messages.h"

namespace meetpoint::client {

// Where the journal stands towards the hub (store::JournalPosition, without the store).
struct OutboxView {
  // A journal with facts that the hub lacks.
  struct Journal {
    std::uint32_t incarnation = 0;
    std::uint64_t last_seq = 0;
    std::uint64_t acked_seq = 0;
    std::uint64_t waiting() const { return last_seq - acked_seq; }
  };
  std::vector<Journal> past;      // that ended, oldest first: they are sent before the present one
  std::uint32_t incarnation = 1;  // of the present one
  std::uint64_t last_seq = 0;
  std::uint64_t acked_seq = 0;
  std::uint64_t epoch = 0;  // 0: never heard of the hub
  HubSeq cursor = 0;
  HubSeq hub_head = 0;
  std::string cursor_mark;
  HubSeq seen_seq = 0;  // the newest position of the hub that we know of
  std::string seen_mark;
  bool key_registered = true;  // the hub has our key, so that pushes can be signed
  bool compared = true;        // with the hub, in this epoch: acked_seq is what it has
  bool elsewhere = false;      // epoch and positions are of a hub at another address
  // While the cursor is 0: how far the feed is read that is not taken over yet, and of which epoch.
  HubSeq staged = 0;
  std::uint64_t staged_epoch = 0;
  std::string staged_mark;
  // Where the feed goes on.
  HubSeq reads_from() const { return cursor == 0 ? staged : cursor; }
  std::uint64_t reads_epoch() const { return cursor == 0 && staged > 0 ? staged_epoch : epoch; }
  const std::string& reads_mark() const { return cursor == 0 ? staged_mark : cursor_mark; }
  Journal present() const { return {incarnation, last_seq, acked_seq}; }
  Journal next_to_send() const { return past.empty() ? present() : past.front(); }
  std::uint64_t waiting() const {
    std::uint64_t facts = present().waiting();
    for (const Journal& journal : past) facts += journal.waiting();
    return facts;
  }
};

enum class Lane { push, pull };

// ---- what to do next ----------------------------------------------------------------------------

// Hand in this station's key: it was enrolled before stations had keys. Its reply goes to on_key().
struct RegisterKey {};
// Tell what this station has, and hear what the hub has of it. Its reply goes to on_vector().
struct Compare {};
// Send facts of a journal after `after`; each step is handed out once, then its reply is awaited.
struct Push {
  std::uint32_t incarnation = 1;
  std::uint64_t after = 0;
  std::size_t max_facts = 0;
};
struct Pull {
  std::uint64_t epoch = 0;  // 0: of whatever epoch, from the start
  HubSeq cursor = 0;
  int wait_seconds = 0;
};
// The position is of a hub at another address: ask this one for its epoch and nothing else. The
// number may happen to be the same there, so whatever it is, everything is read anew.
struct FindEpoch {};
// The pull under way has no use any more; its reply must not be reported.
struct CancelPull {};
// Nothing until a reply, a new fact, or this time has passed.
struct Wait {
  std::optional<Duration> at_most;
};
// Nothing helps but a person. Asks again after a while, where that could help.
struct Stopped {
  Error why;
  std::optional<Duration> again_in;
};
using Step = std::variant<RegisterKey, Compare, Push, Pull, FindEpoch, CancelPull, Wait, Stopped>;

// ---- what was sent, for its reply ---------------------------------------------------------------

struct PushSent {
  std::uint32_t incarnation = 1;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  Moment at;
};
struct VectorSent {
  std::uint32_t incarnation = 1;  // the present one
  std::uint64_t epoch = 0;
  Moment at;
};
struct PullSent {
  std::uint64_t epoch = 0;
  HubSeq cursor = 0;
  int wait_seconds = 0;
  Moment at;
  bool find_epoch = false;
};

// ---- what the store is to do --------------------------------------------------------------------

struct Acknowledge {
  std::uint32_t incarnation = 1;
  std::uint64_t seq = 0;
  std::vector<wire::PushResult> results;
  HubSeq head = 0;
  std::string mark;
};
// With all that is staged before it.
struct Apply {
  wire::FeedReply reply;
};
// A piece of the first read: kept until all is there, so that nobody meets half an event.
struct Stage {
  wire::FeedReply reply;
};
struct Reset {
  std::uint64_t epoch = 0;  // 0: nothing of any hub was ever applied
};
// The hub has other facts than journal `of` after `agreed_seq`; see store::NewJournal.
struct BeginIncarnation {
  std::uint32_t at_least = 1;
  std::uint32_t of = 1;
  std::uint64_t agreed_seq = 0;
  std::vector<wire::KnownFact> known;
};
struct SendAgain {
  std::uint32_t incarnation = 1;
};
struct Settle {
  wire::VectorReply reply;
};
struct KeepHubKey {
  std::string hub_key;
};
using StoreTask = std::variant<std::monostate, KeepHubKey, Acknowledge, Apply, Stage, Reset,
                               BeginIncarnation, SendAgain, Settle>;

// ---- what people see ----------------------------------------------------------------------------

struct SyncStatus {
  bool online = false;                   // and has read the event's data
  bool ever_online = false;              // since this station exists
  std::optional<Instant> offline_since;  // set while offline
  std::optional<Error> offline_cause;    // set while offline, once an attempt has failed
  std::uint64_t waiting = 0;             // facts not yet at the hub
  std::optional<Error> problem;          // what a person has to mend; being offline alone is none
  bool clock_wrong = false;              // over 2 minutes from the hub's
  Duration clock_offset{0};              // hub minus station in whole minutes, while clock_wrong
  // Behind a relay "online" is in touch with the relay, and `waiting` what the relay lacks.
  bool via_relay = false;
  bool relay_online = false;                   // the relay is in touch with the central hub
  std::optional<Instant> relay_offline_since;  // by the relay's clock; set while it is not
  std::uint64_t kept_at_relay = 0;  // facts of this station there, not yet at the central hub
  std::string hub;                  // the address in use, where the station has several
  bool operator==(const SyncStatus&) const = default;
};

class SyncMachine {
 public:
  SyncMachine(StationId self, Moment started) : self_(self), offline_since_(started.wall) {}

  Step next(const OutboxView&, Moment now);

  // `random` is in [0, 1), for the backoff.
  StoreTask on_key(const Answer<wire::KeyReply>&, Moment now, double random);
  StoreTask on_vector(const VectorSent&, const Answer<wire::VectorReply>&, const OutboxView&,
                      Moment now, double random);
  StoreTask on_push(const PushSent&, const Answer<wire::PushReply>&, const OutboxView&, Moment now,
                    double random);
  StoreTask on_feed(const PullSent&, Answer<wire::FeedReply>, const OutboxView&, Moment now,
                    double random);
  // How a StoreTask, or reading what to push, went. A failure backs the lane off; nothing is lost.
  void on_stored(Lane, const Status&, Moment now, double random);

  // From now on the hub is asked at another address, and the caller has called off what is under
  // way. `at_once`: else the longest pause of a lane is sat out. Who was revoked stays so.
  void other_address(bool at_once, Moment now);
  // The last answer in this lane was of no use.
  bool failing(Lane lane) const { return (lane == Lane::push ? push_ : pull_).refusal.has_value(); }

  SyncStatus status(const OutboxView&, Moment now) const;

 private:
  struct LaneState {
    bool busy = false;
    int failures = 0;                    // in a row
    std::int64_t not_before_ms = 0;      // monotonic
    std::optional<Refusal> refusal;      // of the last exchange
    std::optional<Error> store_failure;  // of the last task
  };

  LaneState& state_of(Lane lane) { return lane == Lane::push ? push_ : pull_; }
  StoreTask on_push_refused(const PushSent&, const Refusal&, const OutboxView&, Moment now,
                            double random);
  StoreTask on_pull_refused(const PullSent&, const Refusal&, const OutboxView&, Moment now,
                            double random);
  void refuse_push(const Refusal&, Moment now, double random);
  void succeed(Lane, Moment now);
  void fail(Lane, const Refusal&, Moment now, double random);
  void halt(const Refusal&, Moment now);
  StoreTask read_anew(std::uint64_t epoch, const OutboxView&, Moment now, double random);
  StoreTask begin_incarnation(const BeginIncarnation&);
  StoreTask on_fork(const PushSent&, const Refusal&, const OutboxView&, Moment now, double random);
  void find_out_by_pull(Moment now);
  void hold_facts(const Refusal&, int times, Moment now, double random);
  bool holds_lost_facts(const wire::FeedReply&, const OutboxView&) const;
  void note_online(Moment now);
  void heed(Moment sent, Instant hub_now, const std::optional<wire::RelayState>&, Moment now);
  void heed_feed(Moment sent, const wire::FeedReply&, Moment now);

  StationId self_;
  LaneState push_;
  LaneState pull_;
  std::size_t facts_per_push_ = wire::max_facts_per_push;
  int forks_ = 0;   // in a row
  int resets_ = 0;  // without an entry applied between
  int gaps_ = 0;    // in a row
  // After forks or gaps in a row: when facts are sent again, whatever else the push lane does.
  std::int64_t facts_not_before_ms_ = 0;
  std::optional<Error> facts_refused_;
  bool compare_again_ = false;  // a gap: the hub has less of us than it acknowledged
  bool push_first_ = false;     // before the next pull: see on_feed()
  bool all_read_ = false;       // of this epoch, as far as it went then
  bool cancel_pull_ = false;
  int keys_lost_ = 0;         // in a row
  bool key_unknown_ = false;  // the hub said so: it was restored from before it had our key
  struct Halt {
    Error why;
    std::optional<std::int64_t> until_ms;
  };
  std::optional<Halt> halt_;
  bool heard_ = false;
  bool online_ = false;
  Instant offline_since_;
  ClockOffset clock_offset_;
  bool other_clock_ = false;               // of a hub at another address; the samples are not its
  std::optional<wire::RelayState> relay_;  // as the last reply said; empty: of a central hub
};

}  // namespace meetpoint::client
