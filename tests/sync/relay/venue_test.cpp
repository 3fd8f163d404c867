// A central hub, a relay and a kiosk with their real servers, sockets and threads.
#include <atomic>
#include <thread>

#include "sync/client/enrol.h"
#include "sync/client/transport_curl.h"
#include "sync/client/worker.h"
#include "sync/hub/http_server.h"
#include "sync/hub/relay_door.h"
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {
namespace {

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
                                 if (HttpServer* server = served) server->look_again();
                               },
                           .seed = 3});
    door = std::make_unique<RelayDoor>(*upward);
    ServerOptions options;
    options.upstream = door.get();
    auto started = HttpServer::start(*relay, clock, options);
    ASSERT_TRUE(started) << started.error().message;
    venue = std::move(*started);
    served = venue.get();
    upward->start();
  }
  void TearDown() override {
    upward->stop();
    venue.reset();
    central.reset();
  }
  void serve_central(const std::string& listen) {
    auto started = HttpServer::start(*hub, clock, {.listen = listen});
    ASSERT_TRUE(started) << started.error().message;
    central = std::move(*started);
  }
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
  std::atomic<HttpServer*> served = nullptr;
};

TEST_F(Venue, AKioskJoinsAndWorksThroughTheRelay) {
  ASSERT_TRUE(until([&] { return board.read().ready; }));
  auto transport = client::make_curl_transport().value();
  const auto joined = client::enrol(*transport, clock, venue->url(), new_code("Door"), "test");
  ASSERT_TRUE(joined) << joined.error().message;
  TempFolder folder_of_kiosk;
  auto kiosk = store::StationStore::open(folder_of_kiosk.path(), clock).value();
  ASSERT_TRUE(kiosk->enrol(*joined));
  const auto record = [&](const char* who) {
    EXPECT_TRUE(kiosk->write([&](store::StationWrite& write) -> Status {
      write.append(check_in(who));
      return {};
    }));
  };
  record("A-1");
  auto worker = client::Worker::make({.store = *kiosk,
                                      .clock = clock,
                                      .enrolment = *joined,
                                      .transport = std::move(transport),
                                      .on_change = {},
                                      .seed = 5})
                    .value();
  worker->start();
  const auto at_central = [&] { return store->stations(fair)->back().facts; };
  ASSERT_TRUE(until([&] { return at_central() == 1; }));
  EXPECT_TRUE(until([&] { return worker->status().via_relay && worker->status().relay_online; }));

  // The internet goes; the venue works on.
  const std::string address = central->url().substr(central->url().rfind('/') + 1);
  central.reset();
  record("A-2");
  worker->nudge();
  ASSERT_TRUE(until([&] { return worker->status().kept_at_relay == 1; }));
  EXPECT_TRUE(until([&] { return !worker->status().relay_online; }));
  EXPECT_TRUE(worker->status().online);
  EXPECT_TRUE(until([&] { return worker->status().waiting == 0; }));
  EXPECT_EQ(at_central(), 1U);

  serve_central(address);
  ASSERT_TRUE(until([&] { return at_central() == 2; }));
  EXPECT_TRUE(until([&] { return worker->status().kept_at_relay == 0; }));
  EXPECT_TRUE(until([&] { return worker->status().relay_online; }));
  EXPECT_EQ(kiosk->state_hash(true).value(), store->state_hash(fair, true).value());
  worker->stop();
}

TEST_F(Venue, StopsPromptlyWhileSomebodyWaitsForTheCentralHub) {
  ASSERT_TRUE(until([&] { return board.read().ready; }));
  const auto begun = std::chrono::steady_clock::now();
  upward->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5));
  bool heard = true;
  upward->ask_stations([&](bool answer) { heard = answer; });
  EXPECT_FALSE(heard);
}

}  // namespace
}  // namespace meetpoint::hub::testing
