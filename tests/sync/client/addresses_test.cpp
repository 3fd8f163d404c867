// At which of its addresses a station speaks with its hub.
#include "sync/client/addresses.h"

#include <gtest/gtest.h>

#include "tests/sync/client/machine_fixture.h"

namespace meetpoint::client {
namespace {

class AddressesTest : public ::testing::Test {
 protected:
  explicit AddressesTest(std::size_t count = 2) : addresses(count, now) {}

  void pass(std::int64_t ms) { now.monotonic_ms += ms; }
  void fails(Lane lane = Lane::pull) { addresses.on_failure(lane, now, now); }
  std::optional<Addresses::Change> next() { return addresses.next(now, 0.5); }
  // Fails until the address is left.
  Addresses::Change left() {
    for (int times = 0; times < 20; ++times) {
      fails();
      if (const auto change = next()) return *change;
      pass(1000);
    }
    ADD_FAILURE() << "it is never left";
    return {};
  }
  // On another address that works.
  void at_the_other() {
    addresses.on_answer(Lane::pull);
    EXPECT_EQ(left().to, 1U);
    addresses.on_answer(Lane::pull);
  }
  // Waits for the next question to the first address.
  std::int64_t probed(bool answered) {
    std::int64_t waited = 0;
    while (!addresses.probe_due(now)) {
      const auto wait = addresses.wait(now);
      if (!wait || waited > 3'600'000) {
        ADD_FAILURE() << "the first address is never asked";
        return waited;
      }
      const std::int64_t ms = std::max<std::int64_t>(1, wait->count());
      pass(ms);
      waited += ms;
    }
    addresses.on_probe(answered, now, 0.5);
    return waited;
  }

  Moment now{testing::nine, 1'000'000};
  Addresses addresses;
};

class ThreeAddresses : public AddressesTest {
 protected:
  ThreeAddresses() : AddressesTest(3) {}
};
class OneAddress : public AddressesTest {
 protected:
  OneAddress() : AddressesTest(1) {}
};

TEST_F(AddressesTest, ThreeFailuresWithinAMomentAreAHubThatIsStartedAnew) {
  addresses.on_answer(Lane::pull);
  for (int times = 0; times < 5; ++times) fails();
  EXPECT_FALSE(next());
  pass(2999);
  fails();
  EXPECT_FALSE(next());
  pass(1);
  EXPECT_FALSE(next()) << "it was not asked again since";
  EXPECT_EQ(addresses.wait(now), Duration(3000));
  fails();
  const auto change = next();
  ASSERT_TRUE(change);
  EXPECT_EQ(change->to, 1U);
  EXPECT_TRUE(change->at_once);
  EXPECT_EQ(addresses.present(), 1U);
  EXPECT_FALSE(addresses.answers());
}

TEST_F(AddressesTest, OneLaneWithoutAnAnswerForSixSecondsIsEnough) {
  addresses.on_answer(Lane::pull);
  fails(Lane::push);
  pass(5000);
  addresses.on_answer(Lane::pull);
  EXPECT_FALSE(next());
  pass(1000);
  ASSERT_TRUE(next());
}

TEST_F(AddressesTest, AnAnswerInTheSameLaneBeginsTheCountAnew) {
  addresses.on_answer(Lane::pull);
  fails();
  fails();
  pass(5000);
  addresses.on_answer(Lane::pull);
  fails();
  pass(5999);
  EXPECT_FALSE(next());
}

TEST_F(AddressesTest, ARequestThatHungCountsFromWhenItWasSent) {
  addresses.on_answer(Lane::push);
  const Moment sent = now;
  pass(10'000);
  addresses.on_failure(Lane::push, sent, now);
  EXPECT_TRUE(next());
}

TEST_F(AddressesTest, TheFirstIsTakenAgainOnceItHasAnsweredTwiceInARow) {
  at_the_other();
  EXPECT_EQ(probed(true), 60'000);
  EXPECT_FALSE(next());
  probed(false);
  probed(true);
  EXPECT_FALSE(next());
  EXPECT_EQ(probed(true), 60'000);
  const auto change = next();
  ASSERT_TRUE(change);
  EXPECT_EQ(change->to, 0U);
  EXPECT_TRUE(change->at_once);
}

TEST_F(AddressesTest, TheQuestionsAreSpread) {
  at_the_other();
  probed(false);
  addresses.on_probe(false, now, 0.0);
  EXPECT_EQ(addresses.wait(now), Duration(45'000));
  addresses.on_probe(false, now, 0.999);
  EXPECT_GT(addresses.wait(now), Duration(74'000));
}

TEST_F(AddressesTest, AnAddressThatWorksIsKeptForTwentySeconds) {
  AddressTimes quick;
  quick.probe = Duration(100);
  addresses = Addresses(2, now, quick);
  at_the_other();
  const std::int64_t taken = now.monotonic_ms;
  probed(true);
  probed(true);
  EXPECT_FALSE(next());
  pass(taken + 19'999 - now.monotonic_ms);
  EXPECT_FALSE(next());
  pass(1);
  EXPECT_TRUE(next());
}

TEST_F(AddressesTest, AnotherOneThatFailsIsLeftWithoutAQuestion) {
  at_the_other();
  const auto change = left();
  EXPECT_EQ(change.to, 0U);
  EXPECT_TRUE(change.at_once) << "the first was not asked for a while";
}

TEST_F(AddressesTest, AFirstThatDoesNotHoldIsAskedBySlowerAndSlower) {
  at_the_other();
  std::int64_t before = 0;
  for (const std::int64_t expected : {60'000, 120'000, 240'000, 480'000, 960'000, 960'000}) {
    EXPECT_EQ(probed(true), expected);
    EXPECT_GE(expected, before);
    before = expected;
    probed(true);
    EXPECT_EQ(next()->to, 0U);
    at_the_other();
  }
  probed(true);
  probed(true);
  EXPECT_EQ(next()->to, 0U);
  pass(300'000);
  at_the_other();
  EXPECT_EQ(probed(true), 60'000) << "it held";
}

TEST_F(ThreeAddresses, WhereNoneAnswersEachIsAskedOnceInARoundAndThenThereIsAPause) {
  addresses.on_answer(Lane::pull);
  EXPECT_EQ(left().to, 1U);
  EXPECT_EQ(left().to, 2U);
  const auto round = left();
  EXPECT_EQ(round.to, 0U);
  EXPECT_FALSE(round.at_once);
  for (const std::size_t to : {1U, 2U, 0U, 1U, 2U, 0U}) {
    EXPECT_FALSE(next());
    EXPECT_FALSE(addresses.wait(now)) << "only an outcome changes anything";
    fails();
    const auto change = next();
    ASSERT_TRUE(change);
    EXPECT_EQ(change->to, to);
    EXPECT_EQ(change->at_once, to != 0);
  }
  addresses.on_answer(Lane::pull);
  fails();
  EXPECT_FALSE(next()) << "who answers is waited for again";
}

TEST_F(ThreeAddresses, OneOfAnotherEventIsLeftAtOnce) {
  addresses.on_answer(Lane::pull);
  EXPECT_EQ(left().to, 1U);
  addresses.on_useless();
  EXPECT_EQ(next()->to, 2U);
}

TEST_F(OneAddress, IsNeverLeft) {
  for (int times = 0; times < 50; ++times) {
    fails();
    fails(Lane::push);
    pass(10'000);
    EXPECT_FALSE(next());
    EXPECT_FALSE(addresses.probe_due(now));
    EXPECT_FALSE(addresses.wait(now));
  }
}

TEST(AddressOutcomes, WhatIsNoAnswerOfTheHub) {
  const auto named = [](Why why, const char* name) {
    Refusal refusal{why, {ErrorCode::unreachable, "words"}};
    refusal.name = name;
    return refusal;
  };
  EXPECT_TRUE(is_failure(testing::unreachable()));
  EXPECT_TRUE(is_failure(testing::portal()));
  EXPECT_TRUE(is_failure(named(Why::busy, "disk_full")));
  EXPECT_TRUE(is_failure(named(Why::refused, ""))) << "what came made no sense";
  EXPECT_FALSE(is_failure(named(Why::busy, "too_many"))) << "the hub asks for patience";
  EXPECT_FALSE(is_failure(named(Why::refused, "invalid_input")));
  EXPECT_FALSE(is_failure(named(Why::epoch, "epoch")));
  EXPECT_FALSE(is_failure(named(Why::revoked, "revoked")));
  EXPECT_TRUE(is_useless(named(Why::foreign, "not_found")));
  EXPECT_FALSE(is_useless(named(Why::revoked, "revoked")));
}

// ---- what the machine makes of a change ---------------------------------------------------------

using testing::refusal;

class ChangesAddress : public testing::MachineFixture {};

TEST_F(ChangesAddress, NothingIsSentBeforeTheOtherHubsEpochIsKnownAndThenAllIsReadAnew) {
  settle();
  view_.last_seq = 6;
  view_.elsewhere = true;
  machine_.other_address(true, now_);
  expect<FindEpoch>();
  expect<Wait>();
  PullSent asked = pulled(0);
  asked.find_epoch = true;
  Refusal same = refusal(Why::epoch, ErrorCode::conflict);
  same.epoch = view_.epoch;
  const StoreTask task = on_feed(asked, tl::unexpected(same));
  ASSERT_TRUE(std::holds_alternative<Reset>(task)) << "though the number is the same";
  view_.elsewhere = false;
  expect<Compare>();
  EXPECT_EQ(expect<Pull>().cursor, 0U);
}

TEST_F(ChangesAddress, BackWhereThePositionIsOfItGoesOnFromThere) {
  settle();
  machine_.other_address(true, now_);
  const Pull pull = expect<Pull>();
  EXPECT_EQ(pull.cursor, 100U);
  EXPECT_EQ(pull.wait_seconds, 0) << "whether it is there must be known at once";
}

TEST_F(ChangesAddress, AfterARoundThePauseIsSatOut) {
  settle();
  on_feed(pulled(), tl::unexpected(testing::unreachable()));
  machine_.other_address(true, now_);
  expect<Pull>();
  on_feed(pulled(0), tl::unexpected(testing::unreachable()));
  machine_.other_address(false, now_);
  EXPECT_GT(due_in<Pull>().value(), Duration(0));
}

TEST_F(ChangesAddress, AHaltIsForgottenButNotThatTheStationWasRevoked) {
  settle();
  on_feed(pulled(), tl::unexpected(refusal(Why::foreign, ErrorCode::foreign)));
  next();
  machine_.other_address(true, now_);
  expect<Pull>();
  on_feed(pulled(0), tl::unexpected(refusal(Why::revoked, ErrorCode::revoked)));
  next();
  machine_.other_address(true, now_);
  expect<Stopped>();
}

TEST_F(ChangesAddress, TheClockOfTheOneIsNotThatOfTheOther) {
  settle();
  wire::FeedReply ahead = feed(100, 100);
  ahead.now = now_.wall + std::chrono::minutes(9);
  machine_.other_address(true, now_);
  expect<Pull>();
  on_feed(pulled(0), ahead);
  EXPECT_TRUE(status().clock_wrong);
  machine_.other_address(true, now_);
  EXPECT_TRUE(status().clock_wrong) << "until the other has said what it is";
  expect<Pull>();
  on_feed(pulled(0), feed(100, 100));
  EXPECT_FALSE(status().clock_wrong);
}

}  // namespace
}  // namespace meetpoint::client
