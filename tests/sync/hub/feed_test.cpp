// What stations see of an event.
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {
namespace {

using Feed = HubTest;

TEST_F(Feed, HasRosterAndSharedFactsInOrderAndPassesTheRest) {
  const Login one = enrol("One");
  const Login two = enrol("Two");
  const auto reply = read<wire::PushReply>(push(
      one,
      Journal(one.station)
          .push({check_in("A-1"), contact("A-1", "A-2"), check_in("A-2"), contact("A-2", "A-1")})));
  const auto all = feed(two);
  EXPECT_EQ(all.to, reply.head);
  HubSeq before = 0;
  std::size_t facts = 0;
  for (const auto& entry : all.entries) {
    EXPECT_GT(entry.seq, before);
    before = entry.seq;
    if (!entry.fact) continue;
    ++facts;
    EXPECT_EQ(entry.fact->kind, "check_in");
  }
  EXPECT_EQ(facts, 2U);
  EXPECT_LT(before, all.to);  // the last fact, a contact, is not for stations
}

TEST_F(Feed, NeverHasAddressesOfPeople) {
  const Login login = enrol("One");
  const Response response = ask(get("/v1/events/fair/snapshot", login.token));
  EXPECT_EQ(response.body.find("ana@fair.example"), std::string::npos);
  EXPECT_NE(response.body.find("Ruiz"), std::string::npos);
}

TEST_F(Feed, GoesOnWhereItStoppedWithoutHoles) {
  const Login login = enrol("One");
  Journal journal(login.station);
  std::vector<FactBody> bodies(500, check_in("A-1"));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(push(login, journal.push(bodies)).status, 200);
  HubSeq after = 0;
  std::size_t entries = 0;
  for (int pages = 0; pages < 5; ++pages) {
    const auto page = feed(login, after);
    EXPECT_EQ(page.from, after);
    EXPECT_LE(page.entries.size(), wire::max_entries_per_feed);
    entries += page.entries.size();
    after = page.to;
    if (page.to == page.head) break;
  }
  EXPECT_EQ(entries, store->position(fair)->head);
}

TEST_F(Feed, WithNothingNewIsHeldUntilTimeIsUp) {
  const Login login = enrol("One");
  const auto position = *store->position(fair);
  const std::string target =
      "/v1/events/fair/feed?wait=25&after=" + std::to_string(position.epoch) + "." +
      std::to_string(position.head);
  Request request = get(target, login.token);
  const Response held = ask(request);
  ASSERT_TRUE(held.hold);
  EXPECT_EQ(held.hold->seconds, 25);
  // A contact is not for stations: the question stays held, and its cursor moves in the end.
  EXPECT_EQ(push(login, Journal(login.station).push({contact("A-1", "A-2")})).status, 200);
  request.held = {.seen = held.hold->seen, .time_is_up = false};
  const Response still = ask(request);
  ASSERT_TRUE(still.hold);
  request.held = {.seen = still.hold->seen, .time_is_up = true};
  const auto reply = read<wire::FeedReply>(ask(request));
  EXPECT_TRUE(reply.entries.empty());
  EXPECT_EQ(reply.from, position.head);
  EXPECT_EQ(reply.to, position.head + 1);
}

TEST_F(Feed, OfAnotherEpochIsRefusedAndNamesTheHubsOwn) {
  const Login login = enrol("One");
  EXPECT_EQ(push(login, Journal(login.station).push({check_in("A-1")})).status, 200);
  const auto before = *store->position(fair);
  const auto epoch = *store->raise_epoch(fair);
  EXPECT_GT(epoch, before.epoch);
  const Response response =
      ask(get("/v1/events/fair/feed?after=" + std::to_string(before.epoch) + ".1", login.token));
  EXPECT_EQ(response.status, 409);
  const auto error = read<wire::ErrorReply>(response);
  EXPECT_EQ(error.error, "epoch");
  EXPECT_EQ(error.epoch, epoch);
  EXPECT_EQ(error.acked_seq, 1U);
}

TEST_F(Feed, BeyondTheHeadShowsThatTheHubLostSomething) {
  const Login login = enrol("One");
  const auto reply = feed(login, 5000);
  EXPECT_LT(reply.head, reply.from);
  EXPECT_TRUE(reply.entries.empty());
}

}  // namespace
}  // namespace meetpoint::hub::testing
