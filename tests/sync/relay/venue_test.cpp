// A central hub, a relay and a kiosk with their real servers, sockets and threads.
#include "sync/client/enrol.h"
#include "sync/client/worker.h"
#include "tests/sync/relay/venue_fixture.h"

namespace meetpoint::hub::testing {
namespace {

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
  const std::string address = listened_at(central->url());
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
