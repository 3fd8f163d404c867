#include <gtest/gtest.h>

#include <random>

#include "tests/sync/client/station_fixture.h"

namespace meetpoint::client {
namespace {

using testing::as_set;
using testing::SmallHub;
using testing::Station;
using Fault = SmallHub::Fault;

TEST(Worker, ANewStationHasTheRosterAndIsOnline) {
  SmallHub hub;
  Station station(7, hub.url());
  station.start();
  ASSERT_TRUE(station.until_online());
  ASSERT_TRUE(station.until([&] { return station.applied() > 0; }));
  EXPECT_EQ(station.position().epoch, 3u);
  std::optional<Event> event;
  ASSERT_TRUE(station.store().read([&](store::EventReader& r) -> Status {
    event = r.event();
    return {};
  }));
  EXPECT_EQ(event->name, "Meet Your Buyer");
}

TEST(Worker, AFactOfOneStationReachesAnotherWhileItsLongPollIsHeld) {
  SmallHub hub;
  Station door(7, hub.url());
  Station zone(8, hub.url());
  door.start();
  zone.start();
  ASSERT_TRUE(door.until([&] { return hub.held() == 2; }));
  const FactId id = door.check_in("anna");
  ASSERT_TRUE(zone.until([&] { return zone.is_checked_in("anna"); }));
  ASSERT_TRUE(door.until_sent());
  EXPECT_EQ(hub.facts(), std::vector<FactId>{id});
  EXPECT_EQ(door.store().state_hash(true).value(), zone.store().state_hash(true).value());
}

TEST(Worker, WhatWasRecordedOfflineArrivesOnceWhenTheHubIsThere) {
  SmallHub hub;
  hub.shut();
  Station station(7, hub.url());
  std::set<FactId> recorded;
  recorded.insert(station.check_in("anna"));
  station.start();
  recorded.insert(station.check_in("bram"));
  ASSERT_TRUE(station.until([&] { return station.status().offline_cause.has_value(); }));
  EXPECT_FALSE(station.status().online);
  EXPECT_FALSE(station.status().ever_online);
  EXPECT_TRUE(station.status().offline_since);
  EXPECT_FALSE(station.status().problem);
  EXPECT_EQ(station.status().offline_cause->code, ErrorCode::unreachable);
  hub.open();
  ASSERT_TRUE(station.until_online());
  ASSERT_TRUE(station.until_sent());
  EXPECT_EQ(hub.facts().size(), 2u);
  EXPECT_EQ(as_set(hub.facts()), recorded);

  hub.shut();
  recorded.insert(station.check_in("carl"));
  ASSERT_TRUE(station.until([&] { return !station.status().online; }));
  ASSERT_TRUE(station.until([&] { return station.status().waiting == 1; }));
  hub.open();
  ASSERT_TRUE(station.until_sent());
  EXPECT_EQ(hub.facts().size(), 3u);
  EXPECT_EQ(as_set(hub.facts()), recorded);
}

TEST(Worker, AWifiPortalAcknowledgesNothingAndIsNamed) {
  SmallHub hub;
  hub.set_faults([](const testing::Seen&) { return Fault::portal; });
  Station station(7, hub.url());
  station.check_in("anna");
  station.start();
  ASSERT_TRUE(station.until([&] { return station.status().problem.has_value(); }));
  EXPECT_EQ(station.status().problem->code, ErrorCode::protocol);
  EXPECT_NE(station.status().problem->message.find("portal"), std::string::npos);
  EXPECT_FALSE(station.status().online);
  EXPECT_EQ(station.position().waiting(), 1u);
  hub.set_faults({});
  ASSERT_TRUE(station.until_sent());
  ASSERT_TRUE(station.until_online());
  EXPECT_FALSE(station.status().problem);
  EXPECT_EQ(hub.facts().size(), 1u);
}

TEST(Worker, AnAnswerThatIsLostAfterTheHubTookTheFactsDoublesNothing) {
  std::atomic<int> lost = 0;
  SmallHub hub;
  hub.set_faults([&](const testing::Seen& seen) {
    return seen.method == "POST" && ++lost <= 3 ? Fault::reset_after : Fault::none;
  });
  Station station(7, hub.url());
  station.start();
  ASSERT_TRUE(station.until_online());
  std::set<FactId> recorded;
  for (const char* who : {"anna", "bram", "carl"}) recorded.insert(station.check_in(who));
  ASSERT_TRUE(station.until_sent());
  EXPECT_GT(lost, 3);
  EXPECT_EQ(hub.facts().size(), 3u);
  EXPECT_EQ(as_set(hub.facts()), recorded);
}

TEST(Worker, ARevokedStationStopsAskingAndKeepsItsFacts) {
  SmallHub hub;
  Station station(7, hub.url());
  station.start();
  ASSERT_TRUE(station.until([&] { return hub.held() == 1; }));
  hub.revoke_all();
  station.check_in("anna");
  ASSERT_TRUE(station.until([&] { return station.status().problem.has_value(); }));
  EXPECT_EQ(station.status().problem->code, ErrorCode::revoked);
  EXPECT_FALSE(station.status().online);
  EXPECT_EQ(station.position().waiting(), 1u);
  const int requests = hub.requests();
  station.check_in("bram");
  ASSERT_TRUE(station.until([&] { return station.status().waiting == 2; }));
  EXPECT_EQ(hub.requests(), requests);
}

TEST(Worker, StoppingDoesNotWaitForTheLongPoll) {
  SmallHub hub;
  Station station(7, hub.url());
  station.start();
  ASSERT_TRUE(station.until([&] { return hub.held() == 1; }));
  station.worker().stop();
  EXPECT_EQ(hub.held(), 1);  // the hub still holds what nobody waits for any more
  station.worker().stop();
}

TEST(Worker, ALongDayOfflineGoesInBatchesWithinTheBounds) {
  SmallHub hub;
  Station station(7, hub.url());
  constexpr int facts = 1300;
  const Status done = station.store().write([&](store::StationWrite& w) -> Status {
    for (int i = 0; i < facts; ++i) {
      w.append(ContactNote{AttendeeId("anna"), AttendeeId("p" + std::to_string(i)),
                           i < 100 ? std::string(9000, 'x') : "note " + std::to_string(i)});
    }
    return {};
  });
  ASSERT_TRUE(done) << done.error().message;
  station.start();
  ASSERT_TRUE(station.until_sent());
  EXPECT_EQ(as_set(hub.facts()).size(), static_cast<std::size_t>(facts));
  EXPECT_EQ(hub.facts().size(), static_cast<std::size_t>(facts));
  EXPECT_LE(hub.most_facts(), wire::max_facts_per_push);
  EXPECT_LE(hub.most_bytes(), wire::max_push_bytes);
}

TEST(Worker, AProgramThatIsKilledBetweenSendsGoesOnWhereItWas) {
  SmallHub hub;
  Station station(7, hub.url());
  std::set<FactId> recorded;
  for (int round = 0; round < 4; ++round) {
    station.start();
    for (int i = 0; i < 5; ++i) recorded.insert(station.check_in("anna"));
    if (round % 2 == 0) {
      ASSERT_TRUE(station.until_sent());
    }
    station.open();
  }
  station.start();
  ASSERT_TRUE(station.until_sent());
  EXPECT_EQ(hub.facts().size(), recorded.size());
  EXPECT_EQ(as_set(hub.facts()), recorded);
}

// Two stations record while every second request meets a fault of some kind. In the end the hub and
// both stations have every fact once.
TEST(Worker, FaultsOfEveryKindLoseAndDoubleNothing) {
  std::mutex mutex;
  std::mt19937_64 random(20270311);
  SmallHub hub;
  hub.set_faults([&](const testing::Seen&) {
    const std::lock_guard hold(mutex);
    static constexpr Fault kinds[] = {
        Fault::reset_before, Fault::reset_after, Fault::torn_after, Fault::portal, Fault::busy,
        Fault::none,         Fault::none,        Fault::none,       Fault::none,   Fault::none};
    return kinds[random() % std::size(kinds)];
  });
  Station door(7, hub.url());
  Station zone(8, hub.url());
  door.start();
  zone.start();
  std::set<FactId> recorded;
  for (int i = 0; i < 30; ++i) {
    recorded.insert(door.check_in(i % 2 == 0 ? "anna" : "bram"));
    recorded.insert(zone.record(ZoneEntered{AttendeeId("carl"), ZoneId("labels")}));
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ASSERT_TRUE(door.until_sent());
  ASSERT_TRUE(zone.until_sent());
  hub.set_faults({});
  EXPECT_EQ(hub.facts().size(), recorded.size());
  EXPECT_EQ(as_set(hub.facts()), recorded);
  const auto same = [&] {
    return door.store().state_hash(true).value() == zone.store().state_hash(true).value();
  };
  EXPECT_TRUE(door.until(same));
}

TEST(Worker, AnAddressThatCannotBeUsedIsRefusedBeforeAThreadStarts) {
  SmallHub hub;
  Station station(7, "hub.example");
  SystemClock clock;
  const auto worker = Worker::make({.store = station.store(),
                                    .clock = clock,
                                    .enrolment = {.hub_url = "hub.example"},
                                    .transport = make_curl_transport().value(),
                                    .on_change = {}});
  ASSERT_FALSE(worker);
  EXPECT_EQ(worker.error().code, ErrorCode::invalid_input);
}

}  // namespace
}  // namespace meetpoint::client
