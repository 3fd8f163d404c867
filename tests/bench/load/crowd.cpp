// gcc 12 miscompiles temporaries in a co_await expression: so every operand here has a name.
#include "tests/bench/load/crowd.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <cmath>
#include <stdexcept>

#include "sync/base/clock.h"
#include "sync/client/hub_reply.h"
#include "sync/wire/compress.h"
#include "sync/wire/json.h"
#include "tests/bench/load/whole_feed.h"

namespace meetpoint::load {

namespace asio = boost::asio;

namespace {

constexpr int wait_seconds = 25;
constexpr double pause_after_failure_ms = 500;
constexpr std::size_t remembered_replies = 16;
constexpr std::size_t max_feed_bytes = 64 * 1024 * 1024;

void rethrow(const std::exception_ptr& thrown) {
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace

struct Crowd::Member {
  Member(asio::io_context& io, const HubUnderLoad& hub, const Login& login, const CrowdPlan& plan)
      : access(hub.access(login)),
        journal(hub.event(), login, plan.attendees),
        random(login.station.value * 7919U),
        pushing(io, hub.port()),
        following(io, hub.port()) {}
  client::HubAccess access;
  StationJournal journal;
  std::mt19937 random;
  std::vector<double> recorded_ms;  // by seq - 1
  // The newest place that the hub named to this station, as it is given back with every question.
  HubSeq seen = 0;
  std::string seen_mark;
  void note(HubSeq place, const std::string& mark) {
    if (place <= seen) return;
    seen = place;
    seen_mark = mark;
  }
  Connection pushing;
  Connection following;
};

// What a reply said.
struct Crowd::Read {
  std::string body;  // as it came
  client::FeedFrom cursor;
  bool decoded = false;  // then these are its facts
  std::vector<FactId> facts;
};

Crowd::Crowd(asio::io_context& io, const HubUnderLoad& hub, std::span<const Login> logins,
             const CrowdPlan& plan)
    : io_(io), hub_(hub), plan_(plan) {
  for (const Login& login : logins) {
    members_.push_back(std::make_unique<Member>(io, hub, login, plan));
    by_station_[login.station.value] = members_.back().get();
  }
}

Crowd::~Crowd() = default;

void Crowd::start() {
  // As after the snapshot that a station begins with, which is measured elsewhere.
  if (plan_.followers > 0) {
    asio::co_spawn(io_, find_start(), rethrow);
    io_.restart();
    io_.run();
  }
  count_from_now();
  for (std::size_t i = 0; i < members_.size(); ++i) {
    Member& member = *members_[i];
    if (plan_.facts_per_second > 0) asio::co_spawn(io_, record(member), rethrow);
    if (static_cast<int>(i) >= plan_.followers) continue;
    asio::co_spawn(io_, follow(member, static_cast<int>(i) < plan_.observers), rethrow);
  }
}

asio::awaitable<void> Crowd::find_start() {
  Connection connection(io_, hub_.port());
  const std::function<void(Piece&)> take = [this](Piece& piece) {
    start_ = {.epoch = piece.reply.epoch,
              .cursor = piece.reply.to,
              .cursor_mark = piece.reply.mark,
              .seen_seq = 0,
              .seen_mark = {}};
  };
  const client::HubAccess access = members_.front()->access;
  co_await read_whole_feed(connection, access, take);
}

void Crowd::count_from_now() {
  cost_ = {};
  from_ms_ = bench::wall_ms();
}

void Crowd::note_failure(const client::Response& response, const char* what) {
  if (stopped_) return;
  ++cost_.failures;
  if (!cost_.first_failure.empty()) return;
  cost_.first_failure = std::string(what) + ": status " + std::to_string(response.status);
}

asio::awaitable<void> Crowd::record(Member& member) {
  const double pause_ms = 1000 * static_cast<double>(members_.size()) / plan_.facts_per_second;
  const auto pause = [&] {
    const double share = (static_cast<double>(member.random()) + 1) / 4294967297.0;
    return -std::log(share) * pause_ms;
  };
  double next = bench::wall_ms() + pause();
  while (!stopped_) {
    co_await sleep_until_ms(io_, next);
    const std::size_t first = member.recorded_ms.size();
    const double now_ms = bench::wall_ms();
    for (; next <= now_ms && member.recorded_ms.size() - first < wire::max_facts_per_push;
         next += pause()) {
      member.recorded_ms.push_back(next);
    }
    const std::size_t count = member.recorded_ms.size() - first;
    if (count == 0 || stopped_) continue;
    const Instant now = SystemClock().now();
    const wire::PushRequest push = member.journal.push_at(count, plan_.mix, now);
    for (bool kept = false; !kept && !stopped_;) {
      client::Request request = client::push_request(member.access, push);
      const client::Response response = co_await member.pushing.ask(std::move(request));
      const double answered_ms = bench::wall_ms();
      const auto reply = client::read_push_reply(response, now);
      kept = reply && reply->acked_seq == member.journal.last_seq();
      if (!kept) {
        note_failure(response, "a push");
        co_await sleep_until_ms(io_, answered_ms + pause_after_failure_ms);
        continue;
      }
      member.note(reply->head, reply->mark);
      ++cost_.pushes;
      for (std::size_t i = first; i < first + count; ++i) {
        if (member.recorded_ms[i] < from_ms_) continue;
        ++cost_.facts;
        cost_.acknowledged_ms.add(answered_ms - member.recorded_ms[i]);
      }
    }
  }
}

// Nothing where it is none of the hub's.
const Crowd::Read* Crowd::read(const client::Response& response, bool observes) {
  const auto same = [&](const Read& known) { return known.body == response.body; };
  auto found = std::find_if(reads_.begin(), reads_.end(), same);
  if (response.status != 200) return nullptr;
  if (found == reads_.end()) {
    const auto cursor = cursor_of(response);
    if (!cursor) return nullptr;
    reads_.push_front({response.body, *cursor, false, {}});
    if (reads_.size() > remembered_replies) reads_.pop_back();
    found = reads_.begin();
  }
  if (!observes || found->decoded) return &*found;
  const auto reply = client::read_feed_reply(response, SystemClock().now());
  if (!reply) throw std::runtime_error("a feed can't be read: " + reply.error().error.message);
  for (const wire::FeedEntry& entry : reply->entries) {
    if (entry.fact) found->facts.push_back(entry.fact->id);
  }
  found->decoded = true;
  return &*found;
}

void Crowd::note_seen(const Read& reply, double at_ms) {
  for (const FactId& fact : reply.facts) {
    const auto author = by_station_.find(fact.station.value);
    if (author == by_station_.end()) continue;
    const auto& recorded = author->second->recorded_ms;
    const std::size_t at = fact.seq - 1;
    if (at < recorded.size() && recorded[at] >= from_ms_) cost_.seen_ms.add(at_ms - recorded[at]);
  }
}

asio::awaitable<void> Crowd::follow(Member& member, bool observes) {
  client::FeedFrom from = start_;
  while (!stopped_) {
    from.seen_seq = member.seen;
    from.seen_mark = member.seen_mark;
    client::Request request = client::feed_request(member.access, from, wait_seconds);
    const client::Response response = co_await member.following.ask(std::move(request));
    const double at_ms = bench::wall_ms();
    const Read* reply = read(response, observes);
    if (reply == nullptr) {
      note_failure(response, "a feed");
      co_await sleep_until_ms(io_, at_ms + pause_after_failure_ms);
      continue;
    }
    ++cost_.polls;
    cost_.handed_out += reply->cursor.cursor - from.cursor;
    cost_.bytes_received += response.body.size();
    from = reply->cursor;
    member.note(from.cursor, from.cursor_mark);
    if (observes) note_seen(*reply, at_ms);
  }
}

Result<client::FeedFrom> cursor_of(const client::Response& response) {
  const auto none = [] { return fail(ErrorCode::protocol, "no feed of the hub's"); };
  if (response.status != 200) return none();
  std::string unpacked;
  if (response.header("Content-Encoding") == "zstd") {
    auto result = wire::decompress(response.body, max_feed_bytes);
    if (!result) return fail(result);
    unpacked = std::move(*result);
  } else {
    unpacked = response.body;
  }
  // The keys of a message are sorted: after "entries" come epoch, from, head, mark, now_ms and to.
  // A map of unknown length (0xbf … 0xff) of these is a message of its own.
  const std::size_t epoch = unpacked.rfind(
      "\x65"
      "epoch");
  if (epoch == std::string::npos) return none();
  const auto tail = wire::parse_cbor('\xbf' + unpacked.substr(epoch) + '\xff');
  if (!tail || !tail->contains("to")) return none();
  client::FeedFrom from;
  from.epoch = tail->at("epoch").get<std::uint64_t>();
  from.cursor = tail->at("to").get<HubSeq>();
  from.cursor_mark = tail->value("mark", "");
  return from;
}

void run_for(asio::io_context& io, double ms) {
  io.restart();
  io.run_for(std::chrono::microseconds(static_cast<std::int64_t>(ms * 1000)));
}

}  // namespace meetpoint::load
