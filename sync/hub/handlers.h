// What the hub answers: a request in, a response out, no sockets.
//
// Thread-safe, as the store is. `now` is a parameter. A response whose `hold` is set is not sent:
// the server asks the same request again when the event's feed has grown or the time is up.
#pragma once

#include <mutex>
#include <span>

#include "sync/hub/attempt_limiter.h"
#include "sync/hub/feed_cache.h"
#include "sync/hub/http_message.h"
#include "sync/hub/metrics.h"
#include "sync/hub/read_ahead.h"
#include "sync/hub/round_heads.h"
#include "sync/hub/store/hub_store.h"

namespace meetpoint::hub {

struct RelaySide;  // relay_side.h

// Of replies that are kept for others.
inline constexpr std::size_t most_round_bytes = std::size_t{8} << 20;
inline constexpr std::size_t most_piece_bytes = std::size_t{32} << 20;
inline constexpr std::size_t most_snapshot_bytes = std::size_t{64} << 20;

inline constexpr std::size_t max_grants_bytes = 256 * 1024;  // of a report of seats, unpacked

// How much goes into one message; not more than the protocol allows.
struct HubLimits {
  std::size_t facts_per_push = wire::max_facts_per_push;
  std::size_t entries_per_feed = wire::max_entries_per_feed;
  // Facts that are looked at for one feed, those that are not for stations included.
  std::size_t looked_at_per_feed = 50'000;
  // A station that keeps up waits for the next round of answers although there is something new,
  // and is then given what was made for others who stand at the same place, up to so long ago, and
  // is told of what was there when the round began. 0: each is answered at once, and anew.
  Duration feed_round{0};
};

class Hub {
 public:
  // `store`, and `relay` of a hub that is one, must outlive this. init_crypto() has been called.
  explicit Hub(HubStore& store, HubLimits limits = {}, const RelaySide* relay = nullptr)
      : store_(store), limits_(limits), relay_(relay) {}

  Response handle(const Request&, Instant now);

  // Whether it may change something. Such requests go to handle_together().
  static bool writes(const Request& request) { return request.method == "POST"; }

  // Whether both may be handled in one commit. Where hubs share a database, a commit is about one
  // event: so nobody waits for two, and events can be on several machines.
  bool may_share_commit(const Request&, const Request&) const;

  // What this hub has counted since it was made.
  Metrics& metrics() { return metrics_; }

  // Handles requests in order, in one durable commit; if that fails, all of them have failed and
  // say so.
  std::vector<Response> handle_together(std::span<const Request>, Instant now);

  // Does what of a request can be done before its turn among those that write, on any thread.
  void read_ahead(Request& request) const { ahead_.read(request); }

  // What can wait, a little at a time, for when no request that writes is there; whether there is
  // more of it.
  bool tidy();

 private:
  struct Caller {
    EventId event;
    Station station;
  };

  Response route(const Request&, const Target&, Instant now);
  Response handle_event(const Request&, const Target&, Instant now);
  Response handle_health(const Request&, bool ready);
  Response handle_metrics(const Request&);

  // Of stations (handle_station.cpp).
  Result<Caller> caller(const Request&, const EventId&, Instant now);
  Response enrol(const Request&, Instant now);
  Response register_key(const Request&, const Caller&);
  Response vector(const Request&, const Caller&, Instant now);
  Response push(const Request&, const Caller&, Instant now);
  Response snapshot(const Request&, const Caller&, Instant now);  // handle_snapshot.cpp
  void let_go_of_snapshots(Instant now);
  Response grants(const Request&, const Caller&);
  Response peers(const Request&, const Caller&);

  // What is new to stations (handle_feed.cpp).
  Response feed(const Request&, const Target&, const Caller&, Instant now);
  Response lost_history(const Request&, const Caller&, const EventPosition&);
  Response epoch_differs(const Request&, const Caller&, const EventPosition&);

  // Of relays, and of this hub where it is one (handle_relay.cpp).
  tl::expected<Caller, Response> on_behalf(const Request&, Caller relay, Instant now);
  Response stations_for_relay(const Request&, const Caller&);
  std::optional<wire::RelayState> relay_state(const Caller&);
  std::optional<Response> relay_gate(const Request&, const Target&, Instant now);
  Response pass_enrolment(const Request&);
  Response pass_grants(const Request&, const Caller&);

  // Of organisers and of the program itself (handle_admin.cpp).
  Response export_contacts(const Request&, const Target&, const EventId&, std::string_view file,
                           Instant now);
  Response state_hash(const Request&, const EventId&);
  Response handle_admin(const Request&, const Target&, Instant now);
  Response add_station(const Request&, const EventId&, Instant now);
  Response revoke_station(const Request&, const EventId&);
  Response handle_seats(const Request&, const EventId&);
  Response erase(const Request&, const EventId&);
  Response take_rescued(const Request&, const EventId&, Instant now);  // rescue.cpp

  HubStore& store_;
  const HubLimits limits_;
  const RelaySide* relay_;
  AttemptLimiter wrong_codes_;
  ReadAhead ahead_;
  RoundHeads round_heads_;
  FeedCache rounds_{most_round_bytes};
  FeedCache pieces_{most_piece_bytes};
  FeedCache snapshots_{most_snapshot_bytes};
  std::mutex snapshot_turn_;
  Metrics metrics_;
};

// The page for a person who opens the hub's address in a browser.
std::string_view front_page();

}  // namespace meetpoint::hub
