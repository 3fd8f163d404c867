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

  // What the hub has comes before any push; the snapshot need not wait for it.
  expect<Compare>();
  EXPECT_EQ(expect<Pull>().cursor, 0U);
  EXPECT_TRUE(std::holds_alternative<Settle>(
      on_vector(compared(), held({{1, 150, std::string(32, 'a')}}, 4))));
  EXPECT_EQ(status().waiting, 50u);
  EXPECT_EQ(expect<Push>().after, 150u);
  wire::PushReply reply = accepted(200);
  reply.epoch = 4;
  on_push(sent(200), reply);
  EXPECT_EQ(status().waiting, 0u);
}

TEST_F(MachineHistoryTest, ANewEpochOfAHubThatKeptEverythingCostsNoFact) {
  settle();
  Refusal epoch = refusal(Why::epoch, ErrorCode::conflict);
  epoch.epoch = 4;
  on_feed(pulled(), tl::unexpected(epoch));
  expect<Compare>();
  on_vector(compared(), held({{1, 5, std::string(32, 'a')}}, 4));
  EXPECT_EQ(expect<Pull>().cursor, 0U);
  expect<Wait>();
}

TEST_F(MachineHistoryTest, AStationWithoutFactsReadsANewEpochStraightAway) {
  view_ = {.epoch = 3, .cursor = 100, .hub_head = 100};
  expect<Pull>();
  Refusal epoch = refusal(Why::epoch, ErrorCode::conflict);
  epoch.epoch = 4;
  EXPECT_EQ(std::get<Reset>(on_feed(pulled(0), tl::unexpected(epoch))).epoch, 4u);
  expect<Compare>();  // so that the hub need not wait for it
  EXPECT_EQ(expect<Pull>().cursor, 0U);
}

TEST_F(MachineHistoryTest, AHubThatLostItsLastHoursWithoutANewEpochIsNoticedByThePull) {
  settle();
  const auto task = on_feed(pulled(), feed(60, 60));
  ASSERT_TRUE(std::holds_alternative<Reset>(task));
  EXPECT_EQ(std::get<Reset>(task).epoch, 3u);
  expect<Compare>();
}

TEST_F(MachineHistoryTest, AHubThatRefusesACursorBeyondItsEndInTheSameEpochLostItsLastHours) {
  settle();
  Refusal epoch = refusal(Why::epoch, ErrorCode::conflict);
  epoch.epoch = 3;
  const auto task = on_feed(pulled(), tl::unexpected(epoch));
  ASSERT_TRUE(std::holds_alternative<Reset>(task));
  EXPECT_EQ(std::get<Reset>(task).epoch, 3u);
  expect<Compare>();
}

TEST_F(MachineHistoryTest, AHubThatChangesItsEpochWithEveryAnswerBacksOff) {
  settle();
  Refusal epoch = refusal(Why::epoch, ErrorCode::conflict);
  for (std::uint64_t i = 4; i < 12; ++i) {
    epoch.epoch = i;
    on_feed(pulled(), tl::unexpected(epoch));
    ASSERT_TRUE(due_in<Compare>());
    on_vector(compared(), held({{1, 5, std::string(32, 'a')}}, i));
    ASSERT_TRUE(due_in<Pull>());
  }
  on_feed(pulled(), tl::unexpected(epoch));
  EXPECT_TRUE(status().problem);
}

TEST_F(MachineHistoryTest, AGapBelowWhatWasAcknowledgedComparesAndSendsAgain) {
  settle();
  view_.last_seq = 6;
  expect<Push>();
  Refusal gap = refusal(Why::gap, ErrorCode::conflict);
  gap.acked_seq = 2;
  on_push(sent(6), tl::unexpected(gap));
  expect<CancelPull>();  // by our cursor the hub may find out itself that it was restored
  expect<Compare>();
  on_vector(compared(), held({{1, 2, std::string(32, 'a')}}));
  EXPECT_EQ(expect<Push>().after, 2u);
}

TEST_F(MachineHistoryTest, GapsOfAHubThatSaysOtherwiseWhenAskedBackOff) {
  settle();
  view_.last_seq = 6;
  int pushes = 0;
  const Moment began = now_;
  while (now_.monotonic_ms - began.monotonic_ms < 60'000) {
    const Step step = next();
    if (std::holds_alternative<Push>(step)) {
      ++pushes;
      Refusal gap = refusal(Why::gap, ErrorCode::conflict);
      gap.acked_seq = 2;
      on_push(sent(6), tl::unexpected(gap));
    } else if (std::holds_alternative<Compare>(step)) {
      on_vector(compared(), held({{1, 5, std::string(32, 'a')}}));
    } else {
      pass(Duration(100));
    }
  }
  EXPECT_LT(pushes, 30);
  EXPECT_TRUE(status().problem);
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

// Each fork of this kind makes the backlog shorter: no reason to wait longer and longer.
TEST_F(MachineHistoryTest, WhatTheHubKnowsUnderOtherIdsIsHandedToTheStoreAtOnce) {
  settle();
  view_.last_seq = 30;
  for (int round = 0; round < 5; ++round) {
    const auto push = expect<Push>();
    Refusal fork = refusal(Why::fork, ErrorCode::conflict);
    fork.agreed_seq = push.after;
    fork.next_incarnation = view_.incarnation + 1;
    fork.known = {{push.after + 1, 9, 1}};
    const auto task = on_push(sent(30), tl::unexpected(fork));
    ASSERT_TRUE(std::holds_alternative<BeginIncarnation>(task));
    EXPECT_EQ(std::get<BeginIncarnation>(task).known, fork.known);
    if (round == 0) expect<CancelPull>();
    expect<Compare>();
    on_vector(compared(), held({}));
  }
}

TEST_F(MachineHistoryTest, AForkTakesTheNextIncarnation) {
  settle();
  view_.last_seq = 8;
  expect<Push>();
  Refusal fork = refusal(Why::fork, ErrorCode::conflict);
  fork.acked_seq = 7;
  fork.agreed_seq = 6;
  fork.next_incarnation = 2;
  const auto task = on_push(sent(8), tl::unexpected(fork));
  ASSERT_TRUE(std::holds_alternative<BeginIncarnation>(task));
  EXPECT_EQ(std::get<BeginIncarnation>(task).at_least, 2u);
  EXPECT_EQ(std::get<BeginIncarnation>(task).of, 1u);
  EXPECT_EQ(std::get<BeginIncarnation>(task).agreed_seq, 6u) << "6 is at the hub under its id";
  expect<CancelPull>();  // of a cursor that the store has set back
  expect<Compare>();
  on_vector(compared(), held({}));
  EXPECT_EQ(expect<Push>().after, 0u);
}

TEST_F(MachineHistoryTest, ForkAfterForkBacksOff) {
  settle();
  view_.last_seq = 8;
  Refusal fork = refusal(Why::fork, ErrorCode::conflict);
  for (int i = 0; i < 6; ++i) {
    ASSERT_TRUE(due_in<Push>());
    fork.next_incarnation = view_.incarnation + 1;
    fork.agreed_seq = view_.acked_seq;
    on_push(sent(view_.last_seq), tl::unexpected(fork));
    ASSERT_TRUE(due_in<Compare>());
    on_vector(compared(), held({}));
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
  EXPECT_EQ(std::get<BeginIncarnation>(task).at_least, 2u);
  EXPECT_EQ(std::get<BeginIncarnation>(task).agreed_seq, 5u);
  // Under the new incarnation they are history like any other.
  view_.cursor = 0;
  expect<Compare>();
  EXPECT_EQ(expect<Pull>().cursor, 0U);
  reply.from = 0;
  EXPECT_TRUE(std::holds_alternative<Apply>(on_feed({3, 0, 0, now_}, reply)));
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
  fork.next_incarnation = 0;
  EXPECT_TRUE(std::holds_alternative<std::monostate>(on_push(sent(8), tl::unexpected(fork))));
  EXPECT_GT(*due_in<Push>(), 0ms);
}

TEST_F(MachineHistoryTest, AForkThatNamesAnOldIncarnationTakesAFreeOne) {
  settle();
  view_.incarnation = 4;
  view_.last_seq = 8;
  expect<Push>();
  // A hub that was restored from before it knew of 2, 3 and 4.
  Refusal fork = refusal(Why::fork, ErrorCode::conflict);
  fork.next_incarnation = 2;
  fork.agreed_seq = 5;
  const auto task = on_push(sent(8), tl::unexpected(fork));
  EXPECT_EQ(std::get<BeginIncarnation>(task).at_least, 5u);
}

TEST_F(MachineHistoryTest, AForkBeforeWhatWasSentIsLookedForFromTheFirstFact) {
  settle();
  view_.last_seq = 8;
  expect<Push>();
  Refusal fork = refusal(Why::fork, ErrorCode::conflict);
  fork.next_incarnation = 2;
  EXPECT_TRUE(std::holds_alternative<SendAgain>(on_push(sent(8), tl::unexpected(fork))));
  EXPECT_EQ(expect<Push>().after, 0u);
  fork.agreed_seq = 3;
  const auto task = on_push(sent(8), tl::unexpected(fork));
  EXPECT_EQ(std::get<BeginIncarnation>(task).agreed_seq, 3u);
}

TEST_F(MachineHistoryTest, FactsThatWaitGoBeforeANewIncarnationOfARolledBackDisk) {
  settle();
  view_.last_seq = 6;
  expect<Push>();
  wire::FeedReply reply = feed(101, 101);
  reply.entries.push_back({.seq = 101, .fact = FactRecord{.id = {{7}, 1, 7}}, .row = {}});
  // The hub may well have 6 too: it must not get it under another id.
  EXPECT_TRUE(std::holds_alternative<std::monostate>(on_feed(pulled(), reply)));
  expect<Wait>();
  on_push(sent(6), accepted(7));
  EXPECT_EQ(view_.acked_seq, 6u);
  expect<Pull>();
  EXPECT_TRUE(std::holds_alternative<BeginIncarnation>(on_feed(pulled(), reply)));
}

TEST_F(MachineHistoryTest, NothingIsAcknowledgedBeyondWhatWasSent) {
  settle();
  view_.last_seq = 6;
  expect<Push>();
  const PushSent before = sent(6);
  view_.last_seq = 7;  // recorded meanwhile, on a disk whose other copy has sent a seventh fact
  EXPECT_EQ(std::get<Acknowledge>(on_push(before, accepted(9))).seq, 6u);
  EXPECT_EQ(status().waiting, 1u);
}

TEST_F(MachineHistoryTest, TheOldestJournalThatTheHubLacksIsSentFirst) {
  settle();
  view_.incarnation = 3;
  view_.last_seq = 7;
  view_.past = {{1, 9, 4}, {2, 3, 0}};
  EXPECT_EQ(status().waiting, 5u + 3 + 2);
  auto push = expect<Push>();
  EXPECT_EQ(push.incarnation, 1u);
  EXPECT_EQ(push.after, 4u);
  on_push(sent(9), accepted(9));
  push = expect<Push>();
  EXPECT_EQ(push.incarnation, 2u);
  EXPECT_EQ(push.after, 0u);
  on_push(sent(3), accepted(3));
  push = expect<Push>();
  EXPECT_EQ(push.incarnation, 3u);
  EXPECT_EQ(push.after, 5u);
  on_push(sent(7), accepted(7));
  EXPECT_EQ(status().waiting, 0u);
}

TEST_F(MachineHistoryTest, AForkOfAnEndedJournalMovesWhatTheHubDoesNotHaveOfIt) {
  settle();
  view_.incarnation = 2;
  view_.past = {{1, 9, 4}};
  expect<Push>();
  Refusal fork = refusal(Why::fork, ErrorCode::conflict);
  fork.next_incarnation = 2;
  fork.agreed_seq = 5;
  const auto task = std::get<BeginIncarnation>(on_push(sent(9), tl::unexpected(fork)));
  EXPECT_EQ(task.of, 1u);
  EXPECT_EQ(task.agreed_seq, 5u);
  EXPECT_EQ(task.at_least, 3u);
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
