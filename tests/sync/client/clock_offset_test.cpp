#include "sync/client/clock_offset.h"

#include <gtest/gtest.h>

namespace meetpoint::client {
namespace {

using namespace std::chrono_literals;

const Instant nine_sharp = from_ms(1'804'752'000'000);

// A station whose wall clock differs by `slow` from the truth, which the hub has.
struct Clocks {
  Duration slow{0};
  Moment at(Duration since_nine) const {
    return {nine_sharp + since_nine - slow, 5'000'000 + since_nine.count()};
  }
  Instant truth(Duration since_nine) const { return nine_sharp + since_nine; }
};

TEST(ClockOffset, IsUnknownBeforeTheFirstReply) {
  const ClockOffset offset;
  EXPECT_FALSE(offset.at(Clocks{}.at(0ms)));
  EXPECT_FALSE(offset.is_wrong(Clocks{}.at(0ms)));
}

TEST(ClockOffset, AQuickRoundTripOutweighsALongPoll) {
  const Clocks clocks{.slow = 7min};
  ClockOffset offset;
  // The long-poll was answered at its very end: taken alone, 12 s off.
  offset.add(clocks.at(0s), clocks.truth(25s), clocks.at(25s));
  offset.add(clocks.at(30s), clocks.truth(30s + 10ms), clocks.at(30s + 20ms));
  offset.add(clocks.at(40s), clocks.truth(65s), clocks.at(65s));
  EXPECT_EQ(offset.at(clocks.at(70s)), 7min);
  EXPECT_TRUE(offset.is_wrong(clocks.at(70s)));
}

TEST(ClockOffset, TwoMinutesAreBorneInBothDirections) {
  for (const Duration slow : {Duration(119s), Duration(-119s)}) {
    const Clocks clocks{.slow = slow};
    ClockOffset offset;
    offset.add(clocks.at(0s), clocks.truth(0s), clocks.at(0s));
    EXPECT_FALSE(offset.is_wrong(clocks.at(1s)));
  }
  for (const Duration slow : {Duration(121s), Duration(-121s)}) {
    const Clocks clocks{.slow = slow};
    ClockOffset offset;
    offset.add(clocks.at(0s), clocks.truth(0s), clocks.at(0s));
    EXPECT_TRUE(offset.is_wrong(clocks.at(1s)));
  }
}

TEST(ClockOffset, SettingTheWallClockIsKnownWithoutAnotherReply) {
  const Clocks before{.slow = 10min};
  const Clocks after{.slow = 0min};
  ClockOffset offset;
  offset.add(before.at(0s), before.truth(10ms), before.at(20ms));
  EXPECT_TRUE(offset.is_wrong(before.at(1s)));
  EXPECT_FALSE(offset.is_wrong(after.at(2s)));
  EXPECT_EQ(offset.at(after.at(2s)), 0ms);
}

TEST(ClockOffset, AMachineThatSleptBelievesTheNewReply) {
  const Clocks clocks{};
  ClockOffset offset;
  offset.add(clocks.at(0s), clocks.truth(0s), clocks.at(2ms));
  // Asleep for an hour: the monotonic clock stood still, the wall clock was right all the time.
  const auto slept = [&](Duration t) {
    Moment m = clocks.at(t);
    m.monotonic_ms -= Duration(1h).count();
    return m;
  };
  offset.add(slept(1h + 1s), clocks.truth(1h + 1s), slept(1h + 2s));
  EXPECT_FALSE(offset.is_wrong(slept(1h + 3s)));
}

TEST(ClockOffset, RunsOfManyRepliesKeepTheLastEight) {
  const Clocks clocks{.slow = 3min};
  ClockOffset offset;
  for (int i = 0; i < 100; ++i) {
    const Duration t = i * 30s;
    offset.add(clocks.at(t), clocks.truth(t + 5ms), clocks.at(t + 10ms));
  }
  EXPECT_EQ(offset.at(clocks.at(1h)), 3min);
}

}  // namespace
}  // namespace meetpoint::client
