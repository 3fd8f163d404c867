// A central hub and a relay of it with their real servers, sockets and threads.
#pragma once

#include <mutex>
#include <thread>

#include "sync/client/transport_curl.h"
#include "sync/hub/http_server.h"
#include "sync/hub/relay_door.h"
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {

class Venue : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    serve_central("127.0.0.1:0");
    const Login login = enrol_with_key("Venue", "relay");
    auto opened = SqlHubStore::open(relay_folder.path() / "hub.db");
    ASSERT_TRUE(opened);
    relay_store = std::move(*opened);
    ASSERT_TRUE(relay_store->join({.event = fair,
                                   .url = central->url(),
                                   .station = login.station,
                                   .station_name = "Venue",
                                   .token = login.token,
                                   .hub_key = login.hub_key}));
    const client::HubAccess access = *relay::access_of(**relay_store->upstream());
    side = std::make_unique<RelaySide>(RelaySide{*relay_store, board, access});
    relay = std::make_unique<Hub>(*relay_store, HubLimits{}, side.get());
    upward = std::make_unique<relay::Worker>(
        relay::WorkerSetup{.store = *relay_store,
                           .board = board,
                           .clock = clock,
                           .access = access,
                           .transport = client::make_curl_transport().value(),
                           .on_grown =
                               [this] {
                                 const std::lock_guard hold(served_mutex);
                                 if (served != nullptr) served->look_again();
                               },
                           .seed = 3});
    door = std::make_unique<RelayDoor>(*upward);
    serve_venue("127.0.0.1:0");
    upward->start();
  }
  void TearDown() override {
    upward->stop();
    end_venue();
    central.reset();
  }
  void serve_central(const std::string& listen) {
    auto started = HttpServer::start(*hub, clock, {.listen = listen});
    ASSERT_TRUE(started) << started.error().message;
    central = std::move(*started);
  }
  void serve_venue(const std::string& listen) {
    ServerOptions options;
    options.listen = listen;
    options.upstream = door.get();
    auto started = HttpServer::start(*relay, clock, options);
    ASSERT_TRUE(started) << started.error().message;
    venue = std::move(*started);
    const std::lock_guard hold(served_mutex);
    served = venue.get();
  }
  void end_venue() {
    {
      const std::lock_guard hold(served_mutex);
      served = nullptr;
    }
    venue.reset();
  }
  // What to listen at to be found at an address again.
  static std::string listened_at(const std::string& url) { return url.substr(url.rfind('/') + 1); }
  template <class Condition>
  static bool until(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(40);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
  }

  SystemClock clock;
  TempFolder relay_folder;
  relay::Board board;
  std::unique_ptr<HttpServer> central;
  std::unique_ptr<SqlHubStore> relay_store;
  std::unique_ptr<RelaySide> side;
  std::unique_ptr<Hub> relay;
  std::unique_ptr<relay::Worker> upward;
  std::unique_ptr<RelayDoor> door;
  std::unique_ptr<HttpServer> venue;
  std::mutex served_mutex;
  HttpServer* served = nullptr;  // the venue's, for the relay's worker; guarded by served_mutex
};

}  // namespace meetpoint::hub::testing
