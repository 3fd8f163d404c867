#include "sync/relay/exchanges.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <utility>

#include "sync/client/hub_reply.h"

namespace meetpoint::relay {

namespace {

// With the headers of 500 facts this stays below wire::max_push_bytes.
constexpr std::size_t push_body_bytes = 200 * 1024;
constexpr Duration blind_pace{1000};
constexpr Duration stations_silence{5'000};

}  // namespace

Exchanges::Exchanges(hub::RelayStore& store, Board& board, const Clock& clock,
                     client::Transport& transport, client::HubAccess access, std::uint64_t seed)
    : store_(store),
      board_(board),
      clock_(clock),
      transport_(transport),
      access_(std::move(access)),
      random_(seed != 0 ? seed : std::random_device{}()),
      machine_(now()) {
  post();
}

Exchanges::~Exchanges() {
  if (stations_) transport_.cancel(*stations_);
  if (tell_) transport_.cancel(tell_->first);
  if (pull_) transport_.cancel(pull_->first);
  for (const auto& [id, sent] : forwards_) transport_.cancel(id);
  for (const auto& [id, answered] : passed_on_) transport_.cancel(id);
}

client::HubAccess Exchanges::access_for(StationId station) const {
  client::HubAccess access = access_;
  access.on_behalf = station;
  return access;
}

meetpoint::Status Exchanges::look() {
  auto found = store_.relay_view();
  if (!found) return meetpoint::fail(found);
  position_ = found->position;
  view_ = {.epoch = position_.epoch,
           .cursor = position_.cursor,
           .told_epoch = position_.told_epoch,
           .behind = {},
           .to_tell = std::move(found->to_tell)};
  for (const hub::JournalBehind& journal : found->behind) {
    view_.behind.push_back(
        {{journal.station, journal.incarnation}, journal.acked_seq, journal.known});
  }
  return {};
}

void Exchanges::post() {
  const Status status = machine_.status();
  Posted posted{.url = access_.base,
                .ready = view_.epoch != 0,
                .online = status.online,
                .since = status.since,
                .shut_out = status.shut_out};
  if (const auto backlog = store_.relay_backlog()) {
    posted.backlog = backlog->facts;
    posted.parted = backlog->parted;
  }
  board_.post(posted);
}

std::optional<Duration> Exchanges::start_due() {
  if (!asked_.empty() && !machine_.status().online && !stations_) {
    // Nobody can be asked at this moment, as far as is known; a try is under way all the same.
    answer_asked(false);
  }
  const auto wait = start_steps();
  post();
  return wait;
}

std::optional<Duration> Exchanges::start_steps() {
  if (const auto looked = look(); !looked) {
    blind_ = looked.error();
    return blind_pace;
  }
  blind_.reset();
  while (true) {
    const Step step = machine_.next(view_, now());
    if (std::holds_alternative<ReadStations>(step)) {
      std::move(asked_.begin(), asked_.end(), std::back_inserter(riding_));
      asked_.clear();
      client::Request request = client::stations_request(access_);
      request.silence = stations_silence;
      stations_ = transport_.start(std::move(request));
    } else if (const auto* tell = std::get_if<Tell>(&step)) {
      start_tell(*tell);
    } else if (const auto* forward = std::get_if<Forward>(&step)) {
      start_forward(*forward);
    } else if (const auto* pull = std::get_if<Pull>(&step)) {
      start_pull(
          {.epoch = view_.epoch, .cursor = view_.cursor, .wait_seconds = pull->wait_seconds});
    } else if (std::holds_alternative<Snapshot>(step)) {
      start_pull({.whole = true, .epoch = view_.epoch, .cursor = view_.cursor});
    } else if (std::holds_alternative<CancelPull>(step)) {
      if (pull_) transport_.cancel(pull_->first);
      pull_.reset();
    } else {
      return std::get<Wait>(step).at_most;
    }
  }
}

void Exchanges::start_tell(const Tell& step) {
  auto claim = store_.claim_of(step.station);
  if (!claim) {
    machine_.on_stored(Lane::tell, meetpoint::fail(claim), now(), random());
    return;
  }
  claim->epoch = view_.epoch;
  tell_ = {transport_.start(client::vector_request(access_for(step.station), *claim)),
           step.station};
}

void Exchanges::start_forward(const Forward& step) {
  auto push = store_.signed_push(step.journal.station, step.journal.incarnation, step.after,
                                 step.max_facts, push_body_bytes);
  if (!push) {
    machine_.drop(step.journal);
    machine_.on_stored(Lane::forward, meetpoint::fail(push), now(), random());
    return;
  }
  const Forwarded sent{step.journal, push->first, push->first + push->facts.size() - 1};
  forwards_[transport_.start(client::push_request(access_for(step.journal.station), *push))] = sent;
}

void Exchanges::start_pull(Pulled sent) {
  sent.at = now();
  client::Request request =
      sent.whole ? client::snapshot_request(access_)
                 : client::feed_request(access_,
                                        {position_.epoch, position_.cursor, position_.cursor_mark,
                                         position_.seen_seq, position_.seen_mark},
                                        sent.wait_seconds);
  pull_ = {transport_.start(std::move(request)), sent};
}

bool Exchanges::take(client::Finished& finished) {
  if (const auto waiting = passed_on_.find(finished.id); waiting != passed_on_.end()) {
    const Answered answered = std::move(waiting->second);
    passed_on_.erase(waiting);
    answered(std::move(finished.response));
    return false;
  }
  if (const auto looked = look(); !looked) blind_ = looked.error();
  const Moment at = now();
  bool grew = false;
  if (stations_ && finished.id == *stations_) {
    stations_.reset();
    const Task task =
        machine_.on_stations(client::read_stations_reply(finished.response, at.wall), at, random());
    const bool heard = std::holds_alternative<Mirror>(task);
    grew = finish(Lane::stations, task);
    for (const Asked& one : std::exchange(riding_, {})) one(heard);
  } else if (tell_ && finished.id == tell_->first) {
    const StationId station = tell_->second;
    tell_.reset();
    grew = finish(Lane::tell,
                  machine_.on_told(station, client::read_vector_reply(finished.response, at.wall),
                                   view_, at, random()));
  } else if (pull_ && finished.id == pull_->first) {
    const Pulled sent = pull_->second;
    pull_.reset();
    grew = finish(Lane::pull,
                  machine_.on_pulled(sent, client::read_feed_reply(finished.response, at.wall),
                                     view_, at, random()));
  } else if (const auto forward = forwards_.find(finished.id); forward != forwards_.end()) {
    const Forwarded sent = forward->second;
    forwards_.erase(forward);
    const auto answer = client::read_push_reply(finished.response, at.wall);
    if (!answer && !answer.error().is_network()) {
      spdlog::warn("relay: journal {}.{}: {}", sent.journal.station.value, sent.journal.incarnation,
                   answer.error().error.message);
    }
    grew = finish(Lane::forward, machine_.on_forwarded(sent, answer, view_, at, random()));
  }
  post();
  return grew;
}

bool Exchanges::finish(Lane lane, const Task& task) {
  if (std::holds_alternative<std::monostate>(task)) return false;
  const auto done = carry_out(task);
  machine_.on_stored(lane, done ? meetpoint::Status{} : meetpoint::fail(done), now(), random());
  if (const auto looked = look(); !looked) blind_ = looked.error();
  return done && *done;
}

Result<bool> Exchanges::carry_out(const Task& task) {
  const auto quietly = [](const meetpoint::Status& status) -> Result<bool> {
    return status ? Result<bool>(false) : meetpoint::fail(status);
  };
  if (const auto* mirror = std::get_if<Mirror>(&task)) {
    return store_.mirror_stations(mirror->stations);
  }
  if (const auto* told = std::get_if<Told>(&task)) {
    return quietly(store_.told(told->station, told->epoch));
  }
  if (const auto* reached = std::get_if<Reached>(&task)) {
    return quietly(store_.forwarded(reached->journal.station, reached->journal.incarnation,
                                    reached->reply, reached->asked));
  }
  if (const auto* parted = std::get_if<Parted>(&task)) {
    spdlog::error(
        "relay: the central hub has other facts of journal {}.{} after {}: a disk was copied or "
        "rolled back. They are set aside here; the station is told to number them anew.",
        parted->journal.station.value, parted->journal.incarnation, parted->agreed_seq);
    const auto done = store_.parted({parted->journal.station, parted->journal.incarnation,
                                     parted->agreed_seq, parted->next_incarnation, parted->known},
                                    view_.epoch);
    return done ? Result<bool>(true) : meetpoint::fail(done);
  }
  if (const auto* apply = std::get_if<Apply>(&task)) {
    return store_.apply_upstream(apply->reply, apply->whole, clock_.now());
  }
  return false;
}

void Exchanges::pass_on(client::Request request, bool anyway, Answered answered) {
  if (!anyway && !machine_.status().online) {
    answered(meetpoint::fail(ErrorCode::unreachable, "The central hub does not answer."));
    return;
  }
  passed_on_[transport_.start(std::move(request))] = std::move(answered);
}

void Exchanges::ask_stations(Asked asked) {
  asked_.push_back(std::move(asked));
  machine_.ask_stations();
}

void Exchanges::answer_asked(bool heard) {
  for (const Asked& one : std::exchange(asked_, {})) one(heard);
}

void Exchanges::turn_away() {
  answer_asked(false);
  for (const Asked& one : std::exchange(riding_, {})) one(false);
  for (auto& [id, answered] : std::exchange(passed_on_, {})) {
    transport_.cancel(id);
    answered(meetpoint::fail(ErrorCode::unreachable, "The relay is stopping."));
  }
}

void Exchanges::recover(const Error& error) {
  if (stations_) transport_.cancel(*stations_);
  stations_.reset();
  if (tell_) transport_.cancel(tell_->first);
  tell_.reset();
  if (pull_) transport_.cancel(pull_->first);
  pull_.reset();
  for (const auto& [id, sent] : forwards_) {
    transport_.cancel(id);
    machine_.drop(sent.journal);
  }
  forwards_.clear();
  for (const Asked& one : std::exchange(riding_, {})) one(false);
  for (const Lane lane : {Lane::stations, Lane::tell, Lane::forward, Lane::pull}) {
    machine_.on_stored(lane, meetpoint::fail(error.code, error.message), now(), random());
  }
}

}  // namespace meetpoint::relay
