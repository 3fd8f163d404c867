// When a station speaks with the hub about seats.
#include "sync/client/seat_lane.h"

#include <gtest/gtest.h>

namespace meetpoint::client {
namespace {

constexpr double no_jitter = 0.999;

Moment at(std::int64_t seconds) { return {from_ms(0), seconds * 1000}; }

class SeatLaneTest : public ::testing::Test {
 protected:
  SeatTask answer(std::int64_t seconds, std::uint64_t sent, std::uint64_t session) {
    return lane.on_reply(sent, wire::GrantsReply{.epoch = 1, .incarnation = 1, .session = session},
                         at(seconds), no_jitter);
  }
  SeatTask refused(std::int64_t seconds, Why why) {
    return lane.on_reply(5, tl::unexpected(Refusal{why, Error{ErrorCode::protocol, "no"}}),
                         at(seconds), no_jitter);
  }
  // The first exchange, after which there is nothing more to say.
  void settle() {
    ASSERT_TRUE(lane.next(view, at(0)));
    ASSERT_TRUE(std::holds_alternative<ApplyGrants>(answer(0, 5, 5)));
    lane.on_stored(true, false, at(0), no_jitter);
  }

  SeatLane lane;
  SeatView view{.online = true, .epoch = 1, .incarnation = 1};
};

TEST_F(SeatLaneTest, ReportsOnceItIsOnlineAndKnowsTheHub) {
  EXPECT_FALSE(lane.next({.online = false, .epoch = 1}, at(0)));
  EXPECT_FALSE(lane.next({.online = true, .epoch = 0}, at(0)));
  EXPECT_EQ(lane.wait({.online = false, .epoch = 1}, at(0)), std::nullopt);
  EXPECT_TRUE(lane.next(view, at(0)));
  EXPECT_FALSE(lane.next(view, at(1))) << "one at a time";
}

TEST_F(SeatLaneTest, AnotherSessionOfTheHubIsToldAgainAtOnce) {
  ASSERT_TRUE(lane.next(view, at(0)));
  answer(0, 0, 5);
  EXPECT_TRUE(lane.next(view, at(0)));
  answer(0, 5, 5);
  EXPECT_FALSE(lane.next(view, at(1)));
}

TEST_F(SeatLaneTest, WithoutAReasonItReportsEveryHalfMinute) {
  settle();
  EXPECT_FALSE(lane.next(view, at(29)));
  EXPECT_EQ(lane.wait(view, at(29)), Duration(1000));
  EXPECT_TRUE(lane.next(view, at(30)));
}

TEST_F(SeatLaneTest, WhilePeopleWaitItAsksMoreOften) {
  settle();
  view.sought = true;
  EXPECT_FALSE(lane.next(view, at(4)));
  EXPECT_TRUE(lane.next(view, at(5)));
}

TEST_F(SeatLaneTest, SeatsGivenBackAndANewJournalOrEpochAreToldAtOnce) {
  settle();
  lane.on_stored(true, true, at(1), no_jitter);
  EXPECT_TRUE(lane.next(view, at(1)));
  answer(1, 5, 5);
  view.incarnation = 2;
  EXPECT_TRUE(lane.next(view, at(2)));
  answer(2, 5, 5);
  view.epoch = 2;
  EXPECT_TRUE(lane.next(view, at(3)));
}

TEST_F(SeatLaneTest, AFailureIsTriedAgainLater) {
  ASSERT_TRUE(lane.next(view, at(0)));
  EXPECT_TRUE(std::holds_alternative<std::monostate>(refused(0, Why::unreachable)));
  EXPECT_FALSE(lane.next(view, at(0)));
  EXPECT_TRUE(lane.next(view, at(1)));
}

TEST_F(SeatLaneTest, AHubOfAnEarlierReleaseIsAskedSeldomAndPeopleAreCounted) {
  ASSERT_TRUE(lane.next(view, at(0)));
  EXPECT_TRUE(std::holds_alternative<CountSeats>(refused(0, Why::foreign)));
  lane.on_stored(true, false, at(0), no_jitter);
  view.sought = true;
  EXPECT_FALSE(lane.next(view, at(60)));
  EXPECT_TRUE(lane.next(view, at(300)));
}

TEST_F(SeatLaneTest, WhatCouldNotBeStoredIsAskedForAgain) {
  ASSERT_TRUE(lane.next(view, at(0)));
  answer(0, 5, 5);
  lane.on_stored(false, false, at(0), no_jitter);
  EXPECT_TRUE(lane.next(view, at(2)));
}

}  // namespace
}  // namespace meetpoint::client
