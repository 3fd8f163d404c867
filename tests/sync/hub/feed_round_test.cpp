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
  Response poll(const Login& login, int wait, bool held) {
    const auto position = store->position(fair);
    Request request = get("/v1/events/fair/feed?after=" + std::to_string(position->epoch) + "." +
                              std::to_string(start) + "&wait=" + std::to_string(wait),
                          login.token);
    if (held) request.held = Request::Held{.seen = start, .time_is_up = false};
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
