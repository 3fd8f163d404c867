#include "sync/relay/machine.h"

#include <algorithm>

#include "sync/client/backoff.h"
#include "sync/client/halt.h"

namespace meetpoint::relay {

using client::Answer;
using client::Refusal;
using client::Why;

namespace {

// Several journals at a time, so that a long way to the central hub does not make them queue.
constexpr std::size_t most_sending = 8;
// A relay is one alone: it may come back sooner than the stations of a venue may.
constexpr Duration longest_wait{10'000};
constexpr Duration stations_pace{10'000};
constexpr Duration stations_pace_wanted{1'000};
constexpr Duration pull_pace{1'000};
// How often a journal is tried again that the central hub refused for a reason of its own.
constexpr Duration journal_hold{30'000};

// Of the station, not of this relay or its network.
bool concerns_journal(const Refusal& refusal) {
  switch (refusal.why) {
    case Why::gap:
    case Why::fork:
    case Why::epoch:
    case Why::signature:
    case Why::key_unknown:
    case Why::too_large:
    case Why::refused: return !refusal.is_network();
    default: return refusal.name == "station";
  }
}

}  // namespace

Step Machine::next(const View& view, Moment now) {
  if (cancel_pull_) {
    cancel_pull_ = false;
    if (lane(Lane::pull).busy) {
      lane(Lane::pull).busy = false;
      lane(Lane::pull).not_before_ms = now.monotonic_ms;
      return CancelPull{};
    }
  }
  if (halted_until_ms_) {
    if (now.monotonic_ms < *halted_until_ms_) {
      return Wait{Duration(*halted_until_ms_ - now.monotonic_ms)};
    }
    halted_until_ms_.reset();
  }
  std::optional<Duration> wait;
  const auto due = [&](std::int64_t at_ms) {
    const Duration in{std::max<std::int64_t>(0, at_ms - now.monotonic_ms)};
    wait = std::min(wait.value_or(in), in);
  };

  const LaneState& stations = lane(Lane::stations);
  if (!stations.busy) {
    const std::int64_t pace_ms =
        stations_wanted_ ? stations_due_ms_ - stations_pace.count() + stations_pace_wanted.count()
                         : stations_due_ms_;
    const std::int64_t at = std::max(pace_ms, stations.not_before_ms);
    if (now.monotonic_ms >= at) {
      lane(Lane::stations).busy = true;
      stations_wanted_ = false;
      stations_due_ms_ = now.monotonic_ms + stations_pace.count();
      return ReadStations{};
    }
    due(at);
  }
  const LaneState& pull = lane(Lane::pull);
  if (ready(Lane::pull, now)) {
    lane(Lane::pull).busy = true;
    if (view.epoch == 0 || read_whole_) return Snapshot{};
    // The first answer after a silence must come at once: it says that we are online again.
    return Pull{heard_ && pull.failures == 0 ? wire::max_wait_seconds : 0};
  }
  if (!pull.busy) due(pull.not_before_ms);
  if (view.epoch == 0 || read_whole_) return Wait{wait};
  if (auto step = next_up(view, now, wait)) return *step;
  return Wait{wait};
}

std::optional<Step> Machine::next_up(const View& view, Moment now, std::optional<Duration>& wait) {
  const auto due = [&](std::int64_t at_ms) {
    const Duration in{std::max<std::int64_t>(0, at_ms - now.monotonic_ms)};
    wait = std::min(wait.value_or(in), in);
  };
  LaneState& tell = lane(Lane::tell);
  LaneState& forward = lane(Lane::forward);
  const bool notices_due = view.told_epoch != view.epoch;
  // What failed when there was something to send says nothing once there is not.
  if (!notices_due && view.to_tell.empty()) tell.refusal.reset();
  if (view.behind.empty()) forward.refusal.reset();
  note_online(now);
  if (!tell.busy && (notices_due || !view.to_tell.empty())) {
    if (now.monotonic_ms >= tell.not_before_ms) {
      tell.busy = true;
      return Tell{notices_due ? StationId{} : view.to_tell.front()};
    }
    due(tell.not_before_ms);
  }
  for (const View::Behind& one : view.behind) {
    if (sending_.contains(one.journal)) continue;
    if (sending_.size() >= most_sending) break;
    const auto held = held_.find(one.journal);
    const std::int64_t at =
        std::max(forward.not_before_ms, held == held_.end() ? 0 : held->second.until_ms);
    if (now.monotonic_ms < at) {
      due(at);
      continue;
    }
    sending_.insert(one.journal);
    return Forward{one.journal, one.known ? one.acked_seq : 0, one.known ? facts_per_push_ : 0};
  }
  return std::nullopt;
}

Task Machine::on_stations(Answer<wire::StationsReply> answer, Moment now, double random) {
  lane(Lane::stations).busy = false;
  if (!answer) {
    fail(Lane::stations, answer.error(), now, random);
    return {};
  }
  succeed(Lane::stations, now);
  return Mirror{std::move(answer->stations)};
}

Task Machine::on_told(StationId station, const Answer<wire::VectorReply>& answer, const View& view,
                      Moment now, double random) {
  LaneState& tell = lane(Lane::tell);
  tell.busy = false;
  if (!answer) {
    const Refusal& refusal = answer.error();
    if (!concerns_journal(refusal)) {
      fail(Lane::tell, refusal, now, random);
      return {};
    }
    // The central hub does not know the station, or shut it out: there is nobody to speak for.
    succeed(Lane::tell, now);
    stations_wanted_ = true;
    return Told{station, view.epoch};
  }
  succeed(Lane::tell, now);
  if (answer->epoch == view.epoch) return Told{station, view.epoch};
  look_again(now);
  return {};
}

Task Machine::on_forwarded(const Forwarded& sent, const Answer<wire::PushReply>& answer,
                           const View& view, Moment now, double random) {
  sending_.erase(sent.journal);
  const bool asked = sent.last < sent.first;
  if (!answer) {
    const Refusal& refusal = answer.error();
    if (!concerns_journal(refusal)) {
      fail(Lane::forward, refusal, now, random);
      return {};
    }
    succeed(Lane::forward, now);
    if (refusal.why == Why::gap) {
      // It lost what it had acknowledged; it may find that out itself by our cursor.
      hold(sent.journal, now);
      look_again(now);
      wire::PushReply reply{.acked_seq = refusal.acked_seq, .epoch = view.epoch};
      return Reached{sent.journal, std::move(reply), true};
    }
    if (refusal.why == Why::fork) {
      if (refusal.agreed_seq + 1 < sent.first) {
        // It can't tell from where: it can once it sees all.
        wire::PushReply reply{.acked_seq = 0, .epoch = view.epoch};
        return Reached{sent.journal, std::move(reply), true};
      }
      return Parted{sent.journal, refusal.agreed_seq, refusal.next_incarnation, refusal.known};
    }
    if (refusal.why == Why::too_large && sent.last > sent.first) {
      facts_per_push_ = std::max<std::size_t>(1, (sent.last - sent.first + 1) / 2);
      return {};
    }
    if (refusal.name == "station") stations_wanted_ = true;
    hold(sent.journal, now);
    lane(Lane::forward).store_failure.reset();
    return {};
  }
  succeed(Lane::forward, now);
  if (answer->epoch != view.epoch) {
    look_again(now);
    hold(sent.journal, now);
    return {};
  }
  if (!asked && answer->acked_seq < sent.last) {
    hold(sent.journal, now);
    return {};
  }
  held_.erase(sent.journal);
  facts_per_push_ = std::min(wire::max_facts_per_push, facts_per_push_ * 2);
  wire::PushReply reply = *answer;
  // No further than what was sent: beyond that it may have facts of another copy of a disk.
  if (!asked) reply.acked_seq = sent.last;
  return Reached{sent.journal, std::move(reply), asked};
}

Task Machine::on_pulled(const Pulled& sent, Answer<wire::FeedReply> answer, const View& view,
                        Moment now, double random) {
  lane(Lane::pull).busy = false;
  const auto anew = [&]() -> Task {
    read_whole_ = true;
    if (++resets_ > 1) {
      fail(Lane::pull,
           client::nonsense("The central hub says again and again that it was restored; look at "
                            "its log."),
           now, random);
    }
    return {};
  };
  if (!answer) {
    if (answer.error().why == Why::epoch) {
      succeed(Lane::pull, now);
      return anew();
    }
    fail(Lane::pull, answer.error(), now, random);
    return {};
  }
  wire::FeedReply& reply = *answer;
  succeed(Lane::pull, now);
  if (sent.whole) {
    read_whole_ = false;
    return Apply{std::move(reply), true};
  }
  if (sent.epoch != view.epoch || sent.cursor != view.cursor) return {};
  if (reply.epoch != view.epoch || reply.from != sent.cursor || reply.head < sent.cursor) {
    return anew();
  }
  resets_ = 0;
  if (reply.to == reply.from) {
    // A hub that answers a long-poll at once with nothing must not be asked in a tight loop.
    if (sent.wait_seconds > 0 && now.monotonic_ms - sent.at.monotonic_ms < pull_pace.count()) {
      lane(Lane::pull).not_before_ms = now.monotonic_ms + pull_pace.count();
    }
    return {};
  }
  return Apply{std::move(reply), false};
}

void Machine::on_stored(Lane which, const meetpoint::Status& result, Moment now, double random) {
  LaneState& state = lane(which);
  if (result) {
    state.store_failure.reset();
    return;
  }
  state.busy = false;
  state.store_failure = result.error();
  state.not_before_ms =
      now.monotonic_ms +
      std::min(client::backoff(++state.failures + 1, random), longest_wait).count();
}

void Machine::succeed(Lane which, Moment now) {
  LaneState& state = lane(which);
  state.failures = 0;
  state.refusal.reset();
  state.not_before_ms = now.monotonic_ms;
  heard_ = true;
  shut_out_ = false;
  // The network is back: nobody has to wait for their turn to find that out.
  for (LaneState& other : lanes_) {
    if (other.refusal && other.network) other.not_before_ms = now.monotonic_ms;
  }
  note_online(now);
}

void Machine::fail(Lane which, const Refusal& refusal, Moment now, double random) {
  LaneState& state = lane(which);
  ++state.failures;
  state.refusal = refusal.error;
  state.network = refusal.is_network();
  const Duration wait =
      refusal.retry_after
          ? client::backoff(*refusal.retry_after, random)
          : std::min(client::backoff(state.failures, random) + client::backoff_first, longest_wait);
  state.not_before_ms = now.monotonic_ms + wait.count();
  switch (refusal.why) {
    case Why::revoked: shut_out_ = true; [[fallthrough]];
    case Why::unauthorised:
    case Why::foreign:
    case Why::too_old:
      halted_until_ms_ = now.monotonic_ms + client::halt_time.count();
      cancel_pull_ = true;
      break;
    default: break;
  }
  // The long-poll under way hangs on the same dead network; a new attempt finds out.
  if (refusal.is_network() && which != Lane::pull && lane(Lane::pull).busy && online_) {
    cancel_pull_ = true;
    lane(Lane::pull).failures = std::max(lane(Lane::pull).failures, 1);
  }
  note_online(now);
}

void Machine::hold(const JournalId& journal, Moment now) {
  Hold& held = held_[journal];
  held.until_ms =
      now.monotonic_ms + (held.times++ == 0 ? client::backoff_first : journal_hold).count();
}

// Another hub than the one our cursor is of: the feed says so.
void Machine::look_again(Moment now) {
  cancel_pull_ = true;
  lane(Lane::pull).failures = std::max(lane(Lane::pull).failures, 1);
  lane(Lane::tell).not_before_ms = now.monotonic_ms + client::backoff_first.count();
}

void Machine::note_online(Moment now) {
  const bool online =
      heard_ && std::none_of(std::begin(lanes_), std::end(lanes_),
                             [](const LaneState& l) { return l.refusal.has_value(); });
  if (online != online_) since_ = now.wall;
  online_ = online;
}

Status Machine::status() const {
  Status status{.online = online_, .since = since_, .shut_out = shut_out_};
  for (const LaneState& state : lanes_) {
    if (state.refusal) status.problem = state.refusal;
  }
  for (const LaneState& state : lanes_) {
    if (state.store_failure) status.problem = state.store_failure;
  }
  return status;
}

}  // namespace meetpoint::relay
