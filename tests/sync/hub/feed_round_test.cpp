// Stations that keep up are answered in rounds, with what was made once.
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {

namespace {

constexpr Duration round_time{250};

class FeedRoundTest : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    hub = std::make_unique<Hub>(*store, HubLimits{.feed_round = round_time});
    door = enrol("Door");
    hall = enrol("Hall");
    start = store->position(fair)->head;
  }
  Request question(const Login& login, HubSeq after, int wait) {
    const auto position = store->position(fair);
    return get("/v1/events/fair/feed?after=" + std::to_string(position->epoch) + "." +
                   std::to_string(after) + "&wait=" + std::to_string(wait),
               login.token);
  }
  Response poll(const Login& login, int wait, bool held) {
    Request request = question(login, start, wait);
    if (held) request.held = Request::Held{.seen = start, .time_is_up = false};
    return ask(request);
  }
  // As the server asks in a round of its own count.
  Response poll_in(std::uint64_t round, const Login& login, HubSeq after, bool time_is_up = false) {
    Request request = question(login, after, 25);
    request.held = Request::Held{.seen = after, .time_is_up = time_is_up};
    request.round = round;
    return ask(request);
  }
  void record() { push(door, journal.push({check_in("A-1")})); }

  Login door;
  Login hall;
  HubSeq start = 0;
  Journal journal{StationId{1}};
};

TEST_F(FeedRoundTest, WhoKeepsUpWaitsForTheNextRound) {
  record();
  const Response first = poll(hall, 25, false);
  ASSERT_TRUE(first.hold);
  EXPECT_TRUE(first.hold->next_round);
  EXPECT_EQ(first.hold->seen, start);
  const Response second = poll(hall, 25, true);
  EXPECT_FALSE(second.hold);
  EXPECT_EQ(read<wire::FeedReply>(second).entries.size(), 1U);
}

TEST_F(FeedRoundTest, WhereNothingIsNewItIsAnOrdinaryHold) {
  const Response response = poll(hall, 25, false);
  ASSERT_TRUE(response.hold);
  EXPECT_FALSE(response.hold->next_round);
}

TEST_F(FeedRoundTest, WhoDoesNotWaitIsAnsweredAtOnce) {
  record();
  EXPECT_EQ(read<wire::FeedReply>(poll(hall, 0, false)).entries.size(), 1U);
}

TEST_F(FeedRoundTest, OthersAtTheSamePlaceGetTheSameReply) {
  record();
  const Response first = poll(hall, 25, true);
  record();
  now += round_time;
  EXPECT_EQ(poll(door, 25, true).body, first.body);
  now += Duration(1);
  EXPECT_EQ(read<wire::FeedReply>(poll(door, 25, true)).entries.size(), 2U);
}

TEST_F(FeedRoundTest, AClockThatGoesBackGivesOutNothingOfLater) {
  record();
  const Response first = poll(hall, 25, true);
  record();
  now -= std::chrono::hours(1);
  EXPECT_EQ(read<wire::FeedReply>(poll(door, 25, true)).entries.size(), 2U);
}

TEST_F(FeedRoundTest, AllOfARoundAreToldUpToTheSamePlace) {
  record();
  const auto first = read<wire::FeedReply>(poll_in(1, hall, start));
  record();
  // One who stands elsewhere, as it was away for a round.
  const auto second = read<wire::FeedReply>(poll_in(1, door, start - 1));
  EXPECT_EQ(first.to, start + 1);
  EXPECT_EQ(second.to, first.to);
  EXPECT_EQ(second.head, first.head);
  EXPECT_EQ(second.mark, first.mark);
  const auto hall_next = read<wire::FeedReply>(poll_in(2, hall, first.to));
  EXPECT_EQ(hall_next.to, start + 2);
  EXPECT_EQ(hall_next.entries.size(), 1U);
  EXPECT_EQ(poll_in(2, door, second.to).bytes(), poll_in(2, hall, first.to).bytes());
}

TEST_F(FeedRoundTest, WhatCameInTheRoundIsToldInTheNext) {
  record();
  const auto first = read<wire::FeedReply>(poll_in(1, hall, start));
  record();
  const Response again = poll_in(1, hall, first.to);
  ASSERT_TRUE(again.hold);
  EXPECT_TRUE(again.hold->next_round);
  EXPECT_EQ(again.hold->seen, first.to);
  EXPECT_EQ(read<wire::FeedReply>(poll_in(2, hall, first.to)).entries.size(), 1U);
}

TEST_F(FeedRoundTest, WhoseTimeIsUpIsToldAllThereIs) {
  record();
  const auto first = read<wire::FeedReply>(poll_in(1, hall, start));
  record();
  const auto late = read<wire::FeedReply>(poll_in(1, hall, first.to, true));
  EXPECT_EQ(late.to, start + 2);
  EXPECT_EQ(late.entries.size(), 1U);
}

TEST_F(FeedRoundTest, ARoundOfBeforeTheHubWasRestoredSaysNothing) {
  record();
  record();
  const auto before = read<wire::FeedReply>(poll_in(1, hall, start));
  ASSERT_TRUE(store->raise_epoch(fair));
  record();
  const auto after = read<wire::FeedReply>(poll_in(1, hall, before.to));
  EXPECT_EQ(after.to, before.to + 1);
  EXPECT_EQ(after.entries.size(), 1U);
}

TEST_F(FeedRoundTest, TheFormThatIsAskedForIsKeptApart) {
  record();
  const Response json = poll(hall, 25, true);
  Request request = get("/v1/events/fair/feed?after=0.0&wait=25", door.token);
  request.target = "/v1/events/fair/feed?after=" + std::to_string(store->position(fair)->epoch) +
                   "." + std::to_string(start) + "&wait=25";
  request.headers.emplace_back("Accept", wire::media_cbor);
  request.held = Request::Held{.seen = start, .time_is_up = false};
  const Response cbor = ask(request);
  EXPECT_NE(cbor.body, json.body);
  EXPECT_TRUE(wire::read_cbor<wire::FeedReply>(cbor.body));
}

TEST_F(FeedRoundTest, AStrangerGetsNothingThatWasMade) {
  record();
  poll(hall, 25, true);
  Login stranger = hall;
  stranger.token.back() = stranger.token.back() == 'A' ? 'B' : 'A';
  EXPECT_EQ(poll(stranger, 25, true).status, 401);
}

}  // namespace
}  // namespace meetpoint::hub::testing
