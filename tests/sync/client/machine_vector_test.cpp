// What the hub has of a station's journals, where the answer is lost, late or of another history.
#include <gtest/gtest.h>

#include "tests/sync/client/machine_fixture.h"

namespace meetpoint::client {
namespace {

using namespace std::chrono_literals;

using MachineVectorTest = testing::MachineFixture;

TEST_F(MachineVectorTest, AVectorThatIsLostIsAskedForAgain) {
  settle();
  view_.compared = false;
  expect<Compare>();
  EXPECT_TRUE(std::holds_alternative<std::monostate>(
      on_vector(compared(), tl::unexpected(testing::unreachable()))));
  EXPECT_TRUE(due_in<Compare>());
  on_vector(compared(), held({{1, 5, std::string(32, 'a')}}));
  EXPECT_TRUE(view_.compared);
}

TEST_F(MachineVectorTest, AVectorOfAnotherEpochSettlesNothing) {
  settle();
  view_.compared = false;
  expect<Compare>();
  EXPECT_TRUE(std::holds_alternative<std::monostate>(
      on_vector(compared(), held({{1, 0, std::string(32, '0')}}, 4))));
  expect<CancelPull>();  // to learn of the epoch now
  expect<Pull>();
  EXPECT_TRUE(due_in<Compare>());
}

TEST_F(MachineVectorTest, AVectorOfBeforeANewJournalOrEpochSettlesNothing) {
  settle();
  view_.compared = false;
  const VectorSent before = compared();
  view_.incarnation = 2;
  EXPECT_TRUE(std::holds_alternative<std::monostate>(on_vector(before, held({}))));
  view_.incarnation = 1;
  view_.epoch = 4;
  EXPECT_TRUE(std::holds_alternative<std::monostate>(on_vector(before, held({}))));
}

TEST_F(MachineVectorTest, AVectorWithoutAnEpochBacksOff) {
  settle();
  view_.compared = false;
  expect<Compare>();
  EXPECT_TRUE(std::holds_alternative<std::monostate>(on_vector(compared(), held({}, 0))));
  EXPECT_TRUE(status().problem);
  EXPECT_GT(*due_in<Compare>(), 0ms);
}

// What waits can't go before a comparison, nor that count before the new epoch has been read.
TEST_F(MachineVectorTest, FactsThatWaitDoNotKeepANewEpochFromBeingRead) {
  settle();
  view_.last_seq = 6;
  view_.compared = false;
  expect<Compare>();
  wire::FeedReply reply = feed(101, 101);
  reply.entries.push_back({.seq = 101, .fact = FactRecord{.id = {{7}, 1, 7}}, .row = {}});
  on_feed(pulled(), reply);
  on_vector(compared(), held({}, 4));
  EXPECT_TRUE(due_in<Pull>(1min));
}

}  // namespace
}  // namespace meetpoint::client
