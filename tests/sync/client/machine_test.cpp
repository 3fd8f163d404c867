#include "sync/client/machine.h"

#include <gtest/gtest.h>

namespace meetpoint::client {
namespace {

using namespace std::chrono_literals;

const Instant nine = from_ms(1'804'752'000'000);

Refusal unreachable() { return {Why::unreachable, {ErrorCode::unreachable, "no network"}}; }
Refusal portal() { return {Why::portal, {ErrorCode::protocol, "a portal answers"}}; }
Refusal refusal(Why why, ErrorCode code) { return {why, {code, "as the hub says"}}; }

class MachineTest : public ::testing::Test {
 protected:
  Step next() { return machine_.next(view_, now_); }

  void pass(Duration by) {
    now_.wall += by;
    now_.monotonic_ms += by.count();
  }
  // The next step, which must be a T.
  template <class T>
  T expect() {
    const Step step = next();
    EXPECT_TRUE(std::holds_alternative<T>(step)) << "step " << step.index();
    return std::holds_alternative<T>(step) ? std::get<T>(step) : T{};
  }
  // Lets time pass until a T is due; at most `limit`.
  template <class T>
  std::optional<Duration> due_in(Duration limit = 1h) {
    Duration waited{0};
    while (waited <= limit) {
      const Step step = next();
      if (std::holds_alternative<T>(step)) return waited;
      const auto* wait = std::get_if<Wait>(&step);
      if (wait == nullptr && !std::holds_alternative<Stopped>(step)) continue;  // other work
      if (wait == nullptr || !wait->at_most) return std::nullopt;
      const Duration by = std::max<Duration>(*wait->at_most, 1ms);
      pass(by);
      waited += by;
    }
    return std::nullopt;
  }

  PushSent sent(std::uint64_t last) const {
    return {view_.incarnation, view_.acked_seq + 1, last, now_};
  }
  PullSent pulled(int wait_seconds = 25) const {
    const bool snapshot = view_.epoch == 0;
    return {snapshot, view_.epoch, view_.cursor, snapshot ? 0 : wait_seconds, now_};
  }
  wire::PushReply accepted(std::uint64_t acked) const {
    return {.acked_seq = acked, .epoch = 3, .head = 100, .now = now_.wall, .results = {}};
  }
  wire::FeedReply feed(HubSeq to, HubSeq head) const {
    return {
        .epoch = 3, .from = view_.cursor, .to = to, .head = head, .now = now_.wall, .entries = {}};
  }
  StoreTask on_push(const PushSent& s, const Answer<wire::PushReply>& a) {
    return carry_out(machine_.on_push(s, a, view_, now_, random_));
  }
  StoreTask on_feed(const PullSent& s, Answer<wire::FeedReply> a) {
    return carry_out(machine_.on_feed(s, std::move(a), view_, now_, random_));
  }
  // What the store would do.
  StoreTask carry_out(StoreTask task) {
    if (const auto* t = std::get_if<Acknowledge>(&task)) {
      view_.acked_seq = std::max(view_.acked_seq, t->seq);
    } else if (const auto* a = std::get_if<Apply>(&task)) {
      view_.epoch = a->reply.epoch;
      view_.cursor = a->reply.to;
      view_.hub_head = a->reply.head;
    } else if (const auto* r = std::get_if<Reset>(&task)) {
      view_.epoch = r->epoch;
      view_.cursor = 0;
      view_.hub_head = 0;
      view_.acked_seq = r->acked_seq;
    } else if (const auto* i = std::get_if<BeginIncarnation>(&task)) {
      view_.incarnation = i->incarnation;
      view_.last_seq -= view_.acked_seq;
      view_.acked_seq = 0;
    }
    return task;
  }
  SyncStatus status() const { return machine_.status(view_, now_); }
  // Online with everything read and sent, in a long-poll.
  void settle() {
    view_ = {.incarnation = 1,
             .last_seq = 5,
             .acked_seq = 5,
             .epoch = 3,
             .cursor = 100,
             .hub_head = 100};
    expect<Pull>();
    on_feed(pulled(0), feed(100, 100));
    EXPECT_EQ(expect<Pull>().wait_seconds, 25);
    expect<Wait>();
    ASSERT_TRUE(status().online);
  }

  Moment now_{nine, 1'000'000};
  double random_ = 0.5;
  OutboxView view_;
  SyncMachine machine_{StationId{7}, now_};
};

TEST_F(MachineTest, ANewStationAsksForASnapshotThenFollowsTheFeed) {
  EXPECT_FALSE(status().online);
  EXPECT_EQ(status().offline_since, nine);
  EXPECT_FALSE(status().ever_online);
  expect<Snapshot>();
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
  expect<Snapshot>();
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
  const PullSent asked{false, 3, 100, 25, {now_.wall - 25s, now_.monotonic_ms - 25'000}};
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

TEST_F(MachineTest, ANewEpochReadsEverythingAgainAndFindsOutWhatTheHubStillHasOfUs) {
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

TEST_F(MachineTest, ANewEpochOfAHubThatKeptEverythingCostsOneFact) {
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

TEST_F(MachineTest, AStationWithoutFactsReadsANewEpochStraightAway) {
  view_ = {.epoch = 3, .cursor = 100, .hub_head = 100};
  expect<Pull>();
  Refusal epoch = refusal(Why::epoch, ErrorCode::conflict);
  epoch.epoch = 4;
  EXPECT_EQ(std::get<Reset>(on_feed(pulled(0), tl::unexpected(epoch))).acked_seq, 0u);
  expect<Snapshot>();
}

TEST_F(MachineTest, AHubThatLostItsLastHoursWithoutANewEpochIsNoticedByThePull) {
  settle();
  const auto task = on_feed(pulled(), feed(60, 60));
  ASSERT_TRUE(std::holds_alternative<Reset>(task));
  EXPECT_EQ(std::get<Reset>(task).epoch, 3u);
  EXPECT_EQ(std::get<Reset>(task).acked_seq, 4u);
}

TEST_F(MachineTest, AHubThatRefusesACursorBeyondItsEndInTheSameEpochLostItsLastHours) {
  settle();
  Refusal epoch = refusal(Why::epoch, ErrorCode::conflict);
  epoch.epoch = 3;
  const auto task = on_feed(pulled(), tl::unexpected(epoch));
  ASSERT_TRUE(std::holds_alternative<Reset>(task));
  EXPECT_EQ(std::get<Reset>(task).epoch, 3u);
  EXPECT_EQ(std::get<Reset>(task).acked_seq, 4u);
}

TEST_F(MachineTest, AHubThatChangesItsEpochWithEveryAnswerBacksOff) {
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

TEST_F(MachineTest, AGapBelowWhatWasAcknowledgedSendsAgainFromThere) {
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

TEST_F(MachineTest, AGapThatMakesNoSenseBacksOff) {
  settle();
  view_.last_seq = 6;
  expect<Push>();
  Refusal gap = refusal(Why::gap, ErrorCode::conflict);
  gap.acked_seq = 5;  // then 6 was no gap
  EXPECT_TRUE(std::holds_alternative<std::monostate>(on_push(sent(6), tl::unexpected(gap))));
  EXPECT_GT(*due_in<Push>(), 0ms);
}

TEST_F(MachineTest, AForkTakesTheNextIncarnation) {
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

TEST_F(MachineTest, ForkAfterForkBacksOff) {
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

TEST_F(MachineTest, FactsOfOursThatWeDoNotHaveMeanARolledBackDisk) {
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

TEST_F(MachineTest, FactsOfOursThatWeHaveAndThoseOfOthersAreApplied) {
  settle();
  wire::FeedReply reply = feed(103, 103);
  reply.entries.push_back({.seq = 101, .fact = FactRecord{.id = {{7}, 1, 5}}, .row = {}});
  reply.entries.push_back({.seq = 102, .fact = FactRecord{.id = {{8}, 1, 99}}, .row = {}});
  EXPECT_TRUE(std::holds_alternative<Apply>(on_feed(pulled(), reply)));
}

TEST_F(MachineTest, AForkThatNamesNoNewIncarnationChangesNothing) {
  settle();
  view_.last_seq = 8;
  expect<Push>();
  Refusal fork = refusal(Why::fork, ErrorCode::conflict);
  fork.next_incarnation = 1;
  EXPECT_TRUE(std::holds_alternative<std::monostate>(on_push(sent(8), tl::unexpected(fork))));
}

TEST_F(MachineTest, AnAcknowledgementOfAnotherEpochDoesNotCount) {
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

TEST_F(MachineTest, AReplyOfBeforeANewIncarnationDoesNotCount) {
  settle();
  view_.last_seq = 6;
  const PushSent before = sent(6);
  expect<Push>();
  view_.incarnation = 2;
  EXPECT_TRUE(std::holds_alternative<std::monostate>(on_push(before, accepted(6))));
}

TEST_F(MachineTest, AFeedThatDoesNotFollowOnIsNotApplied) {
  settle();
  wire::FeedReply hole = feed(120, 120);
  hole.from = 110;
  EXPECT_TRUE(std::holds_alternative<std::monostate>(on_feed(pulled(), hole)));
  EXPECT_EQ(status().problem->code, ErrorCode::protocol);
  ASSERT_TRUE(due_in<Pull>());
  wire::FeedReply beyond = feed(130, 120);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(on_feed(pulled(), beyond)));
}

TEST_F(MachineTest, AFeedThatArrivesAfterAResetIsNotApplied) {
  settle();
  const PullSent before = pulled();
  view_.cursor = 0;
  view_.epoch = 4;
  wire::FeedReply late = feed(120, 120);
  late.from = 100;
  EXPECT_TRUE(std::holds_alternative<std::monostate>(on_feed(before, late)));
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

}  // namespace
}  // namespace meetpoint::client
