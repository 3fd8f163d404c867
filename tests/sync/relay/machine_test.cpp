// What a relay does next towards the central hub, decided without a clock or a socket.
#include "sync/relay/machine.h"

#include <gtest/gtest.h>

namespace meetpoint::relay {
namespace {

using client::Answer;
using client::Refusal;
using client::Why;

constexpr Instant noon = from_ms(1805367600000);

class RelayMachine : public ::testing::Test {
 protected:
  Moment at() const { return {noon + Duration(ms), ms}; }
  Step next() { return machine.next(view, at()); }
  template <class T>
  T expect() {
    const Step step = next();
    EXPECT_TRUE(std::holds_alternative<T>(step)) << step.index();
    return std::holds_alternative<T>(step) ? std::get<T>(step) : T{};
  }
  static tl::unexpected<Refusal> refuse(Why why, std::string name = {}) {
    return tl::unexpected(
        Refusal{.why = why, .error = {ErrorCode::unreachable, "no"}, .name = std::move(name)});
  }
  // It has read the list and the event, and waits for the feed.
  void come_online() {
    expect<ReadStations>();
    (void)machine.on_stations(wire::StationsReply{.epoch = 3, .stations = {}}, at(), 0.5);
    expect<Snapshot>();
    const wire::FeedReply all{.epoch = 3, .from = 0, .to = 5, .head = 5, .entries = {}};
    EXPECT_TRUE(std::holds_alternative<Apply>(
        machine.on_pulled({.whole = true, .at = at()}, all, view, at(), 0.5)));
    view.epoch = view.told_epoch = 3;
    view.cursor = 5;
    expect<Pull>();
    EXPECT_TRUE(machine.status().online);
  }
  Task forwarded(JournalId journal, std::uint64_t first, std::uint64_t last,
                 const Answer<wire::PushReply>& answer) {
    return machine.on_forwarded({journal, first, last}, answer, view, at(), 0.5);
  }

  std::int64_t ms = 1000;
  View view;
  Machine machine{Moment{noon, 0}};
  const JournalId door{{1}, 1};
  const JournalId hall{{2}, 1};
};

TEST_F(RelayMachine, ForwardsNothingBeforeItHasReadTheEvent) {
  view.behind = {{.journal = door, .acked_seq = 0, .known = false}};
  expect<ReadStations>();
  expect<Snapshot>();
  expect<Wait>();
}

TEST_F(RelayMachine, AsksHowFarAJournalIsBeforeItSends) {
  come_online();
  view.behind = {{.journal = door, .acked_seq = 0, .known = false}};
  EXPECT_EQ(expect<Forward>().max_facts, 0U);
  expect<Wait>();  // each journal one at a time
  const Task task = forwarded(door, 1, 0, wire::PushReply{.acked_seq = 7, .epoch = 3});
  ASSERT_TRUE(std::holds_alternative<Reached>(task));
  EXPECT_TRUE(std::get<Reached>(task).asked);
  view.behind = {{.journal = door, .acked_seq = 7, .known = true}};
  const auto forward = expect<Forward>();
  EXPECT_EQ(forward.after, 7U);
  EXPECT_EQ(forward.max_facts, wire::max_facts_per_push);
}

TEST_F(RelayMachine, SeveralJournalsGoAtATime) {
  come_online();
  for (std::uint32_t i = 1; i <= 20; ++i) {
    view.behind.push_back({.journal = {{i}, 1}, .acked_seq = 0, .known = true});
  }
  for (int i = 0; i < 8; ++i) expect<Forward>();
  expect<Wait>();
}

TEST_F(RelayMachine, WhatIsWrongWithOneJournalHoldsUpThatOneAlone) {
  come_online();
  view.behind = {{.journal = door, .acked_seq = 0, .known = true},
                 {.journal = hall, .acked_seq = 0, .known = true}};
  expect<Forward>();
  expect<Forward>();
  (void)forwarded(door, 1, 2, refuse(Why::signature, "signature"));
  (void)forwarded(hall, 1, 2, wire::PushReply{.acked_seq = 2, .epoch = 3});
  view.behind.pop_back();
  expect<Wait>();
  EXPECT_TRUE(machine.status().online);
  ms += 600;
  expect<Forward>();
  (void)forwarded(door, 1, 2, refuse(Why::signature, "signature"));
  ms += 5000;
  expect<Wait>();  // longer than the first time
  EXPECT_TRUE(machine.status().online);
}

TEST_F(RelayMachine, ANetworkThatIsBackIsUsedAtOnce) {
  come_online();
  view.behind = {{.journal = door, .acked_seq = 0, .known = true}};
  expect<Forward>();
  (void)forwarded(door, 1, 2, refuse(Why::unreachable));
  EXPECT_FALSE(machine.status().online);
  EXPECT_EQ(machine.status().since, at().wall);
  expect<CancelPull>();
  expect<Pull>();
  (void)machine.on_pulled({.epoch = 3, .cursor = 5, .at = at()},
                          wire::FeedReply{.epoch = 3, .from = 5, .to = 5, .head = 5}, view, at(),
                          0.5);
  expect<Pull>();
  expect<Forward>();
}

TEST_F(RelayMachine, AnotherEpochMakesItReadTheWhole) {
  come_online();
  (void)machine.on_pulled({.epoch = 3, .cursor = 5, .at = at()}, refuse(Why::epoch, "epoch"), view,
                          at(), 0.5);
  view.behind = {{.journal = door, .acked_seq = 0, .known = true}};
  expect<Snapshot>();
  expect<Wait>();  // what is acknowledged is not known before
}

TEST_F(RelayMachine, AForkIsToldWithWhereItBegins) {
  come_online();
  view.behind = {{.journal = door, .acked_seq = 4, .known = true}};
  expect<Forward>();
  auto cannot_tell = Refusal{.why = Why::fork, .next_incarnation = 2, .agreed_seq = 0};
  const Task again = forwarded(door, 5, 9, tl::unexpected(cannot_tell));
  ASSERT_TRUE(std::holds_alternative<Reached>(again));
  EXPECT_EQ(std::get<Reached>(again).reply.acked_seq, 0U);
  view.behind[0].acked_seq = 0;
  expect<Forward>();
  cannot_tell.agreed_seq = 3;
  const Task parted = forwarded(door, 1, 9, tl::unexpected(cannot_tell));
  ASSERT_TRUE(std::holds_alternative<Parted>(parted));
  EXPECT_EQ(std::get<Parted>(parted).agreed_seq, 3U);
}

TEST_F(RelayMachine, AStrangerAtTheDoorMakesItReadTheListSoon) {
  come_online();
  machine.ask_stations();
  expect<Wait>();
  ms += 1000;
  expect<ReadStations>();
}

TEST_F(RelayMachine, ARevokedRelayStopsAndAsksAgainLater) {
  come_online();
  view.behind = {{.journal = door, .acked_seq = 0, .known = true}};
  expect<Forward>();
  (void)forwarded(door, 1, 2, refuse(Why::revoked, "revoked"));
  EXPECT_TRUE(machine.status().shut_out);
  expect<CancelPull>();
  expect<Wait>();
  ms += 5 * 60'000;
  expect<ReadStations>();
}

}  // namespace
}  // namespace meetpoint::relay
