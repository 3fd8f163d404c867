// A hub that was put back from a copy, without anybody saying so, finds it out by its stations.
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {
namespace {

class Marks : public HubTest {
 protected:
  std::uint64_t epoch() { return store->position(fair)->epoch; }
  // Asks on from what an answer said, as a station does.
  Response go_on(const Login& login, const wire::FeedReply& last, const std::string& more = {}) {
    return ask(get("/v1/events/fair/feed?after=" + std::to_string(last.epoch) + "." +
                       std::to_string(last.to) + "." + last.mark + more,
                   login.token));
  }
  Login door;
  Journal journal{StationId{1}};
};

TEST_F(Marks, EveryCommitHasItsOwnAndACursorInTheMiddleOfOneHolds) {
  door = enrol_with_key("Entrance");
  const auto first = feed(door);
  EXPECT_EQ(first.mark.size(), 16U);
  const auto pushed =
      read<wire::PushReply>(push(door, journal.push({check_in("A-1"), check_in("A-2")})));
  EXPECT_NE(pushed.mark, first.mark);
  EXPECT_EQ(feed(door).mark, pushed.mark);
  EXPECT_EQ(feed(door, pushed.head - 2).mark, pushed.mark);
  // The first of the two facts is of the same commit.
  wire::FeedReply middle = first;
  middle.to = pushed.head - 1;
  middle.mark = pushed.mark;
  EXPECT_EQ(go_on(door, middle).status, 200);
  EXPECT_EQ(go_on(door, first).status, 200);
  middle.mark = first.mark;
  EXPECT_EQ(go_on(door, middle).status, 409);
}

TEST_F(Marks, ACursorOfALostHistoryRaisesTheEpochOnce) {
  door = enrol_with_key("Entrance");
  const Login hall = enrol_with_key("Hall");
  keep_copy();
  EXPECT_EQ(push(door, journal.push({check_in("A-1")})).status, 200);
  const auto seen = feed(door);
  const auto seen_in_the_hall = feed(hall);
  put_copy_back();
  const std::uint64_t before = epoch();
  EXPECT_EQ(before, seen.epoch);
  // Others have sent as much since: the number alone would tell nothing.
  Journal other(hall.station);
  EXPECT_EQ(push(hall, other.push({check_in("A-2")})).status, 200);
  ASSERT_EQ(store->position(fair)->head, seen.to);

  const Response response = go_on(door, seen);
  EXPECT_EQ(response.status, 409);
  EXPECT_EQ(error_of(response), "epoch");
  EXPECT_EQ(response.grew, fair) << "held questions are asked again";
  const std::uint64_t raised = epoch();
  EXPECT_GT(raised, before);
  EXPECT_EQ(read<wire::ErrorReply>(response).epoch, raised);
  EXPECT_EQ(go_on(hall, seen_in_the_hall).status, 409);
  EXPECT_EQ(epoch(), raised) << "one loss, one epoch";
  EXPECT_EQ(go_on(hall, feed(hall)).status, 200);
}

TEST_F(Marks, WhatAPushWasToldCountsWhereTheCursorIsOlderThanTheCopy) {
  door = enrol_with_key("Entrance");
  const auto old = feed(door);
  keep_copy();
  const auto pushed = read<wire::PushReply>(push(door, journal.push({check_in("A-1")})));
  const std::string seen = "&seen=" + std::to_string(pushed.head) + "." + pushed.mark;
  EXPECT_EQ(go_on(door, old, seen).status, 200);
  put_copy_back();
  EXPECT_EQ(go_on(door, old).status, 200) << "the cursor alone is good";
  EXPECT_EQ(go_on(door, old, seen).status, 409);
}

TEST_F(Marks, AStationOfBeforeMarksIsTakenAsItIs) {
  door = enrol("Entrance");
  EXPECT_EQ(push(door, journal.push({check_in("A-1")})).status, 200);
  const std::uint64_t before = epoch();
  EXPECT_EQ(feed(door, 2).from, 2U);
  EXPECT_EQ(epoch(), before);
}

TEST_F(Marks, ATornMarkIsRefusedAndRaisesNothing) {
  door = enrol_with_key("Entrance");
  const std::uint64_t before = epoch();
  wire::FeedReply last = feed(door);
  last.mark = "xyz";
  EXPECT_EQ(go_on(door, last).status, 400);
  last.mark = std::string(16, 'G');
  EXPECT_EQ(go_on(door, last).status, 400);
  EXPECT_EQ(epoch(), before);
}

}  // namespace
}  // namespace meetpoint::hub::testing
