#include "sync/peer/neighbours.h"

#include <gmock/gmock.h>

namespace meetpoint::peer {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Neighbours, AreFirstAskedWhoTheyAreThenSpokenToAboutOnceASecond) {
  Neighbours all;
  all.found({"x:1", "y:1"});
  const auto first = all.due(0);
  ASSERT_THAT(first, SizeIs(2));
  EXPECT_FALSE(first[0].station);
  EXPECT_THAT(all.due(0), IsEmpty());
  all.met("x:1", StationId{7}, 10);
  const auto then = all.due(10);
  ASSERT_THAT(then, SizeIs(1));
  EXPECT_EQ(then[0].station, StationId{7});
  all.spoke("x:1", false, 20);
  EXPECT_THAT(all.due(100), IsEmpty());
  EXPECT_THAT(all.due(1020), SizeIs(1));
}

TEST(Neighbours, AreOnlyAskedWhoTheyAreWhileTheHubIsThere) {
  Neighbours all;
  all.found({"x:1", "y:1"});
  EXPECT_THAT(all.strangers(0), SizeIs(2));
  all.met("x:1", StationId{7}, 10);
  all.failed("y:1", 10, 0.5);
  EXPECT_THAT(all.strangers(20), IsEmpty());
  EXPECT_THAT(all.strangers(60'000), SizeIs(1));
}

TEST(Neighbours, HearAtOnceOfWhatIsRecordedAlsoDuringAVisit) {
  Neighbours all;
  all.found({"x:1"});
  static_cast<void>(all.due(0));
  all.met("x:1", StationId{7}, 0);
  static_cast<void>(all.due(0));
  all.nudge(5);
  all.spoke("x:1", false, 10);
  EXPECT_THAT(all.due(10), SizeIs(1));
  all.spoke("x:1", false, 20);
  EXPECT_THAT(all.due(20), IsEmpty());
  all.nudge(30);
  EXPECT_THAT(all.due(30), SizeIs(1));
}

TEST(Neighbours, ThatDoNotAnswerAreTriedMoreAndMoreSeldom) {
  Neighbours all;
  all.found({"x:1"});
  std::int64_t now = 0;
  std::int64_t pause = 0;
  for (int i = 0; i < 8; ++i) {
    ASSERT_THAT(all.due(now), SizeIs(1));
    all.failed("x:1", now, 0.5);
    pause = all.wait(now)->count();
    all.nudge(now);
    EXPECT_THAT(all.due(now), IsEmpty());
    now += pause;
  }
  EXPECT_GT(pause, 10'000);
  EXPECT_LE(pause, 15'000);
}

TEST(Neighbours, AreCountedByKioskNotByAddressAndOnlyWhileTheyAnswer) {
  Neighbours all;
  all.found({"x:1", "[fe80::1]:1"});
  static_cast<void>(all.due(0));
  for (const char* address : {"x:1", "[fe80::1]:1"}) {
    all.met(address, StationId{7}, 0);
    all.spoke(address, false, 0);
  }
  EXPECT_EQ(all.in_reach(0), 1U);
  EXPECT_EQ(all.in_reach(60'000), 0U);
  all.found({});
  EXPECT_EQ(all.in_reach(0), 0U);
  EXPECT_FALSE(all.wait(0));
}

}  // namespace
}  // namespace meetpoint::peer
