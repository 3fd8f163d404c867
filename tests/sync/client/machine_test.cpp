// The two lanes: what is sent when, and how they wait.
#include <gtest/gtest.h>

#include "tests/sync/client/machine_fixture.h"

namespace meetpoint::client {
namespace {

using namespace std::chrono_literals;
using testing::nine;
using testing::portal;
using testing::refusal;
using testing::unreachable;

using MachineTest = testing::MachineFixture;

TEST_F(MachineTest, ANewStationReadsTheFeedFromItsStartThenFollowsIt) {
  EXPECT_FALSE(status().online);
  EXPECT_EQ(status().offline_since, nine);
  EXPECT_FALSE(status().ever_online);
  EXPECT_EQ(expect<Pull>().cursor, 0U);
  const auto task = on_feed(pulled(), feed(100, 100));
  EXPECT_TRUE(std::holds_alternative<Apply>(task));
  const Pull pull = expect<Pull>();
  EXPECT_EQ(pull.epoch, 3u);
  EXPECT_EQ(pull.cursor, 100u);
  EXPECT_EQ(pull.wait_seconds, 25);
  EXPECT_TRUE(status().online);
  EXPECT_FALSE(status().offline_since);
}

TEST_F(MachineTest, AnEventWithNothingInItIsNotFetchedOverAndOver) {
  EXPECT_EQ(expect<Pull>().cursor, 0U);
  on_feed(pulled(), feed(0, 0));
  EXPECT_EQ(expect<Pull>().cursor, 0u);
  expect<Wait>();
}

TEST_F(MachineTest, AfterAStartTheFirstPollIsNotHeldSoThatOnlineIsKnownAtOnce) {
  view_ = {.last_seq = 5, .acked_seq = 5, .epoch = 3, .cursor = 100, .hub_head = 100};
  EXPECT_TRUE(status().ever_online);
  EXPECT_EQ(expect<Pull>().wait_seconds, 0);
  on_feed(pulled(0), feed(100, 100));
  EXPECT_TRUE(status().online);
  EXPECT_EQ(expect<Pull>().wait_seconds, 25);
}

TEST_F(MachineTest, ANewFactIsPushedAtOnceWhileTheLongPollHangs) {
  settle();
  view_.last_seq = 6;
  const Push push = expect<Push>();
  EXPECT_EQ(push.after, 5u);
  EXPECT_EQ(push.max_facts, wire::max_facts_per_push);
  expect<Wait>();  // handed out once
  EXPECT_EQ(status().waiting, 1u);
  const auto task = on_push(sent(6), accepted(6));
  ASSERT_TRUE(std::holds_alternative<Acknowledge>(task));
  EXPECT_EQ(std::get<Acknowledge>(task).seq, 6u);
  EXPECT_EQ(status().waiting, 0u);
}

TEST_F(MachineTest, FactsThatCameMeanwhileFollowTheReplyWithoutAWait) {
  settle();
  view_.last_seq = 6;
  expect<Push>();
  view_.last_seq = 9;
  expect<Wait>();
  on_push(sent(6), accepted(6));
  EXPECT_EQ(expect<Push>().after, 6u);
}

TEST_F(MachineTest, PagesOfTheFeedFollowEachOtherWithoutAWait) {
  settle();
  on_feed(pulled(), feed(1124, 9000));
  EXPECT_EQ(expect<Pull>().cursor, 1124u);
  on_feed(pulled(), feed(2148, 9000));
  EXPECT_EQ(expect<Pull>().cursor, 2148u);
}

TEST_F(MachineTest, AnEmptyAnswerWritesNothing) {
  settle();
  pass(25s);
  const PullSent asked{3, 100, 25, {now_.wall - 25s, now_.monotonic_ms - 25'000}};
  EXPECT_TRUE(std::holds_alternative<std::monostate>(on_feed(asked, feed(100, 100))));
  expect<Pull>();
}

TEST_F(MachineTest, AHubThatDoesNotHoldALongPollIsAskedOnceASecond) {
  settle();
  for (int i = 0; i < 5; ++i) {
    on_feed(pulled(), feed(100, 100));
    EXPECT_EQ(due_in<Pull>(), Duration(1s));
  }
}

TEST_F(MachineTest, WithoutANetworkBothLanesBackOffWithinAMinuteAndNothingIsAcknowledged) {
  view_ = {.last_seq = 5, .acked_seq = 2, .epoch = 3, .cursor = 100, .hub_head = 100};
  random_ = 0.9999;
  Duration bound = 500ms;
  for (int failure = 1; failure < 20; ++failure) {
    const auto waited = due_in<Push>(2min);
    ASSERT_TRUE(waited);
    EXPECT_LE(*waited, 60s);
    const auto task = on_push(sent(5), tl::unexpected(unreachable()));
    EXPECT_TRUE(std::holds_alternative<std::monostate>(task));
    // The other lane has its own turn.
    while (std::holds_alternative<Pull>(next())) {
      on_feed(pulled(0), tl::unexpected(unreachable()));
    }
    bound = std::min<Duration>(bound * 2, 60s);
  }
  EXPECT_EQ(status().waiting, 3u);
  EXPECT_FALSE(status().online);
  EXPECT_FALSE(status().problem);  // being offline is nothing that a person must mend
  EXPECT_EQ(status().offline_cause->code, ErrorCode::unreachable);
}

TEST_F(MachineTest, OfflineSinceIsWhenItBegan) {
  settle();
  pass(10min);
  const Instant broke = now_.wall;
  on_feed(pulled(), tl::unexpected(unreachable()));
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(due_in<Pull>());
    on_feed(pulled(0), tl::unexpected(unreachable()));
  }
  EXPECT_EQ(status().offline_since, broke);
  ASSERT_TRUE(due_in<Pull>());
  on_feed(pulled(0), feed(100, 100));
  EXPECT_TRUE(status().online);
  EXPECT_FALSE(status().offline_since);
  EXPECT_FALSE(status().offline_cause);
}

TEST_F(MachineTest, AFailedPushEndsTheLongPollThatHangsOnTheSameNetwork) {
  settle();
  view_.last_seq = 6;
  expect<Push>();
  on_push(sent(6), tl::unexpected(unreachable()));
  EXPECT_FALSE(status().online);
  expect<CancelPull>();
  EXPECT_EQ(expect<Pull>().wait_seconds, 0);
}

TEST_F(MachineTest, WhenTheNetworkIsBackTheOtherLaneDoesNotSitOutItsWait) {
  settle();
  view_.last_seq = 6;
  random_ = 0.9999;
  expect<Push>();
  on_push(sent(6), tl::unexpected(unreachable()));
  expect<CancelPull>();
  expect<Pull>();
  on_feed(pulled(0), tl::unexpected(unreachable()));
  int failed = 0;
  while (true) {
    const Step step = next();
    if (std::holds_alternative<Push>(step)) {
      on_push(sent(6), tl::unexpected(unreachable()));
      ++failed;
    } else if (std::holds_alternative<Pull>(step)) {
      if (failed > 10) break;  // far into the backoff, the network comes back
      on_feed(pulled(0), tl::unexpected(unreachable()));
    } else {
      pass(*std::get<Wait>(step).at_most);
    }
  }
  on_feed(pulled(0), feed(100, 100));
  expect<Push>();
}

TEST_F(MachineTest, ANetworkThatTakesPullsButNoPushesIsNotAskedInALoop) {
  settle();
  view_.last_seq = 6;
  random_ = 0.9999;
  int pushes = 0;
  const std::int64_t start = now_.monotonic_ms;
  while (now_.monotonic_ms - start < Duration(10min).count()) {
    const Step step = next();
    if (std::holds_alternative<Push>(step)) {
      ++pushes;
      on_push(sent(6), tl::unexpected(unreachable()));
    } else if (std::holds_alternative<Pull>(step)) {
      const bool held = std::get<Pull>(step).wait_seconds > 0;
      if (!held) on_feed(pulled(0), feed(100, 100));
    } else if (const auto* wait = std::get_if<Wait>(&step)) {
      pass(std::clamp<Duration>(wait->at_most.value_or(1s), 1ms, 1s));
    }
  }
  EXPECT_LE(pushes, 25);
  EXPECT_GE(pushes, 8);
}

TEST_F(MachineTest, AWallClockThatIsSetBackStopsNothing) {
  settle();
  on_feed(pulled(), tl::unexpected(unreachable()));
  now_.wall -= 3h;
  const auto waited = due_in<Pull>();
  ASSERT_TRUE(waited);
  EXPECT_LE(*waited, 500ms);
}

TEST_F(MachineTest, RetryAfterWinsOverTheBackoff) {
  settle();
  Refusal busy = refusal(Why::busy, ErrorCode::unreachable);
  busy.retry_after = 45s;
  on_feed(pulled(), tl::unexpected(busy));
  const auto waited = due_in<Pull>();
  ASSERT_TRUE(waited);
  EXPECT_GE(*waited, 45s);
  EXPECT_LE(*waited, 45s + 500ms);
  EXPECT_TRUE(status().problem);
}

TEST_F(MachineTest, APortalIsOfflineWithWordsOfItsOwn) {
  settle();
  view_.last_seq = 6;
  expect<Push>();
  const auto task = on_push(sent(6), tl::unexpected(portal()));
  EXPECT_TRUE(std::holds_alternative<std::monostate>(task));
  EXPECT_EQ(status().waiting, 1u);
  EXPECT_FALSE(status().online);
  EXPECT_EQ(status().problem->message, "a portal answers");
}

TEST_F(MachineTest, RevokedEndsSyncForGood) {
  settle();
  view_.last_seq = 6;
  expect<Push>();
  on_push(sent(6), tl::unexpected(refusal(Why::revoked, ErrorCode::revoked)));
  expect<CancelPull>();
  const Stopped stopped = expect<Stopped>();
  EXPECT_EQ(stopped.why.code, ErrorCode::revoked);
  EXPECT_FALSE(stopped.again_in);
  pass(24h);
  expect<Stopped>();
  EXPECT_FALSE(status().online);
  EXPECT_EQ(status().problem->code, ErrorCode::revoked);
  EXPECT_EQ(status().waiting, 1u);
}

TEST_F(MachineTest, WhatTheOrganiserCanMendAtTheHubIsAskedAgainEveryFiveMinutes) {
  for (const Why why : {Why::unauthorised, Why::foreign, Why::too_old}) {
    machine_ = SyncMachine(StationId{7}, now_);
    settle();
    on_feed(pulled(), tl::unexpected(refusal(why, ErrorCode::foreign)));
    EXPECT_EQ(expect<Stopped>().again_in, Duration(5min));
    pass(5min);
    expect<Pull>();
    EXPECT_TRUE(status().problem);  // until the hub says otherwise
    on_feed(pulled(0), feed(100, 100));
    EXPECT_TRUE(status().online);
    EXPECT_FALSE(status().problem);
  }
}

TEST_F(MachineTest, AnAnswerThatClaimsMoreThanWeWroteIsCutToWhatWeWrote) {
  settle();
  view_.last_seq = 6;
  expect<Push>();
  const auto task = on_push(sent(6), accepted(5000));
  EXPECT_EQ(std::get<Acknowledge>(task).seq, 6u);
}

TEST_F(MachineTest, AHubThatTakesNothingIsNotAskedInALoop) {
  settle();
  view_.last_seq = 6;
  expect<Push>();
  EXPECT_TRUE(std::holds_alternative<std::monostate>(on_push(sent(6), accepted(5))));
  EXPECT_GT(*due_in<Push>(), 0ms);
  EXPECT_TRUE(status().problem);
}

TEST_F(MachineTest, APushThatIsTooLargeIsHalvedAndGrowsAgain) {
  settle();
  view_.last_seq = 405;
  EXPECT_EQ(expect<Push>().max_facts, 500u);
  on_push(sent(405), tl::unexpected(refusal(Why::too_large, ErrorCode::too_large)));
  EXPECT_EQ(expect<Push>().max_facts, 200u);
  on_push(sent(205), tl::unexpected(refusal(Why::too_large, ErrorCode::too_large)));
  EXPECT_EQ(expect<Push>().max_facts, 100u);
  on_push(sent(105), accepted(105));
  EXPECT_EQ(expect<Push>().max_facts, 200u);
  on_push(sent(305), accepted(305));
  EXPECT_EQ(expect<Push>().max_facts, 400u);
}

TEST_F(MachineTest, OneFactThatIsTooLargeIsSaidAndNotLooped) {
  settle();
  view_.last_seq = 6;
  expect<Push>();
  on_push(sent(6), tl::unexpected(refusal(Why::too_large, ErrorCode::too_large)));
  EXPECT_GT(*due_in<Push>(), 0ms);
  EXPECT_EQ(status().problem->code, ErrorCode::too_large);
}

TEST_F(MachineTest, AStoreThatFailsIsAProblemButNotOfflineAndIsTriedAgain) {
  settle();
  const auto task = on_feed(pulled(), feed(101, 101));
  ASSERT_TRUE(std::holds_alternative<Apply>(task));
  machine_.on_stored(Lane::pull, fail(ErrorCode::disk_full, "the disk is full"), now_, 0.9);
  view_.cursor = 100;
  EXPECT_TRUE(status().online);
  EXPECT_EQ(status().problem->code, ErrorCode::disk_full);
  const auto waited = due_in<Pull>();
  ASSERT_TRUE(waited);
  EXPECT_GT(*waited, 0ms);
  on_feed(pulled(0), feed(101, 101));
  machine_.on_stored(Lane::pull, {}, now_, 0.9);
  EXPECT_FALSE(status().problem);
}

TEST_F(MachineTest, AClockThatIsWrongIsSaidInWholeMinutes) {
  settle();
  wire::FeedReply reply = feed(101, 101);
  reply.now = now_.wall + 7min + 4s;
  on_feed(pulled(0), reply);
  EXPECT_TRUE(status().clock_wrong);
  EXPECT_EQ(status().clock_offset, Duration(7min));
  EXPECT_TRUE(status().online);
}

TEST_F(MachineTest, WhatARelaySaysOfItselfHoldsUntilTheNextReply) {
  settle();
  EXPECT_FALSE(status().via_relay);
  view_.last_seq = 7;
  expect<Push>();
  wire::PushReply kept = accepted(7);
  kept.relay = wire::RelayState{.online = false, .since = now_.wall - 5min, .kept = 2};
  on_push(sent(7), kept);
  EXPECT_TRUE(status().online);  // with the relay
  EXPECT_EQ(status().waiting, 0U);
  EXPECT_TRUE(status().via_relay);
  EXPECT_FALSE(status().relay_online);
  EXPECT_EQ(status().relay_offline_since, now_.wall - 5min);
  EXPECT_EQ(status().kept_at_relay, 2U);
  wire::FeedReply forwarded = feed(101, 101);
  forwarded.relay = wire::RelayState{.online = true, .since = now_.wall, .kept = 0};
  on_feed(pulled(), forwarded);
  EXPECT_TRUE(status().relay_online);
  EXPECT_FALSE(status().relay_offline_since);
  EXPECT_EQ(status().kept_at_relay, 0U);
  on_feed(pulled(0), feed(102, 102));  // of a central hub
  EXPECT_FALSE(status().via_relay);
}

}  // namespace
}  // namespace meetpoint::client
