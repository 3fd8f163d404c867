// A hub restored from a copy, a disk copied or rolled back.
#include <gtest/gtest.h>

#include "tests/sync/client/station_fixture.h"

namespace meetpoint::client {
namespace {

using testing::as_set;
using testing::SmallHub;
using testing::Station;

TEST(WorkerHistory, AHubRestoredFromACopyGetsBackWhatItLost) {
  SmallHub hub;
  Station station(7, hub.url());
  station.start();
  ASSERT_TRUE(station.until_online());
  for (int i = 0; i < 10; ++i) station.check_in("anna");
  ASSERT_TRUE(station.until_sent());
  hub.restore_to({7}, 4, 9);
  ASSERT_TRUE(station.until([&] { return hub.facts().size() == 10; }));
  ASSERT_TRUE(station.until([&] { return station.position().epoch == 9; }));
  ASSERT_TRUE(station.until_sent());
  ASSERT_TRUE(station.until([&] { return station.position().cursor > 10; }));
  EXPECT_EQ(as_set(hub.facts()).size(), 10u);
  ASSERT_TRUE(station.until_online());
}

TEST(WorkerHistory, ACopiedDiskTakesANewIncarnationAndLosesNothing) {
  SmallHub hub;
  hub.fake_journal({7}, 2);
  Station station(7, hub.url());
  station.check_in("anna");
  station.check_in("bram");
  station.start();
  ASSERT_TRUE(station.until([&] { return hub.facts().size() == 2; }));
  ASSERT_TRUE(station.until_sent());
  for (const FactId& id : hub.facts()) EXPECT_EQ(id.incarnation, 2u);
  EXPECT_EQ(station.position().incarnation, 2u);
}

// One disk, two incarnations, and a hub that lost both: all of it comes back, under its old ids.
TEST(WorkerHistory, AHubThatLostEverythingGetsBackEveryIncarnation) {
  SmallHub hub;
  Station station(7, hub.url());
  for (int i = 0; i < 3; ++i) station.check_in("anna");
  station.start();
  ASSERT_TRUE(station.until_sent());
  station.stop();
  ASSERT_TRUE(station.store().begin_incarnation({2, 1, 3}));
  for (int i = 0; i < 2; ++i) station.check_in("bram");
  station.start();
  ASSERT_TRUE(station.until([&] { return hub.facts().size() == 5; }));
  ASSERT_TRUE(station.until_sent());
  const auto before = as_set(hub.facts());

  hub.forget({7}, 9);
  ASSERT_TRUE(station.until([&] { return hub.facts().size() == 5; }));
  ASSERT_TRUE(station.until([&] { return station.position().epoch == 9; }));
  ASSERT_TRUE(station.until_sent());
  EXPECT_EQ(as_set(hub.facts()), before);
}

// What both have under the same id keeps it; nothing is recorded twice.
TEST(WorkerHistory, ACopiedDiskMovesOnlyWhatTheHubDoesNotHave) {
  SmallHub hub;
  Station station(7, hub.url());
  station.check_in("anna");
  station.start();
  ASSERT_TRUE(station.until_sent());
  station.stop();
  station.check_in("bram");  // in both copies, sent by one
  station.copy_disk();
  station.start();
  ASSERT_TRUE(station.until_sent());
  station.check_in("carl");
  ASSERT_TRUE(station.until_sent());
  station.roll_disk_back();
  station.check_in("anna");  // under the id of carl's
  station.start();
  ASSERT_TRUE(station.until([&] { return hub.facts().size() == 4; }));
  ASSERT_TRUE(station.until_sent());
  EXPECT_EQ(as_set(hub.facts()),
            (std::set<FactId>{{{7}, 1, 1}, {{7}, 1, 2}, {{7}, 1, 3}, {{7}, 2, 1}}));
}

// The disk of a station is put back to how it was in the morning. What it had sent since is at the
// hub, under ids that it would now use again.
void roll_back(bool record_before_the_hub_is_heard) {
  SmallHub hub;
  Station station(7, hub.url());
  std::set<FactId> at_hub;
  at_hub.insert(station.check_in("anna"));
  station.start();
  ASSERT_TRUE(station.until_sent());
  station.stop();
  station.copy_disk();
  station.start();
  at_hub.insert(station.check_in("bram"));
  ASSERT_TRUE(station.until_sent());

  station.roll_disk_back();
  ASSERT_FALSE(station.is_checked_in("bram"));
  if (record_before_the_hub_is_heard) station.check_in("carl");
  station.start();
  ASSERT_TRUE(station.until([&] { return station.position().incarnation == 2; }));
  ASSERT_TRUE(station.until([&] { return station.is_checked_in("bram"); }));
  if (!record_before_the_hub_is_heard) station.check_in("carl");
  ASSERT_TRUE(station.until([&] { return hub.facts().size() == 3; }));
  ASSERT_TRUE(station.until_sent());
  EXPECT_TRUE(station.is_checked_in("carl"));
  for (const FactId& id : at_hub) EXPECT_TRUE(as_set(hub.facts()).contains(id));
}

TEST(WorkerHistory, ADiskThatIsRolledBackWhileRecordingLosesNothing) { roll_back(true); }
TEST(WorkerHistory, ADiskThatIsRolledBackAndHearsTheHubFirstLosesNothing) { roll_back(false); }

}  // namespace
}  // namespace meetpoint::client
