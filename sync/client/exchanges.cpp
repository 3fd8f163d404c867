#include "sync/client/exchanges.h"

#include <algorithm>

#include "sync/client/hub_reply.h"

namespace meetpoint::client {

namespace {

// With the headers of 500 facts this stays below wire::max_push_bytes; start_push() makes sure.
constexpr std::size_t push_body_bytes = 200 * 1024;
constexpr Duration blind_pace{1000};

}  // namespace

Exchanges::Exchanges(store::StationStore& store, const Clock& clock, Transport& transport,
                     HubAccess access, std::uint64_t seed, std::vector<std::string> also,
                     AddressTimes times)
    : store_(store),
      clock_(clock),
      transport_(transport),
      access_(std::move(access)),
      bases_{access_.base},
      random_(seed != 0 ? seed : std::random_device{}()),
      machine_(access_.station, now()),
      addresses_(1 + also.size(), now(), times) {
  bases_.insert(bases_.end(), also.begin(), also.end());
}

Exchanges::~Exchanges() { cancel_all(); }

void Exchanges::cancel_all() {
  const auto cancel = [this](auto& under_way) {
    if (under_way) transport_.cancel(under_way->id);
    under_way.reset();
  };
  cancel(key_);
  cancel(vector_);
  cancel(push_);
  cancel(pull_);
  cancel(seats_);
  if (probe_) transport_.cancel(*probe_);
  probe_.reset();
}

Status Exchanges::look() {
  const auto position = store_.position();
  if (!position) return fail(position);
  const auto who = store_.enrolment();
  if (!who) return fail(who);
  view_ = {.incarnation = position->incarnation,
           .last_seq = position->last_seq,
           .acked_seq = position->acked_seq,
           .epoch = position->epoch,
           .cursor = position->cursor,
           .hub_head = position->hub_head,
           .cursor_mark = position->cursor_mark,
           .seen_seq = position->seen_seq,
           .seen_mark = position->seen_mark,
           .key_registered = *who && !(*who)->hub_key.empty(),
           .compared = position->vector_epoch != 0 &&
                       (position->epoch == 0 || position->epoch == position->vector_epoch),
           .elsewhere =
               (position->cursor_at.empty() ? bases_.front() : position->cursor_at) != access_.base,
           .staged = position->staged,
           .staged_epoch = position->staged_epoch,
           .staged_mark = position->staged_mark};
  for (const auto& past : position->past) {
    view_.past.push_back({past.incarnation, past.last_seq, past.acked_seq});
  }
  return {};
}

std::optional<Duration> Exchanges::start_due() {
  std::optional<Duration> soonest = start_addresses();
  for (const auto& nap : {start_lanes(), start_seats()}) {
    if (nap) soonest = std::min(soonest.value_or(*nap), *nap);
  }
  return soonest;
}

std::optional<Duration> Exchanges::start_lanes() {
  if (const Status looked = look(); !looked) {
    blind_ = looked.error();
    return blind_pace;
  }
  blind_.reset();
  while (true) {
    const Step step = machine_.next(view_, now());
    if (std::holds_alternative<RegisterKey>(step)) {
      start_key();
    } else if (std::holds_alternative<Compare>(step)) {
      start_vector();
    } else if (const auto* push = std::get_if<Push>(&step)) {
      start_push(*push);
    } else if (const auto* pull = std::get_if<Pull>(&step)) {
      start_pull(
          {.epoch = pull->epoch, .cursor = pull->cursor, .wait_seconds = pull->wait_seconds});
    } else if (std::holds_alternative<FindEpoch>(step)) {
      start_pull({.epoch = view_.epoch, .cursor = view_.cursor, .find_epoch = true});
    } else if (std::holds_alternative<CancelPull>(step)) {
      if (pull_) transport_.cancel(pull_->id);
      pull_.reset();
    } else if (const auto* stopped = std::get_if<Stopped>(&step)) {
      return stopped->again_in;
    } else {
      return std::get<Wait>(step).at_most;
    }
  }
}

void Exchanges::start_key() {
  const auto key = store_.public_key();
  if (!key) {
    machine_.on_stored(Lane::push, fail(key), now(), random());
    return;
  }
  key_ = {transport_.start(key_request(access_, {*key})), now()};
}

void Exchanges::start_vector() {
  const auto vector = store_.vector();
  if (!vector) {
    machine_.on_stored(Lane::push, fail(vector), now(), random());
    return;
  }
  const VectorSent sent{view_.incarnation, view_.epoch, now()};
  vector_ = {transport_.start(vector_request(access_, *vector)), sent};
}

void Exchanges::start_push(const Push& step) {
  auto push = store_.outbox(step.incarnation, step.after, step.max_facts, push_body_bytes);
  if (push && push->facts.empty()) {
    push = fail(ErrorCode::corrupt,
                "The journal counts facts that it does not hold. Keep the file and ask for help.");
  }
  if (!push) {
    machine_.on_stored(Lane::push, fail(push), now(), random());
    return;
  }
  while (push->facts.size() > 1 && push_bytes(*push) > wire::max_push_bytes) {
    push->facts.resize(push->facts.size() / 2);
    std::erase_if(push->links,
                  [&](const wire::ChainLink& l) { return l.seq > push->facts.back().id.seq; });
  }
  if (const Status sealed = store_.sign(*push); !sealed) {
    machine_.on_stored(Lane::push, sealed, now(), random());
    return;
  }
  const PushSent sent{.incarnation = push->incarnation,
                      .first = push->first,
                      .last = push->first + push->facts.size() - 1,
                      .at = now()};
  push_ = {transport_.start(push_request(access_, *push)), sent};
}

void Exchanges::start_pull(PullSent sent) {
  sent.at = now();
  Request request = sent.find_epoch ? epoch_request(access_)
                                    : feed_request(access_,
                                                   {sent.epoch, sent.cursor, view_.reads_mark(),
                                                    view_.seen_seq, view_.seen_mark},
                                                   sent.wait_seconds);
  pull_ = {transport_.start(std::move(request)), sent};
}

bool Exchanges::take(Finished& finished) {
  // Against the position of now, not that of when the request left.
  if (const Status looked = look(); !looked) blind_ = looked.error();
  const Moment at = now();
  StoreTask task;
  Lane lane = Lane::push;
  if (key_ && finished.id == key_->id) {
    const Moment sent = key_->sent;
    key_.reset();
    const auto answer = read_key_reply(finished.response, at.wall);
    task = machine_.on_key(answer, at, random());
    judge(lane, answer ? nullptr : &answer.error(), sent, at);
  } else if (vector_ && finished.id == vector_->id) {
    const VectorSent sent = vector_->sent;
    vector_.reset();
    const auto answer = read_vector_reply(finished.response, at.wall);
    task = machine_.on_vector(sent, answer, view_, at, random());
    judge(lane, answer ? nullptr : &answer.error(), sent.at, at);
  } else if (push_ && finished.id == push_->id) {
    const PushSent sent = push_->sent;
    push_.reset();
    const auto answer = read_push_reply(finished.response, at.wall);
    task = machine_.on_push(sent, answer, view_, at, random());
    judge(lane, answer ? nullptr : &answer.error(), sent.at, at);
  } else if (pull_ && finished.id == pull_->id) {
    const PullSent sent = pull_->sent;
    pull_.reset();
    lane = Lane::pull;
    auto answer = read_feed_reply(finished.response, at.wall);
    const auto refusal = answer ? std::optional<Refusal>() : answer.error();
    task = machine_.on_feed(sent, std::move(answer), view_, at, random());
    // One that the hub may hold says nothing of the time before.
    const bool held = sent.wait_seconds > 0;
    judge(lane, refusal ? &*refusal : nullptr, held ? at : sent.at, at);
  } else if (probe_ && finished.id == *probe_) {
    probe_.reset();
    const auto answer = read_feed_reply(finished.response, at.wall);
    addresses_.on_probe(!answer && answer.error().why == Why::epoch, at, random());
    return false;
  } else {
    take_seats(finished);
    return false;
  }
  if (std::holds_alternative<std::monostate>(task)) return false;
  const bool takes_over = view_.reads_from() > view_.cursor;
  const Status done = carry_out(task);
  machine_.on_stored(lane, done, now(), random());
  if (const Status looked = look(); !looked) blind_ = looked.error();
  const auto* apply = std::get_if<Apply>(&task);
  if (!done || apply == nullptr) return false;
  if (takes_over) return true;
  // Our own facts come back numbered; nothing on a screen changes by that.
  const auto& entries = apply->reply.entries;
  return std::any_of(entries.begin(), entries.end(), [&](const wire::FeedEntry& entry) {
    return !entry.fact || entry.fact->id.station != access_.station;
  });
}

Status Exchanges::carry_out(const StoreTask& task) {
  struct Carry {
    store::StationStore& store;
    const std::string& base;
    Status operator()(std::monostate) const { return {}; }
    Status operator()(const KeepHubKey& t) const { return store.key_registered(t.hub_key); }
    Status operator()(const Acknowledge& t) const {
      return store.acknowledge(t.incarnation, t.seq, t.results, t.head, t.mark);
    }
    Status operator()(const Apply& t) const { return store.apply(t.reply); }
    Status operator()(const Stage& t) const { return store.stage(t.reply); }
    Status operator()(const Reset& t) const { return store.reset_to(t.epoch, base); }
    Status operator()(const BeginIncarnation& t) const {
      return store.begin_incarnation({t.at_least, t.of, t.agreed_seq, t.known});
    }
    Status operator()(const SendAgain& t) const { return store.send_again(t.incarnation); }
    Status operator()(const Settle& t) const { return store.settle(t.reply); }
  };
  return std::visit(Carry{store_, access_.base}, task);
}

void Exchanges::recover(const Error& error) {
  if (probe_) addresses_.on_probe(false, now(), random());
  cancel_all();
  seat_lane_.forget();
  machine_.on_stored(Lane::push, fail(error.code, error.message), now(), random());
  machine_.on_stored(Lane::pull, fail(error.code, error.message), now(), random());
}

SyncStatus Exchanges::status() const {
  SyncStatus status = machine_.status(view_, now());
  if (blind_) status.problem = blind_;
  if (bases_.size() > 1) status.hub = access_.base;
  return status;
}

}  // namespace meetpoint::client
