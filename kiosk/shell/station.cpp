#include "kiosk/shell/station.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "sync/client/enrol.h"
#include "sync/client/transport_curl.h"

namespace meetpoint::shell {

Station::Station(std::unique_ptr<store::StationStore> store)
    : store_(std::move(store)), desk_(*store_) {}

StationOptions station_options(const Options& options) {
  StationOptions made{.folder = options.data};
  if (!options.hub_ca.empty()) made.hub_ca = options.hub_ca;
  made.hub_also = options.hub_also;
  if (options.peers) made.listen_to_peers = fmt::format("[::]:{}", options.peer_port);
  made.peers = options.peer;
  return made;
}

Station::~Station() {
  // Nobody is to look for a kiosk that is about to end.
  if (venue_) venue_->leave();
  if (peers_) peers_->stop();
  if (worker_) worker_->stop();
}

Result<std::unique_ptr<Station>> Station::open(const StationOptions& options, const Clock& clock,
                                               std::function<void()> wake) {
  auto store = store::StationStore::open(options.folder, clock);
  if (!store) return fail(std::move(store));
  const auto enrolment = (*store)->enrolment();
  if (!enrolment) return fail(enrolment);
  if (!*enrolment) {
    return fail(ErrorCode::not_found,
                "This kiosk belongs to no event yet. Start it once with --hub URL --enrol CODE; "
                "the organiser gets a code by 'meetpoint-hub station add NAME'.");
  }
  auto transport = client::make_curl_transport({.hub_ca = options.hub_ca});
  if (!transport) return fail(std::move(transport));

  std::unique_ptr<Station> station(new Station(std::move(*store)));
  auto worker =
      client::Worker::make({.store = *station->store_,
                            .clock = clock,
                            .enrolment = **enrolment,
                            .transport = std::move(*transport),
                            .on_change =
                                [raw = station.get(), wake](const client::Change& change) {
                                  if (change.applied) raw->applied_ = true;
                                  if (wake) wake();
                                },
                            .also = options.hub_also});
  if (!worker) return fail(std::move(worker));
  station->worker_ = std::move(*worker);
  station->worker_->start();
  // A kiosk that can't listen is a kiosk all the same.
  if (const Status peers = station->start_peers(options, clock, std::move(wake)); !peers) {
    spdlog::warn("peers: {}", peers.error().message);
  }
  return station;
}

Status Station::start_peers(const StationOptions& options, const Clock& clock,
                            std::function<void()> wake) {
  if (!options.listen_to_peers) return {};
  auto transport = client::make_curl_transport({.hub_ca = options.hub_ca});
  if (!transport) return fail(std::move(transport));
  const auto who = store_->enrolment();
  if (!who) return fail(who);
  // The worker asks from its thread; its port, which others are to find, is known only once it
  // runs.
  venue_ = std::make_unique<Venue>(options.peers, (*who)->event, (*who)->station);
  auto started = peer::Worker::start({.store = *store_,
                                      .clock = clock,
                                      .transport = std::move(*transport),
                                      .listen = *options.listen_to_peers,
                                      .hub = [sync = worker_.get()] { return sync->access(); },
                                      .lost =
                                          [sync = worker_.get()] {
                                            const client::SyncStatus now = sync->status();
                                            return !now.online || now.waiting > 0;
                                          },
                                      .places = [venue = venue_.get()] { return venue->places(); },
                                      .on_applied =
                                          [this, wake = std::move(wake)] {
                                            applied_ = true;
                                            if (wake) wake();
                                          }});
  if (!started) return fail(std::move(started));
  peers_ = std::move(*started);
  venue_->announce(peers_->port());
  return {};
}

core::AppEvent Station::carry_out(const core::Command& command) {
  core::AppEvent answer = std::visit(
      [this](const auto& c) -> core::AppEvent {
        if constexpr (std::is_same_v<std::decay_t<decltype(c)>, core::PlaySound>) {
          return core::Ticked{};
        } else {
          return desk_.carry_out(c);
        }
      },
      command);
  worker_->nudge();
  if (peers_) peers_->nudge();
  return answer;
}

core::SyncStatus for_screen(const client::SyncStatus& status, std::size_t peers) {
  return {.online = status.online,
          .ever_online = status.ever_online,
          .offline_since = status.offline_since,
          .waiting = status.waiting,
          .problem = status.problem,
          .clock_wrong = status.clock_wrong,
          .via_relay = status.via_relay,
          .relay_online = status.relay_online,
          .relay_offline_since = status.relay_offline_since,
          .kept_at_relay = status.kept_at_relay,
          .peers = peers};
}

core::SyncStatus Station::sync_status() const {
  return for_screen(worker_->status(), peers_ ? peers_->in_reach() : 0);
}

bool Station::knows_badge(const std::string& code) {
  bool known = false;
  const Status read = store_->read([&](store::EventReader& reader) -> Status {
    known = reader.badge(code).has_value();
    return {};
  });
  return read && known;
}

Result<std::optional<Event>> Station::event() {
  std::optional<Event> event;
  const Status read = store_->read([&](store::EventReader& reader) -> Status {
    event = reader.event();
    return {};
  });
  if (!read) return fail(read);
  return event;
}

Status join(const StationOptions& options, const Clock& clock, const std::string& hub_url,
            const std::string& code) {
  // The store first: a code is spent once the hub has answered, so its answer must have a place.
  auto store = store::StationStore::open(options.folder, clock);
  if (!store) return fail(std::move(store));
  auto transport = client::make_curl_transport({.hub_ca = options.hub_ca});
  if (!transport) return fail(std::move(transport));
  const auto enrolment =
      client::enrol(**transport, clock, hub_url, code, "meetpoint-kiosk " MEETPOINT_VERSION);
  if (!enrolment) return fail(enrolment);
  return (*store)->enrol(*enrolment);
}

}  // namespace meetpoint::shell
