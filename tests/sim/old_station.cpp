#include "tests/sim/old_station.h"

#include <fmt/format.h>

#include <algorithm>

#include "sync/model/chain.h"
#include "sync/wire/fact_codec.h"

namespace meetpoint::sim {

namespace {

constexpr std::int64_t pause_ms = 4'000;

// An answer counts with the header and the media type of version 1 alone.
bool is_the_hubs(const client::Response& response) {
  return response.header(wire::protocol_header) == "1" &&
         response.header("Content-Type").starts_with(wire::media_cbor);
}

}  // namespace

OldStation::OldStation(Timeline& time, Network& network, EventId event, Instant wall_at_start)
    : time_(time),
      event_(std::move(event)),
      clock_(time, wall_at_start),
      transport_(network, link_, [this](client::Finished finished) {
        asking_ = false;
        const std::uint64_t last = std::exchange(sent_, 0);
        on_reply(last, finished.response);
      }) {}

client::Request OldStation::request(std::string method, std::string path, std::string body) const {
  client::Request request{.method = std::move(method), .url = "http://hub.example" + path};
  request.headers = {{std::string(wire::protocol_header), "1"},
                     {"Accept", std::string(wire::media_cbor)},
                     {"Content-Type", std::string(wire::media_cbor)}};
  if (!token_.empty()) request.headers.push_back({"Authorization", "Bearer " + token_});
  request.body = std::move(body);
  return request;
}

bool OldStation::enrol(const std::string& code, client::Transport& line) {
  const wire::EnrolRequest message{.code = code, .app = "meetpoint-kiosk 0.1.0", .public_key = {}};
  line.start(request("POST", "/v1/enrol", wire::to_cbor(message)));
  for (const client::Finished& finished : line.wait(Duration(60'000))) {
    if (!finished.response || !is_the_hubs(*finished.response)) return false;
    const auto reply = wire::read_cbor<wire::EnrolReply>(finished.response->body);
    if (!reply) return false;
    id_ = reply->station;
    token_ = reply->token;
    incarnation_ = reply->incarnation;
    turn();
    return true;
  }
  return false;
}

FactId OldStation::record(const FactBody& body) {
  FactRecord fact;
  fact.id = {id_, incarnation_, journal_.size() + 1};
  fact.kind = std::string(wire::kind_of(body));
  fact.wall = clock_.now();
  fact.monotonic_ms = clock_.monotonic_ms();
  fact.hlc = hlc_ = tick(hlc_, fact.wall);
  fact.body = wire::write_body(body);
  const std::string before = journal_.empty() ? std::string(chain_start) : journal_.back().chain;
  journal_.push_back({fact, chain_next(before, wire::chained_bytes(fact))});
  return fact.id;
}

void OldStation::turn() {
  if (sent_ == 0 && !asking_) waiting() > 0 && !unsure_ ? push() : ask();
  time_.after(pause_ms, [this] { turn(); });
}

void OldStation::push() {
  wire::PushRequest message{.incarnation = incarnation_, .first = acked_ + 1};
  message.previous_hash = acked_ == 0 ? std::string(chain_start) : journal_[acked_ - 1].chain;
  const std::size_t end = std::min<std::size_t>(journal_.size(), acked_ + facts_at_once_);
  for (std::size_t i = acked_; i < end; ++i) message.facts.push_back(journal_[i].fact);
  sent_ = end;
  transport_.start(
      request("POST", "/v1/events/" + event_.value + "/facts", wire::to_cbor(message)));
}

void OldStation::ask() {
  if (epoch_ == 0) return;
  asking_ = true;
  transport_.start(request(
      "GET", fmt::format("/v1/events/{}/feed?after={}.0&wait=0", event_.value, epoch_), {}));
}

void OldStation::on_reply(std::uint64_t last, const Result<client::Response>& response) {
  if (!response || !is_the_hubs(*response)) return;
  if (response->status == 413 && last > 0)
    facts_at_once_ = std::max<std::size_t>(1, facts_at_once_ / 2);
  if (response->status == 200) {
    if (last == 0) return;
    const auto reply = wire::read_cbor<wire::PushReply>(response->body);
    if (!reply || reply->acked_seq < last) return;
    for (const wire::PushResult& result : reply->results) {
      if (result.flag == "rejected") told_rejected_.insert(result.seq);
    }
    if (epoch_ == 0) epoch_ = reply->epoch;
    // What another hub than ours took counts once it is known what else that one lacks.
    unsure_ = epoch_ != reply->epoch;
    if (!unsure_) acked_ = std::max(acked_, last);
    return;
  }
  const auto refusal = wire::read_cbor<wire::ErrorReply>(response->body);
  if (!refusal || (refusal->error != "gap" && refusal->error != "epoch")) return;
  // From where to send again to a hub that was restored.
  acked_ = std::min(acked_, refusal->acked_seq);
  if (refusal->epoch == 0) return;
  epoch_ = refusal->epoch;
  unsure_ = false;
}

}  // namespace meetpoint::sim
