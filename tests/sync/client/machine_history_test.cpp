// A hub or a disk whose history is not what the machine knew: epochs, gaps, forks, late answers.
#include <gtest/gtest.h>

#include "tests/sync/client/machine_fixture.h"

namespace meetpoint::client {
namespace {

using namespace std::chrono_literals;
using testing::refusal;

using MachineHistoryTest = testing::MachineFixture;

TEST_F(MachineHistoryTest, ANewEpochReadsEverythingAgainAndFindsOutWhatTheHubStillHasOfUs) {
  settle();
  view_.last_seq = view_.acked_seq = 200;
  Refusal epoch = refusal(Why::epoch, ErrorCode::conflict);
  epoch.epoch = 4;
  const auto reset = on_feed(pulled(), tl::unexpected(epoch));
  ASSERT_TRUE(std::holds_alternative<Reset>(reset));
  EXPECT_EQ(std::get<Reset>(reset).epoch, 4u);
  EXPECT_EQ(std::get<Reset>(reset).acked_seq, 199u);

  EXPECT_EQ(expect<Push>().after, 199u);
  expect<Wait>();  // the pull waits for the answer, else the snapshot could come twice
  Refusal gap = refusal(Why::gap, ErrorCode::conflict);
  gap.acked_seq = 150;
  const auto again = on_push(sent(200), tl::unexpected(gap));
  ASSERT_TRUE(std::holds_alternative<Reset>(again));
  EXPECT_EQ(std::get<Reset>(again).acked_seq, 150u);
  EXPECT_EQ(status().waiting, 50u);

  EXPECT_EQ(expect<Push>().after, 150u);
  expect<Snapshot>();
  wire::PushReply reply = accepted(200);
  reply.epoch = 4;
  on_push(sent(200), reply);
  EXPECT_EQ(status().waiting, 0u);
}

TEST_F(MachineHistoryTest, ANewEpochOfAHubThatKeptEverythingCostsOneFact) {
  settle();
  Refusal epoch = refusal(Why::epoch, ErrorCode::conflict);
  epoch.epoch = 4;
  on_feed(pulled(), tl::unexpected(epoch));
  EXPECT_EQ(expect<Push>().after, 4u);
  wire::PushReply reply = accepted(5);
  reply.epoch = 4;
  EXPECT_EQ(std::get<Acknowledge>(on_push(sent(5), reply)).seq, 5u);
  expect<Snapshot>();
}

TEST_F(MachineHistoryTest, AStationWithoutFactsReadsANewEpochStraightAway) {
  view_ = {.epoch = 3, .cursor = 100, .hub_head = 100};
  expect<Pull>();
  Refusal epoch = refusal(Why::epoch, ErrorCode::conflict);
  epoch.epoch = 4;
  EXPECT_EQ(std::get<Reset>(on_feed(pulled(0), tl::unexpected(epoch))).acked_seq, 0u);
  expect<Snapshot>();
}

TEST_F(MachineHistoryTest, AHubThatLostItsLastHoursWithoutANewEpochIsNoticedByThePull) {
  settle();
  const auto task = on_feed(pulled(), feed(60, 60));
  ASSERT_TRUE(std::holds_alternative<Reset>(task));
  EXPECT_EQ(std::get<Reset>(task).epoch, 3u);
  EXPECT_EQ(std::get<Reset>(task).acked_seq, 4u);
}

TEST_F(MachineHistoryTest, AHubThatRefusesACursorBeyondItsEndInTheSameEpochLostItsLastHours) {
  settle();
  Refusal epoch = refusal(Why::epoch, ErrorCode::conflict);
  epoch.epoch = 3;
  const auto task = on_feed(pulled(), tl::unexpected(epoch));
  ASSERT_TRUE(std::holds_alternative<Reset>(task));
  EXPECT_EQ(std::get<Reset>(task).epoch, 3u);
  EXPECT_EQ(std::get<Reset>(task).acked_seq, 4u);
}

TEST_F(MachineHistoryTest, AHubThatChangesItsEpochWithEveryAnswerBacksOff) {
  settle();
  Refusal epoch = refusal(Why::epoch, ErrorCode::conflict);
  for (std::uint64_t i = 4; i < 12; ++i) {
    epoch.epoch = i;
    on_feed(pulled(), tl::unexpected(epoch));
    ASSERT_TRUE(due_in<Push>());
    wire::PushReply reply = accepted(5);
    reply.epoch = i;
    on_push(sent(5), reply);
    ASSERT_TRUE(due_in<Snapshot>());
  }
  on_feed(pulled(), tl::unexpected(epoch));
  EXPECT_TRUE(status().problem);
}

TEST_F(MachineHistoryTest, AGapBelowWhatWasAcknowledgedSendsAgainFromThere) {
  settle();
  view_.last_seq = 6;
  expect<Push>();
  Refusal gap = refusal(Why::gap, ErrorCode::conflict);
  gap.acked_seq = 2;
  const auto task = on_push(sent(6), tl::unexpected(gap));
  ASSERT_TRUE(std::holds_alternative<Reset>(task));
  EXPECT_EQ(std::get<Reset>(task).acked_seq, 2u);
  expect<CancelPull>();
  EXPECT_EQ(expect<Push>().after, 2u);
}

TEST_F(MachineHistoryTest, AGapThatMakesNoSenseBacksOff) {
  settle();
  view_.last_seq = 6;
  expect<Push>();
  Refusal gap = refusal(Why::gap, ErrorCode::conflict);
  gap.acked_seq = 5;  // then 6 was no gap
  EXPECT_TRUE(std::holds_alternative<std::monostate>(on_push(sent(6), tl::unexpected(gap))));
  EXPECT_GT(*due_in<Push>(), 0ms);
}

TEST_F(MachineHistoryTest, AForkTakesTheNextIncarnation) {
  settle();
  view_.last_seq = 8;
  expect<Push>();
  Refusal fork = refusal(Why::fork, ErrorCode::conflict);
  fork.acked_seq = 7;
  fork.next_incarnation = 2;
  const auto task = on_push(sent(8), tl::unexpected(fork));
  ASSERT_TRUE(std::holds_alternative<BeginIncarnation>(task));
  EXPECT_EQ(std::get<BeginIncarnation>(task).incarnation, 2u);
  expect<CancelPull>();  // of a cursor that the store has set back
  EXPECT_EQ(expect<Push>().after, 0u);
}

TEST_F(MachineHistoryTest, ForkAfterForkBacksOff) {
  settle();
  view_.last_seq = 8;
  Refusal fork = refusal(Why::fork, ErrorCode::conflict);
  for (int i = 0; i < 6; ++i) {
    ASSERT_TRUE(due_in<Push>());
    fork.next_incarnation = view_.incarnation + 1;
    on_push(sent(view_.last_seq), tl::unexpected(fork));
  }
  EXPECT_GT(*due_in<Push>(), 1s);
  EXPECT_TRUE(status().problem);
}

TEST_F(MachineHistoryTest, FactsOfOursThatWeDoNotHaveMeanARolledBackDisk) {
  settle();
  wire::FeedReply reply = feed(101, 101);
  reply.entries.push_back({.seq = 101, .fact = FactRecord{.id = {{7}, 1, 6}}, .row = {}});
  const auto task = on_feed(pulled(), reply);
  ASSERT_TRUE(std::holds_alternative<BeginIncarnation>(task));
  EXPECT_EQ(std::get<BeginIncarnation>(task).incarnation, 2u);
  // Under the new incarnation they are history like any other.
  view_.cursor = 0;
  expect<Snapshot>();
  reply.from = 0;
  EXPECT_TRUE(std::holds_alternative<Apply>(on_feed({true, 3, 0, 0, now_}, reply)));
}

TEST_F(MachineHistoryTest, FactsOfOursThatWeHaveAndThoseOfOthersAreApplied) {
  settle();
  wire::FeedReply reply = feed(103, 103);
  reply.entries.push_back({.seq = 101, .fact = FactRecord{.id = {{7}, 1, 5}}, .row = {}});
  reply.entries.push_back({.seq = 102, .fact = FactRecord{.id = {{8}, 1, 99}}, .row = {}});
  EXPECT_TRUE(std::holds_alternative<Apply>(on_feed(pulled(), reply)));
}

TEST_F(MachineHistoryTest, AForkThatNamesNoNewIncarnationChangesNothing) {
  settle();
  view_.last_seq = 8;
  expect<Push>();
  Refusal fork = refusal(Why::fork, ErrorCode::conflict);
  fork.next_incarnation = 1;
  EXPECT_TRUE(std::holds_alternative<std::monostate>(on_push(sent(8), tl::unexpected(fork))));
}

TEST_F(MachineHistoryTest, AnAcknowledgementOfAnotherEpochDoesNotCount) {
  settle();
  view_.last_seq = 6;
  expect<Push>();
  wire::PushReply reply = accepted(6);
  reply.epoch = 4;
  EXPECT_TRUE(std::holds_alternative<std::monostate>(on_push(sent(6), reply)));
  expect<CancelPull>();  // to learn of the epoch now, not at the end of the long-poll
  expect<Pull>();
  EXPECT_EQ(status().waiting, 1u);
}

TEST_F(MachineHistoryTest, AReplyOfBeforeANewIncarnationDoesNotCount) {
  settle();
  view_.last_seq = 6;
  const PushSent before = sent(6);
  expect<Push>();
  view_.incarnation = 2;
  EXPECT_TRUE(std::holds_alternative<std::monostate>(on_push(before, accepted(6))));
}

TEST_F(MachineHistoryTest, AFeedThatDoesNotFollowOnIsNotApplied) {
  settle();
  wire::FeedReply hole = feed(120, 120);
  hole.from = 110;
  EXPECT_TRUE(std::holds_alternative<std::monostate>(on_feed(pulled(), hole)));
  EXPECT_EQ(status().problem->code, ErrorCode::protocol);
  ASSERT_TRUE(due_in<Pull>());
  wire::FeedReply beyond = feed(130, 120);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(on_feed(pulled(), beyond)));
}

TEST_F(MachineHistoryTest, AFeedThatArrivesAfterAResetIsNotApplied) {
  settle();
  const PullSent before = pulled();
  view_.cursor = 0;
  view_.epoch = 4;
  wire::FeedReply late = feed(120, 120);
  late.from = 100;
  EXPECT_TRUE(std::holds_alternative<std::monostate>(on_feed(before, late)));
}

}  // namespace
}  // namespace meetpoint::client
