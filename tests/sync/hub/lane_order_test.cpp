// What goes into the next commit of a hub: a badge that is scanned now does not wait behind the
// backlog of stations that come back.
#include "sync/hub/lane_order.h"

#include <gmock/gmock.h>

namespace meetpoint::hub {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

Request of_bytes(std::size_t bytes) { return {.body = std::string(bytes, 'x')}; }

bool always(const Request& /*one*/, const Request& /*other*/) { return true; }

TEST(LaneOrder, WhatIsSmallPassesWhatIsLarge) {
  LaneOrder order;
  std::vector<Request> waiting;
  for (const std::size_t bytes : {9000, 100, 9000, 200}) waiting.push_back(of_bytes(bytes));
  EXPECT_THAT(order.next(waiting, always), ElementsAre(1, 3));
}

TEST(LaneOrder, WhatIsLargeHasItsTurnHoweverMuchIsSmall) {
  LaneOrder order;
  std::vector<Request> waiting;
  for (const std::size_t bytes : {9000, 100, 9000, 200}) waiting.push_back(of_bytes(bytes));
  order.next(waiting, always);
  EXPECT_THAT(order.next(waiting, always), ElementsAre(0, 2));
  EXPECT_THAT(order.next(waiting, always), ElementsAre(1, 3));
}

TEST(LaneOrder, ALargeOneGoesHoweverLargeItIs) {
  LaneOrder order;
  const std::vector<Request> waiting = {of_bytes(1 << 20), of_bytes(1 << 20)};
  EXPECT_THAT(order.next(waiting, always), ElementsAre(0));
}

TEST(LaneOrder, LargeOnesAreSizedByHowLongTheyTook) {
  LaneOrder order;
  std::vector<Request> waiting;
  for (int i = 0; i < 250; ++i) waiting.push_back(of_bytes(8000));
  const std::size_t at_first = order.next(waiting, always).size();
  for (int i = 0; i < 20; ++i) {
    order.took(Duration(10));  // much faster than allowed
    order.next(waiting, always);
  }
  const std::size_t when_fast = order.next(waiting, always).size();
  EXPECT_GT(when_fast, at_first);
  for (int i = 0; i < 20; ++i) {
    order.took(Duration(4000));
    order.next(waiting, always);
  }
  EXPECT_LT(order.next(waiting, always).size(), at_first);
}

TEST(LaneOrder, SmallOnesOfACrowdWaitForEachOther) {
  LaneOrder order;
  const Duration at_once{1};
  std::vector<Request> waiting = {of_bytes(10)};
  order.next(waiting, always);
  EXPECT_FALSE(order.gathers(waiting, at_once)) << "a station alone";
  waiting.push_back(of_bytes(10));
  EXPECT_TRUE(order.gathers(waiting, at_once));
  order.next(waiting, always);
  waiting.pop_back();
  EXPECT_TRUE(order.gathers(waiting, at_once)) << "several came just before";
  EXPECT_FALSE(order.gathers(waiting, Duration(1000))) << "a while ago";
  waiting.resize(LaneOrder::many, of_bytes(10));
  EXPECT_FALSE(order.gathers(waiting, at_once)) << "many wait as it is";
  waiting.resize(2);
  waiting.push_back(of_bytes(9000));
  EXPECT_FALSE(order.gathers(waiting, at_once)) << "a backlog has no time to lose";
}

TEST(LaneOrder, OnlyWhatMayShareACommitDoes) {
  LaneOrder order;
  std::vector<Request> waiting(4, of_bytes(10));
  waiting[1].target = waiting[3].target = "other";
  const auto same = [](const Request& a, const Request& b) { return a.target == b.target; };
  EXPECT_THAT(order.next(waiting, same), ElementsAre(0, 2));
}

TEST(LaneOrder, ACommitHasABound) {
  LaneOrder order;
  const std::vector<Request> waiting(1000, of_bytes(10));
  EXPECT_THAT(order.next(waiting, always), SizeIs(LaneOrder::most_together));
}

}  // namespace
}  // namespace meetpoint::hub
