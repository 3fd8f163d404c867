// A kiosk whose hub is gone goes on with another address by itself, and back: real servers, sockets
// and threads.
#include "sync/client/enrol.h"
#include "sync/client/worker.h"
#include "tests/sync/client/scripted_server.h"
#include "tests/sync/relay/venue_fixture.h"

namespace meetpoint::hub::testing {
namespace {

// As in life, ten to hundred times as fast.
client::AddressTimes fast() {
  return {.failures = 3,
          .at_least = Duration(300),
          .at_most = Duration(1000),
          .stay = Duration(500),
          .probe = Duration(400),
          .holds = Duration(1),
          .probe_most = Duration(400)};
}

class Failover : public Venue {
 protected:
  void SetUp() override {
    Venue::SetUp();
    ASSERT_TRUE(until([&] { return board.read().ready; }));
    central_url = central->url();
    venue_url = venue->url();
    door = join("Door", central_url);
    ASSERT_TRUE(door.store);
    // A relay hears every 10 s who is enrolled; who joined since is not let in while it is alone.
    upward->ask_stations([](bool) {});
    ASSERT_TRUE(until([&] {
      const auto known = relay_store->stations(fair);
      return std::any_of(known->begin(), known->end(), [&](const Station& station) {
        return station.id == door.enrolment.station;
      });
    }));
  }
  void TearDown() override {
    // Before what they speak with, and before their stores.
    door.worker.reset();
    beside.worker.reset();
    Venue::TearDown();
  }

  struct KioskThere {
    std::unique_ptr<TempFolder> folder;
    std::unique_ptr<store::StationStore> store;
    store::Enrolment enrolment;
    std::unique_ptr<client::Worker> worker;
    int recorded = 0;

    void record(const FactBody& body) {
      EXPECT_TRUE(store->write([&](store::StationWrite& write) -> Status {
        write.append(body);
        return {};
      }));
      ++recorded;
      if (worker) worker->nudge();
    }
    bool knows(const char* attendee) {
      bool in = false;
      EXPECT_TRUE(store->read([&](store::EventReader& reader) -> Status {
        in = reader.attendee_state(AttendeeId(attendee)).check_in.has_value();
        return {};
      }));
      return in;
    }
  };

  KioskThere join(const std::string& name, const std::string& url) {
    KioskThere made;
    auto transport = client::make_curl_transport().value();
    const auto joined = client::enrol(*transport, clock, url, new_code(name), "test");
    EXPECT_TRUE(joined) << joined.error().message;
    if (!joined) return made;
    made.enrolment = *joined;
    made.folder = std::make_unique<TempFolder>();
    made.store = store::StationStore::open(made.folder->path(), clock).value();
    EXPECT_TRUE(made.store->enrol(*joined));
    return made;
  }
  void start(KioskThere& one, std::vector<std::string> also) {
    auto worker = client::Worker::make({.store = *one.store,
                                        .clock = clock,
                                        .enrolment = one.enrolment,
                                        .transport = client::make_curl_transport().value(),
                                        .on_change = {},
                                        .seed = 5,
                                        .also = std::move(also),
                                        .address_times = fast()});
    ASSERT_TRUE(worker) << worker.error().message;
    one.worker = std::move(*worker);
    one.worker->start();
  }
  // At this address, in touch, with all that it recorded taken there.
  bool settled_at(KioskThere& one, const std::string& url) {
    return until([&] {
      const client::SyncStatus status = one.worker->status();
      return status.hub == url && status.online && one.store->position()->waiting() == 0;
    });
  }
  int at_central(const KioskThere& one) {
    const auto stations = store->stations(fair);
    for (const Station& station : *stations) {
      if (station.id == one.enrolment.station) return static_cast<int>(station.facts);
    }
    return -1;
  }
  // Each fact is at the central hub once, under the number that it got when it was recorded; and
  // everybody has come to the same.
  void expect_all_at_central(KioskThere& one) {
    ASSERT_TRUE(until([&] { return at_central(one) == one.recorded; }))
        << at_central(one) << " of " << one.recorded;
    EXPECT_EQ(one.store->position()->incarnation, 1U);
    EXPECT_TRUE(until([&] {
      return one.store->state_hash(true).value() == store->state_hash(fair, true).value();
    }));
    EXPECT_TRUE(until([&] {
      return relay_store->state_hash(fair, true).value() == store->state_hash(fair, true).value();
    }));
    EXPECT_EQ(at_central(one), one.recorded);
  }

  std::string central_url;
  std::string venue_url;
  KioskThere door;
  KioskThere beside;
};

TEST_F(Failover, TheCentralHubIsGoneAndComesBack) {
  beside = join("Beside", venue_url);
  start(beside, {});
  start(door, {venue_url});
  door.record(check_in("A-1"));
  ASSERT_TRUE(settled_at(door, central_url));
  EXPECT_EQ(door.worker->access().base, central_url);
  EXPECT_FALSE(door.worker->status().via_relay);

  const auto cut = std::chrono::steady_clock::now();
  central.reset();
  door.record(contact("A-1", "A-2"));
  ASSERT_TRUE(settled_at(door, venue_url));
  EXPECT_LT(std::chrono::steady_clock::now() - cut, std::chrono::seconds(10));
  EXPECT_EQ(door.worker->access().base, venue_url);
  EXPECT_EQ(door.worker->access().token, door.enrolment.token);
  EXPECT_TRUE(until([&] { return door.worker->status().via_relay; }));
  beside.record(check_in("A-2"));
  EXPECT_TRUE(until([&] { return door.knows("A-2"); })) << "the venue works on together";
  door.record(contact("A-2", "A-1"));

  serve_central(listened_at(central_url));
  for (int facts = 0; door.worker->status().hub != central_url && facts < 400; ++facts) {
    door.record(contact("A-1", "A-2"));
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  ASSERT_TRUE(settled_at(door, central_url));
  EXPECT_TRUE(until([&] { return !door.worker->status().via_relay; }));
  door.record(check_in("A-1"));
  expect_all_at_central(door);
  expect_all_at_central(beside);
}

TEST_F(Failover, APortalAnswersAtTheFirstAddress) {
  start(door, {venue_url});
  door.record(check_in("A-1"));
  ASSERT_TRUE(settled_at(door, central_url));
  central.reset();
  {
    namespace script = client::testing;
    const std::string port = central_url.substr(central_url.rfind(':') + 1);
    const script::ScriptedServer portal(
        [](const script::Seen&) {
          return script::Played{
              script::http(200, {{"Content-Type", "text/html"}}, "<h1>Welcome</h1>")};
        },
        std::stoi(port));
    door.record(check_in("A-2"));
    ASSERT_TRUE(settled_at(door, venue_url));
    // Its answers to the questions whether it is back are none of the hub.
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    EXPECT_EQ(door.worker->status().hub, venue_url);
    EXPECT_FALSE(door.worker->status().problem);
  }
  serve_central(listened_at(central_url));
  ASSERT_TRUE(settled_at(door, central_url));
  expect_all_at_central(door);
}

TEST_F(Failover, BothAreGoneAndBothComeBack) {
  start(door, {venue_url});
  door.record(check_in("A-1"));
  ASSERT_TRUE(settled_at(door, central_url));
  central.reset();
  end_venue();
  door.record(contact("A-1", "A-2"));
  ASSERT_TRUE(until([&] { return door.worker->status().hub == venue_url; }));
  ASSERT_TRUE(until([&] { return door.worker->status().hub == central_url; })) << "in rounds";
  EXPECT_FALSE(door.worker->status().online);
  EXPECT_TRUE(door.worker->status().offline_cause);
  door.record(check_in("A-2"));
  serve_venue(listened_at(venue_url));
  ASSERT_TRUE(settled_at(door, venue_url));
  serve_central(listened_at(central_url));
  ASSERT_TRUE(settled_at(door, central_url));
  expect_all_at_central(door);
}

TEST_F(Failover, AKioskThatJoinedAtTheRelayGoesOnWithTheCentralHub) {
  beside = join("Beside", venue_url);
  start(beside, {central_url});
  beside.record(check_in("A-1"));
  ASSERT_TRUE(settled_at(beside, venue_url));
  end_venue();
  beside.record(check_in("A-2"));
  ASSERT_TRUE(settled_at(beside, central_url));
  serve_venue(listened_at(venue_url));
  ASSERT_TRUE(settled_at(beside, venue_url));
  beside.record(contact("A-1", "A-2"));
  expect_all_at_central(beside);
}

TEST_F(Failover, AnAddressThatIsNoneIsRefusedWithWords) {
  const auto made = client::Worker::make({.store = *door.store,
                                          .clock = clock,
                                          .enrolment = door.enrolment,
                                          .transport = client::make_curl_transport().value(),
                                          .on_change = {},
                                          .also = {venue_url, "relay.local"}});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::invalid_input);
  EXPECT_NE(made.error().message.find("'relay.local'"), std::string::npos);
}

}  // namespace
}  // namespace meetpoint::hub::testing
