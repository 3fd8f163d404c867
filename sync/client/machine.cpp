#include "sync/client/machine.h"

#include <algorithm>

#include "sync/client/backoff.h"
#include "sync/model/signature.h"

namespace meetpoint::client {

namespace {

// How often a station asks again that the hub has turned away for a reason that a person can mend.
constexpr Duration halt_time{5 * 60'000};
// A hub that answers a long-poll at once with nothing must not be asked in a tight loop.
constexpr Duration pull_pace{1000};

Refusal nonsense(const char* message) {
  return Refusal{Why::refused, Error{ErrorCode::protocol, message}};
}

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
  const bool may_push = !push_.busy && (needs_key || view.waiting() > 0);
  if (may_push && now.monotonic_ms >= push_.not_before_ms) {
    push_.busy = true;
    if (needs_key) return RegisterKey{};
    return Push{view.acked_seq, facts_per_push_};
  }
  const bool may_pull = !pull_.busy && !(asking_acked_ && view.waiting() > 0);
  if (may_pull && now.monotonic_ms >= pull_.not_before_ms) {
    pull_.busy = true;
    if (view.epoch == 0 || (view.cursor == 0 && !snapshot_done_)) return Snapshot{};
    // The first answer after a silence must come at once: it says that we are online again.
    const bool answered = heard_ && pull_.failures == 0;
    return Pull{view.epoch, view.cursor, answered ? wire::max_wait_seconds : 0};
  }

  Wait wait;
  const auto due = [&](const LaneState& lane) {
    const Duration in{std::max<std::int64_t>(0, lane.not_before_ms - now.monotonic_ms)};
    wait.at_most = std::min(wait.at_most.value_or(in), in);
  };
  if (may_push) due(push_);
  if (may_pull) due(pull_);
  return wait;
}

StoreTask SyncMachine::on_key(const Answer<wire::KeyReply>& answer, Moment now, double random) {
  push_.busy = false;
  if (!answer) {
    refuse_push(answer.error(), now, random);
    return {};
  }
  if (!is_public_key(answer->hub_key)) {
    fail(Lane::push, nonsense("The hub took this station's key and told none of its own."), now,
         random);
    return {};
  }
  succeed(Lane::push, now);
  key_unknown_ = false;
  return KeepHubKey{answer->hub_key};
}

StoreTask SyncMachine::on_push(const PushSent& sent, const Answer<wire::PushReply>& answer,
                               const OutboxView& view, Moment now, double random) {
  push_.busy = false;
  asking_acked_ = false;
  if (!answer) return on_push_refused(sent, answer.error(), view, now, random);

  const wire::PushReply& reply = *answer;
  clock_offset_.add(sent.at, reply.now, now);
  // The journal moved to another incarnation while this push was under way.
  if (sent.incarnation != view.incarnation) {
    succeed(Lane::push, now);
    return {};
  }
  // Another hub than the one our cursor is of: what it has of us is not settled before the pull
  // lane has read its epoch. Sending the same facts again does no harm.
  if (view.epoch != 0 && reply.epoch != view.epoch) {
    succeed(Lane::push, now);
    push_.not_before_ms = now.monotonic_ms + backoff_first.count();
    cancel_pull_ = true;
    return {};
  }
  if (reply.acked_seq < sent.first) {
    fail(Lane::push,
         nonsense("The hub answered a push but kept none of it; look at the hub's log."), now,
         random);
    return {};
  }
  succeed(Lane::push, now);
  forks_ = 0;
  keys_lost_ = 0;
  facts_per_push_ = std::min(wire::max_facts_per_push, facts_per_push_ * 2);
  return Acknowledge{sent.incarnation, std::min(reply.acked_seq, view.last_seq), reply.results};
}

StoreTask SyncMachine::on_push_refused(const PushSent& sent, const Refusal& refusal,
                                       const OutboxView& view, Moment now, double random) {
  const bool stale = sent.incarnation != view.incarnation || sent.first != view.acked_seq + 1;
  switch (refusal.why) {
    case Why::gap:
      if (stale) return {};
      if (refusal.acked_seq >= view.acked_seq) break;
      // The hub knows less than it had acknowledged: it lost its last hours.
      succeed(Lane::push, now);
      snapshot_done_ = false;
      cancel_pull_ = true;
      return Reset{view.epoch, refusal.acked_seq};
    case Why::fork:
      if (stale) return {};
      if (refusal.next_incarnation <= view.incarnation) break;
      // Once is a copied disk. A hub that says so again and again has a fault of its own.
      if (++forks_ > 1) fail(Lane::push, refusal, now, random);
      return begin_incarnation(refusal.next_incarnation);
    case Why::too_large:
      if (sent.last > sent.first) {
        facts_per_push_ = static_cast<std::size_t>((sent.last - sent.first + 1) / 2);
        return {};
      }
      break;
    case Why::key_unknown:
      // Once is a hub that was restored from before it had our key.
      key_unknown_ = true;
      if (++keys_lost_ == 1) return {};
      break;
    default: break;
  }
  refuse_push(refusal, now, random);
  return {};
}

// What any request of the push lane can meet.
void SyncMachine::refuse_push(const Refusal& refusal, Moment now, double random) {
  fail(Lane::push, refusal, now, random);
  switch (refusal.why) {
    case Why::revoked:
    case Why::unauthorised:
    case Why::foreign:
    case Why::too_old: halt(refusal, now); return;
    case Why::key_unknown:
    case Why::signature:
      // Only a new enrolment helps; what others record goes on coming in.
      push_.not_before_ms = now.monotonic_ms + halt_time.count();
      return;
    default: break;
  }
  // The long-poll under way hangs on the same dead network; a new attempt finds out. Only after the
  // first failure, so that a network that lets pulls through and no pushes is not asked in a loop.
  if (refusal.is_network() && push_.failures == 1 && pull_.busy) {
    cancel_pull_ = true;
    pull_.failures = std::max(pull_.failures, 1);
  }
}

StoreTask SyncMachine::on_feed(const PullSent& sent, Answer<wire::FeedReply> answer,
                               const OutboxView& view, Moment now, double random) {
  pull_.busy = false;
  if (!answer) return on_pull_refused(sent, answer.error(), view, now, random);

  wire::FeedReply& reply = *answer;
  clock_offset_.add(sent.at, reply.now, now);
  // The store was reset while this reply was under way.
  if (sent.epoch != view.epoch || sent.cursor != view.cursor) {
    succeed(Lane::pull, now);
    return {};
  }
  if (view.epoch != 0 && reply.epoch != 0 && reply.epoch != view.epoch) {
    succeed(Lane::pull, now);
    return read_anew(reply.epoch, view, now, random);
  }
  if (reply.head < sent.cursor) {
    // The hub lost what it had already given out, and kept its epoch.
    succeed(Lane::pull, now);
    return read_anew(view.epoch, view, now, random);
  }
  if (reply.epoch == 0 || reply.from != sent.cursor || reply.to < reply.from ||
      reply.head < reply.to) {
    fail(Lane::pull,
         nonsense("The hub's answer does not follow on what this station has; look at the hub's "
                  "log."),
         now, random);
    return {};
  }
  if (holds_lost_facts(reply, view)) {
    // Our disk was rolled back or copied. Were these facts applied, the next ones recorded here
    // would get their ids. A number that is taken as well ends in a fork, which names a free one.
    succeed(Lane::pull, now);
    return begin_incarnation(view.incarnation + 1);
  }
  succeed(Lane::pull, now);
  resets_ = 0;
  if (sent.snapshot) snapshot_done_ = true;
  const bool nothing_new = reply.to == reply.from;
  if (nothing_new && sent.wait_seconds > 0 &&
      now.monotonic_ms - sent.at.monotonic_ms < pull_pace.count()) {
    pull_.not_before_ms = now.monotonic_ms + pull_pace.count();
  }
  if (nothing_new && reply.epoch == view.epoch && reply.head == view.hub_head) return {};
  return Apply{std::move(reply)};
}

StoreTask SyncMachine::on_pull_refused(const PullSent& sent, const Refusal& refusal,
                                       const OutboxView& view, Moment now, double random) {
  switch (refusal.why) {
    case Why::epoch:
      if (sent.epoch != view.epoch) return {};
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

// A hub with another history. Which of our facts it still has is found by pushing the last one: it
// takes it, or answers with a gap that names the last it has.
StoreTask SyncMachine::read_anew(std::uint64_t epoch, const OutboxView& view, Moment now,
                                 double random) {
  snapshot_done_ = false;
  asking_acked_ = view.last_seq > 0;
  push_.not_before_ms = now.monotonic_ms;
  if (++resets_ > 1) {
    fail(Lane::pull,
         nonsense("The hub says again and again that it was restored; look at its log."), now,
         random);
  }
  const std::uint64_t before_last = view.last_seq > 0 ? view.last_seq - 1 : 0;
  return Reset{epoch, std::min(view.acked_seq, before_last)};
}

StoreTask SyncMachine::begin_incarnation(std::uint32_t incarnation) {
  // The store reads everything again: the hub's facts under ids that were used twice were passed
  // over.
  snapshot_done_ = false;
  cancel_pull_ = true;
  return BeginIncarnation{incarnation};
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
  status.online = online_;
  status.ever_online = heard_ || view.epoch != 0;
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
  for (const LaneState* lane : {&pull_, &push_}) {
    if (lane->store_failure) status.problem = lane->store_failure;
  }
  if (halt_) status.problem = halt_->why;
  status.clock_wrong = clock_offset_.is_wrong(now);
  if (status.clock_wrong) {
    status.clock_offset = std::chrono::round<std::chrono::minutes>(*clock_offset_.at(now));
  }
  return status;
}

}  // namespace meetpoint::client
