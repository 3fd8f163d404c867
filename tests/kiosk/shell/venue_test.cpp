#include "kiosk/shell/venue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meetpoint::shell {
namespace {

using ::testing::ElementsAre;

TEST(Venue, TellsOfThoseOfTheSameEvent) {
  const std::vector<lan::Service> found{
      {"Meetpoint kiosk 2", "192.0.2.7", 4001, {{"event", "e1"}, {"station", "2"}}},
      {"Meetpoint kiosk 2", "[fe80::1%25eth0]", 4001, {{"event", "e1"}, {"station", "2"}}},
      {"Meetpoint kiosk 3", "192.0.2.8", 4002, {{"event", "e2"}}},
      {"Something else", "192.0.2.9", 4003, {}},
  };
  EXPECT_THAT(places_of(found, EventId{"e1"}),
              ElementsAre("192.0.2.7:4001", "[fe80::1%25eth0]:4001"));
}

TEST(Venue, SaysOfAKioskOnlyWhichItIs) {
  const lan::LanSetup said = kiosk_on_lan(EventId{"e1"}, StationId{7}, 4001);
  ASSERT_TRUE(said.announce);
  EXPECT_EQ(said.announce->name, "Meetpoint kiosk 7");
  EXPECT_EQ(said.announce->port, 4001);
  EXPECT_THAT(said.announce->txt,
              ElementsAre(::testing::Pair("event", "e1"), ::testing::Pair("station", "7")));
  EXPECT_EQ(said.announce_type, said.browse_type);
}

TEST(Venue, HasThoseThatWereNamedBeforeItLooksAround) {
  const Venue venue({"192.0.2.7:4001"}, EventId{"e1"}, StationId{7});
  EXPECT_THAT(venue.places(), ElementsAre("192.0.2.7:4001"));
}

}  // namespace
}  // namespace meetpoint::shell
