// The machine's push lane: the station's key, what the hub has of its journals, and its facts.
#include <algorithm>
#include <set>

#include "sync/client/backoff.h"
#include "sync/client/halt.h"
#include "sync/client/machine.h"
#include "sync/model/signature.h"

namespace meetpoint::client {

namespace {

// The journal that a push was of, where it is still one that is sent.
std::optional<OutboxView::Journal> journal_of(const PushSent& sent, const OutboxView& view) {
  if (sent.incarnation == view.incarnation) return view.present();
  for (const OutboxView::Journal& past : view.past) {
    if (past.incarnation == sent.incarnation) return past;
  }
  return std::nullopt;
}

// Facts of this push, each once, under ids of other journals, each once.
bool makes_sense(const std::vector<wire::KnownFact>& known, const PushSent& sent,
                 std::uint64_t agreed_seq) {
  std::set<std::uint64_t> facts;
  std::set<std::pair<std::uint32_t, std::uint64_t>> ids;
  return std::all_of(known.begin(), known.end(), [&](const wire::KnownFact& one) {
    return one.seq > agreed_seq && one.seq <= sent.last && one.as_seq != 0 &&
           one.incarnation != 0 && one.incarnation != sent.incarnation &&
           facts.insert(one.seq).second && ids.insert({one.incarnation, one.as_seq}).second;
  });
}

}  // namespace

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

StoreTask SyncMachine::on_vector(const VectorSent& sent, const Answer<wire::VectorReply>& answer,
                                 const OutboxView& view, Moment now, double random) {
  push_.busy = false;
  if (!answer) {
    refuse_push(answer.error(), now, random);
    return {};
  }
  const wire::VectorReply& reply = *answer;
  heed(sent.at, reply.now, reply.relay, now);
  if (reply.epoch == 0) {
    fail(Lane::push, nonsense("The hub's answer names no epoch; look at the hub's log."), now,
         random);
    return {};
  }
  succeed(Lane::push, now);
  // The store was reset, or a new journal begun, while this was under way: ask again.
  if (sent.epoch != view.epoch || sent.incarnation != view.incarnation) return {};
  if (view.epoch != 0 && reply.epoch != view.epoch) {
    find_out_by_pull(now);
    return {};
  }
  compare_again_ = false;
  return Settle{reply};
}

// Another hub than the one our cursor is of: what it has of us is not settled before the pull lane
// has read its epoch. Until then nothing counts, and asking again does no harm. Nor can what waits
// go before it.
void SyncMachine::find_out_by_pull(Moment now) {
  push_first_ = false;
  push_.not_before_ms = now.monotonic_ms + backoff_first.count();
  cancel_pull_ = true;
}

StoreTask SyncMachine::on_push(const PushSent& sent, const Answer<wire::PushReply>& answer,
                               const OutboxView& view, Moment now, double random) {
  push_.busy = false;
  push_first_ = false;
  if (!answer) return on_push_refused(sent, answer.error(), view, now, random);

  const wire::PushReply& reply = *answer;
  heed(sent.at, reply.now, reply.relay, now);
  // That journal moved to another incarnation while this push was under way.
  if (!journal_of(sent, view)) {
    succeed(Lane::push, now);
    return {};
  }
  if (view.epoch != 0 && reply.epoch != view.epoch) {
    succeed(Lane::push, now);
    find_out_by_pull(now);
    return {};
  }
  if (reply.acked_seq < sent.last) {
    fail(Lane::push,
         nonsense("The hub answered a push but did not keep all of it; look at the hub's log."),
         now, random);
    return {};
  }
  succeed(Lane::push, now);
  forks_ = 0;
  gaps_ = 0;
  keys_lost_ = 0;
  facts_refused_.reset();
  facts_per_push_ = std::min(wire::max_facts_per_push, facts_per_push_ * 2);
  // No further than what was sent: beyond that the hub may have facts of another copy of this disk.
  return Acknowledge{sent.incarnation, sent.last, reply.results, reply.head, reply.mark};
}

StoreTask SyncMachine::on_push_refused(const PushSent& sent, const Refusal& refusal,
                                       const OutboxView& view, Moment now, double random) {
  const auto journal = journal_of(sent, view);
  const bool stale = !journal || sent.first != journal->acked_seq + 1;
  switch (refusal.why) {
    case Why::gap:
      if (stale) return {};
      if (refusal.acked_seq >= journal->acked_seq) break;
      // The hub knows less than it had acknowledged: it lost its last hours. It may find that out
      // itself by our cursor.
      compare_again_ = true;
      succeed(Lane::push, now);
      cancel_pull_ = true;
      if (++gaps_ > 1) hold_facts(refusal, gaps_, now, random);
      return {};
    case Why::fork:
      if (stale) return {};
      return on_fork(sent, refusal, view, now, random);
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

StoreTask SyncMachine::on_fork(const PushSent& sent, const Refusal& refusal, const OutboxView& view,
                               Moment now, double random) {
  if (refusal.next_incarnation == 0 || refusal.agreed_seq > sent.last ||
      !makes_sense(refusal.known, sent, refusal.agreed_seq)) {
    refuse_push(refusal, now, random);
    return {};
  }
  succeed(Lane::push, now);
  // Once is a copied disk, and each time that it knows some the backlog gets shorter. A hub that
  // says so again and again has a fault of its own.
  if (refusal.known.empty() && ++forks_ > 2) hold_facts(refusal, forks_, now, random);
  // It has another history before these facts, and can't tell from where: it does once it sees all.
  if (refusal.agreed_seq + 1 < sent.first) return SendAgain{sent.incarnation};
  return begin_incarnation({std::max(refusal.next_incarnation, view.incarnation + 1),
                            sent.incarnation, refusal.agreed_seq, refusal.known});
}

void SyncMachine::hold_facts(const Refusal& refusal, int times, Moment now, double random) {
  facts_not_before_ms_ = now.monotonic_ms + backoff(times, random).count();
  facts_refused_ = refusal.error;
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

StoreTask SyncMachine::begin_incarnation(const BeginIncarnation& task) {
  // The store reads everything again: the hub's facts under ids that were used twice were passed
  // over.
  all_read_ = false;
  cancel_pull_ = true;
  return task;
}

}  // namespace meetpoint::client
