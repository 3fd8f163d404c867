// A hub of one event in memory, on a real socket, that can be told to fail in every way that a
// network and a disk know. It keeps the protocol's promises: gap, fork, epoch, dense positions.
#pragma once

#include "sync/wire/packed_messages.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "sync/client/hub_reply.h"
#include "sync/model/chain.h"
#include "sync/model/signature.h"
#include "sync/wire/compress.h"
#include "sync/wire/fact_codec.h"
#include "sync/wire/journal_proof.h"
#include "tests/sync/client/scripted_server.h"
#include "tests/sync/store/sample_roster.h"

namespace meetpoint::client::testing {

inline const std::string portal_page =
    http(200, {{"Content-Type", "text/html"}}, "<html>Welcome to the venue's Wi-Fi</html>");

template <class T>
std::string reply(int status, const T& message, std::vector<Header> headers = {}) {
  std::string body = wire::to_cbor(message);
  headers.push_back({"Meetpoint-Protocol", "2"});
  headers.push_back({"Content-Type", std::string(wire::media_cbor)});
  if (body.size() > 1024) {
    body = wire::compress(body);
    headers.push_back({"Content-Encoding", "zstd"});
  }
  return http(status, headers, body);
}

inline std::string refusal(int status, const wire::ErrorReply& error,
                           const std::vector<Header>& headers = {}) {
  return reply(status, error, headers);
}

class SmallHub {
 public:
  // What befalls a request; `after`: the hub has carried it out, and its answer is lost or torn.
  enum class Fault { none, reset_before, reset_after, torn_after, portal, busy };

  SmallHub() {
    for (wire::FeedEntry& entry : meetpoint::testing::sample_snapshot().entries) {
      entries_.push_back(std::move(entry));
    }
    open();
  }
  ~SmallHub() { shut(); }

  // The port stays the same.
  void open() {
    {
      const std::lock_guard hold(mutex_);
      ending_ = false;
    }
    server_ = std::make_unique<ScriptedServer>([this](const Seen& s) { return play(s); }, port_);
    port_ = server_->port();
  }
  void shut() {
    {
      const std::lock_guard hold(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    server_.reset();
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  // Asked before every request, on the threads of the server, which end with this hub: what
  // `faults` refers to has to be declared before it.
  void set_faults(std::function<Fault(const Seen&)> faults) {
    const std::lock_guard hold(mutex_);
    faults_ = std::move(faults);
  }
  // It gives out so many places of the feed at once.
  void give_pieces_of(std::size_t places) {
    const std::lock_guard hold(mutex_);
    piece_ = places;
  }
  // It grants so many seats of every zone; without, it is a hub of a release that grants none.
  void give_seats(std::uint64_t seats) {
    const std::lock_guard hold(mutex_);
    seats_ = seats;
  }
  void revoke_all() {
    const std::lock_guard hold(mutex_);
    revoked_ = true;
  }
  // The hub's data is gone back to when it had `seq` of this station, as after a restored copy.
  void restore_to(StationId station, std::uint64_t seq, std::uint64_t epoch) {
    const std::lock_guard hold(mutex_);
    std::erase_if(entries_, [&](const wire::FeedEntry& e) {
      return e.fact && e.fact->id.station == station && e.fact->id.seq > seq;
    });
    for (std::size_t i = 0; i < entries_.size(); ++i) entries_[i].seq = i + 1;
    for (auto& [key, chain] : chains_) {
      if (key.first == station.value) chain.resize(std::min<std::size_t>(chain.size(), seq));
    }
    epoch_ = epoch;
    changed_.notify_all();
  }
  // Nothing is left of the journals of `station`, as after a copy of before it came.
  void forget(StationId station, std::uint64_t epoch) {
    const std::lock_guard hold(mutex_);
    std::erase_if(entries_, [&](const wire::FeedEntry& e) {
      return e.fact && e.fact->id.station == station;
    });
    for (std::size_t i = 0; i < entries_.size(); ++i) entries_[i].seq = i + 1;
    for (auto& [key, chain] : chains_) {
      if (key.first == station.value) chain.clear();
    }
    epoch_ = epoch;
    changed_.notify_all();
  }
  // Writes other facts under the ids of `station`, as another copy of its disk would.
  void fake_journal(StationId station, std::uint64_t facts) {
    const std::lock_guard hold(mutex_);
    auto& chain = chains_[{station.value, 1}];
    while (chain.size() < facts) chain.push_back(std::string(32, 'f'));
  }

  std::vector<FactId> facts() const {
    const std::lock_guard hold(mutex_);
    std::vector<FactId> ids;
    for (const wire::FeedEntry& entry : entries_) {
      if (entry.fact) ids.push_back(entry.fact->id);
    }
    return ids;
  }
  int requests() const { return requests_; }
  int signed_pushes() const { return signed_pushes_; }
  // As a hub that was restored from before it had any key, or one that has a key of another disk.
  void set_key(StationId station, const std::string& public_key) {
    const std::lock_guard hold(mutex_);
    keys_[station.value] = public_key;
  }
  int held() const { return held_; }
  std::size_t most_facts() const { return most_facts_; }
  std::size_t most_bytes() const { return most_bytes_; }

 private:
  using Key = std::pair<std::uint32_t, std::uint32_t>;

  Played play(const Seen& seen) {
    ++requests_;
    std::function<Fault(const Seen&)> faults;
    {
      const std::lock_guard hold(mutex_);
      faults = faults_;
    }
    const Fault fault = faults ? faults(seen) : Fault::none;
    switch (fault) {
      case Fault::reset_before: return {.reset = true};
      case Fault::portal: return {portal_page};
      case Fault::busy:
        return {refusal(503, {.error = "io", .message = "busy"}, {{"Retry-After", "0"}})};
      default: break;
    }
    std::string bytes = answer(seen);
    if (fault == Fault::reset_after) return {.reset = true};
    if (fault == Fault::torn_after)
      return {.bytes = bytes.substr(0, bytes.size() - 1), .hang_up = true};
    return {std::move(bytes)};
  }

  std::string answer(const Seen& seen) {
    const std::string_view token = seen.message.header("Authorization");
    if (seen.message.header("Meetpoint-Protocol") != "2" || !token.starts_with("Bearer station-")) {
      return refusal(401, {.error = "unauthorised"});
    }
    const StationId station{static_cast<std::uint32_t>(std::stoul(std::string(token.substr(15))))};
    const std::string base = "/v1/events/demo/";
    std::unique_lock hold(mutex_);
    if (revoked_) return refusal(401, {.error = "revoked", .message = "Station revoked."});
    if (seen.target == base + "key") return take_key(station, seen);
    if (seen.target == base + "vector") return compare(station, seen);
    if (seen.target == base + "facts") return push(station, seen);
    if (seen.target == base + "grants" && seats_) return grant(seen);
    if (seen.target == base + "snapshot") return feed(0);
    if (seen.target.starts_with(base + "feed?after=")) {
      const std::string query = seen.target.substr(base.size() + 11);
      std::size_t dot = 0;
      const std::uint64_t epoch = std::stoull(query, &dot);
      const HubSeq after = std::stoull(query.substr(dot + 1));
      const bool from_start = epoch == 0 && after == 0;
      const int wait = std::stoi(query.substr(query.find("wait=") + 5));
      ++held_;
      changed_.wait_for(hold, std::chrono::seconds(wait), [&] {
        return ending_ || revoked_ || (epoch != epoch_ && !from_start) || entries_.size() > after;
      });
      --held_;
      if (revoked_) return refusal(401, {.error = "revoked"});
      if (epoch != epoch_ && !from_start) return refusal(409, {.error = "epoch", .epoch = epoch_});
      return feed(after);
    }
    return refusal(404, {.error = "not_found"});
  }

  std::string feed(HubSeq after) {
    const std::size_t end = std::min(entries_.size(), after + piece_);
    wire::FeedReply out{.epoch = epoch_,
                        .from = after,
                        .to = end,
                        .head = entries_.size(),
                        .now = meetpoint::testing::nine_o_clock,
                        .entries = {}};
    for (std::size_t i = after; i < end; ++i) {
      const bool visible = !entries_[i].fact || shared_with_stations(entries_[i].fact->kind);
      if (visible) out.entries.push_back(entries_[i]);
    }
    return reply(200, out);
  }

  static std::string body_of(const Seen& seen) {
    if (seen.message.header("Content-Encoding") != "zstd") return seen.message.body;
    return wire::decompress(seen.message.body, wire::max_push_bytes).value();
  }

  std::string take_key(StationId station, const Seen& seen) {
    auto& known = keys_[station.value];
    const auto request = wire::read_cbor<wire::KeyRequest>(body_of(seen)).value();
    if (!known.empty() && known != request.public_key) return refusal(403, {.error = "signature"});
    known = request.public_key;
    return reply(200, wire::KeyReply{hub_key_.public_key});
  }

  std::string grant(const Seen& seen) {
    const auto request = wire::read_cbor<wire::GrantsRequest>(body_of(seen)).value();
    wire::GrantsReply out{.epoch = epoch_, .incarnation = request.incarnation, .session = 9};
    for (const wire::SeatLine& line : request.zones) {
      const bool may = request.session == 9 && line.wanted > 0;
      out.zones.push_back(
          {.zone = line.zone, .granted = may ? *seats_ : line.granted, .round = line.round});
    }
    return reply(200, out);
  }

  std::string compare(StationId station, const Seen& seen) {
    const auto request = wire::read_cbor<wire::VectorRequest>(body_of(seen)).value();
    wire::VectorReply out{.epoch = epoch_, .now = meetpoint::testing::nine_o_clock};
    for (const wire::JournalHead& head : request.journals) {
      const auto& chain = chains_[{station.value, head.incarnation}];
      const std::uint64_t seq = std::min<std::uint64_t>(chain.size(), head.last_seq);
      out.journals.push_back(
          {head.incarnation, seq, seq == 0 ? std::string(chain_start) : chain[seq - 1]});
    }
    return reply(200, out);
  }

  std::string push(StationId station, const Seen& seen) {
    const std::string body = body_of(seen);
    most_bytes_ = std::max<std::size_t>(most_bytes_, body.size());
    const auto push = wire::push_of_columns(body).value();
    most_facts_ = std::max<std::size_t>(most_facts_, push.facts.size());
    if (keys_[station.value].empty()) return refusal(403, {.error = "key_unknown"});
    if (!verify(wire::signed_bytes(EventId("demo"), station, push).value(), push.signature,
                keys_[station.value])) {
      return refusal(403, {.error = "signature"});
    }
    ++signed_pushes_;
    auto& chain = chains_[{station.value, push.incarnation}];
    if (push.first > chain.size() + 1) {
      return refusal(409, {.error = "gap", .acked_seq = chain.size()});
    }
    std::uint64_t agreed = push.first - 1;
    const auto fork = [&] {
      return refusal(409, {.error = "fork",
                           .acked_seq = chain.size(),
                           .next_incarnation = push.incarnation + 1,
                           .agreed_seq = agreed});
    };
    std::string hash = push.first == 1 ? std::string(chain_start) : chain[push.first - 2];
    if (hash != push.previous_hash) {
      agreed = 0;
      return fork();
    }
    for (const FactRecord& fact : push.facts) {
      hash = chain_next(hash, wire::chained_bytes(fact));
      const std::uint64_t seq = fact.id.seq;
      if (seq <= chain.size()) {
        if (chain[seq - 1] != hash) return fork();
        agreed = seq;
        continue;
      }
      chain.push_back(hash);
      entries_.push_back({.seq = entries_.size() + 1, .fact = fact, .row = {}});
    }
    changed_.notify_all();
    return reply(200, wire::PushReply{.acked_seq = chain.size(),
                                      .epoch = epoch_,
                                      .head = entries_.size(),
                                      .now = meetpoint::testing::nine_o_clock,
                                      .results = {}});
  }

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  bool ending_ = false;
  bool revoked_ = false;
  std::uint64_t epoch_ = 3;
  std::vector<wire::FeedEntry> entries_;
  std::map<Key, std::vector<std::string>> chains_;
  std::map<std::uint32_t, std::string> keys_;
  KeyPair hub_key_ = make_key_pair();
  std::optional<std::uint64_t> seats_;
  std::size_t piece_ = std::numeric_limits<std::uint32_t>::max();
  std::function<Fault(const Seen&)> faults_;

  std::atomic<int> requests_ = 0;
  std::atomic<int> signed_pushes_ = 0;
  std::atomic<int> held_ = 0;
  std::atomic<std::size_t> most_facts_ = 0;
  std::atomic<std::size_t> most_bytes_ = 0;
  int port_ = 0;
  std::unique_ptr<ScriptedServer> server_;
};

}  // namespace meetpoint::client::testing
