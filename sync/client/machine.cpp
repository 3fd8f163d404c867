#include "sync/client/machine.h"

#include <algorithm>
#include <utility>

#include "sync/client/backoff.h"
#include "sync/client/halt.h"

namespace meetpoint::client {

namespace {

// A hub that answers a long-poll at once with nothing must not be asked in a tight loop.
constexpr Duration pull_pace{1000};

}  // namespace

Step SyncMachine::next(const OutboxView& view, Moment now) {
  if (cancel_pull_) {
    cancel_pull_ = false;
    if (pull_.busy) {
      pull_.busy = false;
      pull_.not_before_ms = now.monotonic_ms;
      return CancelPull{};
    }
  }
  if (halt_) {
    if (!halt_->until_ms) return Stopped{halt_->why, std::nullopt};
    if (now.monotonic_ms < *halt_->until_ms) {
      return Stopped{halt_->why, Duration(*halt_->until_ms - now.monotonic_ms)};
    }
    halt_.reset();
  }

  const bool needs_key = !view.key_registered || key_unknown_;
  const bool must_compare = !view.compared || compare_again_;
  const bool facts_wait = !needs_key && !must_compare;
  // What the hub at another address has of us is not known before its epoch has been read.
  const bool may_push = !view.elsewhere && !push_.busy && (!facts_wait || view.waiting() > 0);
  const std::int64_t push_at =
      facts_wait ? std::max(push_.not_before_ms, facts_not_before_ms_) : push_.not_before_ms;
  if (may_push && now.monotonic_ms >= push_at) {
    push_.busy = true;
    if (needs_key) return RegisterKey{};
    if (must_compare) return Compare{};
    const OutboxView::Journal journal = view.next_to_send();
    return Push{journal.incarnation, journal.acked_seq, facts_per_push_};
  }
  const bool push_comes_first = push_first_ && view.waiting() > 0 && !view.elsewhere;
  const bool may_pull = !pull_.busy && !push_comes_first;
  if (may_pull && now.monotonic_ms >= pull_.not_before_ms) {
    pull_.busy = true;
    if (view.elsewhere) return FindEpoch{};
    // The first answer after a silence must come at once: it says that we are online again. So must
    // what a station has nothing without.
    const bool first_read = view.epoch == 0 || (view.cursor == 0 && !all_read_);
    const bool may_hold = heard_ && pull_.failures == 0 && !first_read;
    return Pull{view.reads_epoch(), view.reads_from(), may_hold ? wire::max_wait_seconds : 0};
  }

  Wait wait;
  const auto due = [&](std::int64_t at_ms) {
    const Duration in{std::max<std::int64_t>(0, at_ms - now.monotonic_ms)};
    wait.at_most = std::min(wait.at_most.value_or(in), in);
  };
  if (may_push) due(push_at);
  if (may_pull) due(pull_.not_before_ms);
  return wait;
}

StoreTask SyncMachine::on_feed(const PullSent& sent, Answer<wire::FeedReply> answer,
                               const OutboxView& view, Moment now, double random) {
  pull_.busy = false;
  if (!answer) return on_pull_refused(sent, answer.error(), view, now, random);

  wire::FeedReply& reply = *answer;
  heed_feed(sent.at, reply, now);
  if (sent.find_epoch) {
    fail(Lane::pull, nonsense("The hub answers a question that it can't answer; look at its log."),
         now, random);
    return {};
  }
  // The store was reset while this reply was under way.
  const std::uint64_t epoch = view.reads_epoch();
  if (sent.epoch != epoch || sent.cursor != view.reads_from()) {
    succeed(Lane::pull, now);
    return {};
  }
  if (epoch != 0 && reply.epoch != 0 && reply.epoch != epoch) {
    succeed(Lane::pull, now);
    return read_anew(reply.epoch, view, now, random);
  }
  if (reply.head < sent.cursor) {
    // The hub lost what it had already given out, and kept its epoch.
    succeed(Lane::pull, now);
    return read_anew(epoch, view, now, random);
  }
  const bool is_piece = view.cursor == 0 && reply.to < reply.head;
  if (reply.epoch == 0 || reply.from != sent.cursor || reply.to < reply.from ||
      reply.head < reply.to || (is_piece && reply.to == reply.from)) {
    fail(Lane::pull,
         nonsense("The hub's answer does not follow on what this station has; look at the hub's "
                  "log."),
         now, random);
    return {};
  }
  if (holds_lost_facts(reply, view)) {
    // Our disk was rolled back or copied. Were these facts applied, the next ones recorded here
    // would get their ids. What waits goes first: the hub may have that, too, under the same ids,
    // and must not get it under others. A number that is taken as well ends in a fork.
    succeed(Lane::pull, now);
    push_first_ = view.waiting() > 0;
    if (push_first_) return {};
    return begin_incarnation({view.incarnation + 1, view.incarnation, view.last_seq, {}});
  }
  succeed(Lane::pull, now);
  resets_ = 0;
  if (is_piece) return Stage{std::move(reply)};
  if (reply.to == reply.head) all_read_ = true;
  const bool nothing_new = reply.to == reply.from;
  if (nothing_new && sent.wait_seconds > 0 &&
      now.monotonic_ms - sent.at.monotonic_ms < pull_pace.count()) {
    pull_.not_before_ms = now.monotonic_ms + pull_pace.count();
  }
  const bool takes_over = view.cursor == 0 && view.staged > 0;
  if (nothing_new && !takes_over && reply.epoch == view.epoch && reply.head == view.hub_head) {
    return {};
  }
  return Apply{std::move(reply)};
}

StoreTask SyncMachine::on_pull_refused(const PullSent& sent, const Refusal& refusal,
                                       const OutboxView& view, Moment now, double random) {
  switch (refusal.why) {
    case Why::epoch:
      if (!sent.find_epoch && sent.epoch != view.reads_epoch()) return {};
      if (refusal.epoch == 0) break;
      // The same epoch: the hub lost what it had already given out.
      succeed(Lane::pull, now);
      return read_anew(refusal.epoch, view, now, random);
    case Why::revoked:
    case Why::unauthorised:
    case Why::foreign:
    case Why::too_old:
      fail(Lane::pull, refusal, now, random);
      halt(refusal, now);
      return {};
    default: break;
  }
  fail(Lane::pull, refusal, now, random);
  return {};
}

// A hub with another history. What it has of us is compared before anything is sent.
StoreTask SyncMachine::read_anew(std::uint64_t epoch, const OutboxView& view, Moment now,
                                 double random) {
  all_read_ = false;
  push_.not_before_ms = now.monotonic_ms;
  if (++resets_ > 1) {
    fail(Lane::pull,
         nonsense("The hub says again and again that it was restored; look at its log."), now,
         random);
  }
  // A station that has nothing yet is not to look as if it had something.
  return Reset{view.epoch == 0 ? 0 : epoch};
}

void SyncMachine::other_address(bool at_once, Moment now) {
  std::int64_t next_ms = now.monotonic_ms;
  if (!at_once) {
    const std::int64_t pause_ms = std::max(push_.not_before_ms, pull_.not_before_ms);
    next_ms = std::clamp(pause_ms, next_ms, next_ms + backoff_most.count());
  }
  for (LaneState* lane : {&push_, &pull_}) {
    lane->busy = false;
    lane->not_before_ms = next_ms;
  }
  // The first question must not be held: its answer says that we are online again.
  pull_.failures = std::max(pull_.failures, 1);
  cancel_pull_ = false;
  // What the other one said over and over says nothing of this one.
  forks_ = resets_ = gaps_ = keys_lost_ = 0;
  key_unknown_ = false;
  facts_not_before_ms_ = 0;
  facts_refused_.reset();
  other_clock_ = true;
  if (halt_ && halt_->until_ms) halt_.reset();
}

void SyncMachine::heed(Moment sent, Instant hub_now, const std::optional<wire::RelayState>& relay,
                       Moment now) {
  if (std::exchange(other_clock_, false)) clock_offset_ = {};
  clock_offset_.add(sent, hub_now, now);
  relay_ = relay;
}

void SyncMachine::heed_feed(Moment sent, const wire::FeedReply& reply, Moment now) {
  // A piece that ends before the head may have been made for somebody else, long ago.
  if (reply.to < reply.head) {
    relay_ = reply.relay;
  } else {
    heed(sent, reply.now, reply.relay, now);
  }
}

bool SyncMachine::holds_lost_facts(const wire::FeedReply& reply, const OutboxView& view) const {
  return std::any_of(reply.entries.begin(), reply.entries.end(), [&](const wire::FeedEntry& entry) {
    return entry.fact && entry.fact->id.station == self_ &&
           entry.fact->id.incarnation == view.incarnation && entry.fact->id.seq > view.last_seq;
  });
}

void SyncMachine::on_stored(Lane which, const Status& result, Moment now, double random) {
  LaneState& lane = state_of(which);
  if (result) {
    lane.store_failure.reset();
    return;
  }
  lane.busy = false;
  lane.store_failure = result.error();
  lane.not_before_ms = now.monotonic_ms + backoff(++lane.failures + 1, random).count();
}

void SyncMachine::succeed(Lane which, Moment now) {
  LaneState& lane = state_of(which);
  LaneState& other = state_of(which == Lane::push ? Lane::pull : Lane::push);
  // The network is back: the other lane need not sit out its wait.
  if (lane.failures > 0 && other.refusal && other.refusal->is_network()) {
    other.not_before_ms = std::min(other.not_before_ms, now.monotonic_ms);
  }
  lane.failures = lane.store_failure ? lane.failures : 0;
  lane.not_before_ms = now.monotonic_ms;
  lane.refusal.reset();
  heard_ = true;
  note_online(now);
}

void SyncMachine::fail(Lane which, const Refusal& refusal, Moment now, double random) {
  LaneState& lane = state_of(which);
  ++lane.failures;
  lane.refusal = refusal;
  const Duration wait =
      refusal.retry_after ? backoff(*refusal.retry_after, random) : backoff(lane.failures, random);
  lane.not_before_ms = now.monotonic_ms + wait.count();
  note_online(now);
}

void SyncMachine::halt(const Refusal& refusal, Moment now) {
  halt_ = Halt{refusal.error, std::nullopt};
  if (refusal.why != Why::revoked) halt_->until_ms = now.monotonic_ms + halt_time.count();
  cancel_pull_ = true;
}

void SyncMachine::note_online(Moment now) {
  const bool online = heard_ && !push_.refusal && !pull_.refusal;
  if (online_ && !online) offline_since_ = now.wall;
  online_ = online;
}

SyncStatus SyncMachine::status(const OutboxView& view, Moment now) const {
  SyncStatus status;
  // Before it has the event's data a station can answer nobody, whatever the hub says.
  status.online = online_ && view.epoch != 0;
  status.ever_online = view.epoch != 0;
  status.waiting = view.waiting();
  if (!online_) {
    status.offline_since = offline_since_;
    if (pull_.refusal) status.offline_cause = pull_.refusal->error;
    if (push_.refusal) status.offline_cause = push_.refusal->error;
  }
  for (const LaneState* lane : {&pull_, &push_}) {
    if (lane->refusal && lane->refusal->why != Why::unreachable) {
      status.problem = lane->refusal->error;
    }
  }
  if (facts_refused_) status.problem = facts_refused_;
  for (const LaneState* lane : {&pull_, &push_}) {
    if (lane->store_failure) status.problem = lane->store_failure;
  }
  if (halt_) status.problem = halt_->why;
  if (relay_) {
    status.via_relay = true;
    status.relay_online = relay_->online;
    if (!relay_->online) status.relay_offline_since = relay_->since;
    status.kept_at_relay = relay_->kept;
  }
  status.clock_wrong = clock_offset_.is_wrong(now);
  if (status.clock_wrong) {
    status.clock_offset = std::chrono::round<std::chrono::minutes>(*clock_offset_.at(now));
  }
  return status;
}

}  // namespace meetpoint::client
