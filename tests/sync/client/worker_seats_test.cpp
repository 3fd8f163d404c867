// Seats of zones, from a hub on a real socket to a station's disk.
#include <gtest/gtest.h>

#include "tests/sync/client/station_fixture.h"

namespace meetpoint::client::testing {
namespace {

// Two seats, in the roster that SmallHub has.
const ZoneId labels{"labels"};

bool enters(Station& station, const char* who) {
  bool entered = false;
  EXPECT_TRUE(station.store().write([&](store::StationWrite& w) -> Status {
    entered = w.enter_zone(AttendeeId(who), labels).has_value();
    return {};
  }));
  return entered;
}

TEST(WorkerSeats, AStationHasSeatsSoonAfterItIsOnlineAndKeepsThemOffline) {
  SmallHub hub;
  hub.give_seats(1);
  Station station(7, hub.url());
  station.start();
  ASSERT_TRUE(station.until([&] {
    const auto report = station.store().seat_report();
    return report && !report->zones.empty() && report->zones[0].granted == 1;
  }));
  hub.shut();
  EXPECT_TRUE(enters(station, "anna"));
  EXPECT_FALSE(enters(station, "bram"));
}

TEST(WorkerSeats, WithAHubThatGrantsNonePeopleAreCounted) {
  SmallHub hub;
  Station station(7, hub.url());
  station.start();
  ASSERT_TRUE(station.until_online());
  ASSERT_TRUE(station.until([&] { return enters(station, "anna"); }));
  EXPECT_TRUE(enters(station, "bram"));
  EXPECT_FALSE(enters(station, "carl"));
}

TEST(WorkerSeats, AStationThatHearsThatItWasRevokedLetsNobodyInAnyMore) {
  SmallHub hub;
  hub.give_seats(2);
  Station station(7, hub.url());
  station.start();
  ASSERT_TRUE(station.until([&] { return enters(station, "anna"); }));
  hub.revoke_all();
  station.check_in("bram");
  ASSERT_TRUE(station.until([&] {
    const auto report = station.store().seat_report();
    return report && report->zones[0].granted == 0;
  }));
  EXPECT_FALSE(enters(station, "bram"));
}

}  // namespace
}  // namespace meetpoint::client::testing
