// Stations that are far behind get pieces of the feed that were made once; and the whole feed as
// one message is made once at a time.
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {

namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class PiecesTest : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    hub = std::make_unique<Hub>(*store, HubLimits{.entries_per_feed = 4});
    door = enrol_with_key("Door");
    hall = enrol_with_key("Hall");
    push(door, journal.push({check_in("A-1"), check_in("A-2"), check_in("A-1"), check_in("A-2")}));
  }
  // As it is handed to the server.
  Response piece(const Login& who, HubSeq after, std::string_view accept = wire::media_json) {
    Request request = speaking(
        who, get("/v1/events/fair/feed?after=" + std::to_string(store->position(fair)->epoch) +
                     "." + std::to_string(after),
                 who.token));
    request.headers.emplace_back("Accept", accept);
    return hub->handle(request, now);
  }
  // From the start to the head, as a new station reads.
  std::string read_all(const Login& who) {
    std::string all;
    for (HubSeq after = 0;;) {
      const Response response = piece(who, after);
      EXPECT_EQ(response.status, 200);
      const auto reply = wire::read<wire::FeedReply>(wire::parse_json(response.bytes()).value());
      EXPECT_TRUE(reply);
      if (!reply) return {};
      all += response.bytes();
      EXPECT_GT(reply->to, after);
      if (reply->to <= after || reply->to == reply->head) return all;
      after = reply->to;
    }
  }

  Login door;
  Login hall;
  Journal journal{StationId{1}};
};

TEST_F(PiecesTest, OneIsMadeOnceAndAllWhoReadItHoldTheSameBytes) {
  const Response first = piece(door, 0);
  ASSERT_TRUE(first.shared);
  now += std::chrono::hours(2);
  push(door, journal.push({check_in("A-2")}));  // the head is not of the past
  const Response second = piece(hall, 0);
  EXPECT_EQ(second.shared.get(), first.shared.get());
  EXPECT_EQ(second.headers, first.headers);
}

TEST_F(PiecesTest, WhatReachesTheHeadIsMadeAnew) {
  const HubSeq head = store->position(fair)->head;
  const Response before = piece(door, head - 2);
  push(door, journal.push({check_in("A-2")}));
  EXPECT_NE(piece(hall, head - 2).bytes(), before.bytes());
}

TEST_F(PiecesTest, AnErasureIsNeverAnsweredFromAnOlderOne) {
  EXPECT_THAT(read_all(door), HasSubstr("Ruiz"));
  EXPECT_THAT(read_all(door), HasSubstr("BADGE-1"));
  ASSERT_TRUE(store->erase(fair, AttendeeId("A-1")));
  const std::string after = read_all(hall);
  EXPECT_THAT(after, Not(HasSubstr("Ruiz")));
  EXPECT_THAT(after, Not(HasSubstr("BADGE-1")));
  EXPECT_THAT(after, HasSubstr("erased"));
}

// Somebody whom no row of the roster knows, only facts.
TEST_F(PiecesTest, NorIsThatOfSomebodyWhoHasNoRow) {
  push(door, journal.push({check_in("WALK-IN-77"), check_in("A-1"), check_in("A-1"),
                           check_in("A-1"), check_in("A-1"), check_in("A-1")}));
  EXPECT_THAT(read_all(door), HasSubstr("WALK-IN-77"));
  ASSERT_TRUE(store->erase(fair, AttendeeId("WALK-IN-77")));
  const std::string after = read_all(hall);
  // The notice names them; no fact does.
  EXPECT_THAT(after, Not(HasSubstr("\"attendee\":\"WALK-IN-77\"")));
}

// A fact that comes after the erasure says a badge code of theirs that an earlier fact has.
TEST_F(PiecesTest, NorIsABadgeThatIsLearnedToBeOfSomebodyErased) {
  const auto badge = [](const char* whom) {
    return FactBody(BadgeIssued{.badge = "SECOND-CODE-9", .attendee = AttendeeId(whom)});
  };
  push(door, journal.push({BadgeRevoked{.badge = "SECOND-CODE-9", .reason = "lost"},
                           check_in("A-2"), check_in("A-2"), check_in("A-2"), check_in("A-2"),
                           check_in("A-2"), check_in("A-2"), check_in("A-2")}));
  ASSERT_TRUE(store->erase(fair, AttendeeId("A-1")));
  EXPECT_THAT(read_all(door), HasSubstr("SECOND-CODE-9"));
  EXPECT_EQ(push(door, journal.push({badge("A-1")})).status, 200);
  EXPECT_THAT(read_all(hall), Not(HasSubstr("SECOND-CODE-9")));
}

TEST_F(PiecesTest, AnImportIsToldAtOnce) {
  read_all(door);
  Roster roster = small_roster();
  roster.attendees[0].family_name = "Ruiz-Otero";
  import(roster);
  const std::string all = read_all(hall);
  EXPECT_THAT(all, HasSubstr("Ruiz-Otero"));
  EXPECT_THAT(all, Not(HasSubstr("\"Ruiz\"")));
}

TEST_F(PiecesTest, ANewEpochHasPiecesOfItsOwn) {
  const Response before = piece(door, 0);
  ASSERT_TRUE(store->raise_epoch(fair));
  EXPECT_NE(piece(door, 0).bytes(), before.bytes());
}

// A station of version 1 sets its idea of the hub's clock by every reply.
TEST_F(PiecesTest, AStationOfVersionOneIsGivenNoneThatIsOld) {
  const Login old = enrol("Old");
  const auto now_of = [&](const Login& who) {
    return wire::read<wire::FeedReply>(wire::parse_json(piece(who, 0).bytes()).value())->now;
  };
  EXPECT_EQ(now_of(old), now);
  now += std::chrono::minutes(5);
  EXPECT_EQ(now_of(old), now);
}

TEST_F(PiecesTest, WhoMayNotReadIsGivenNoneThatWasMade) {
  piece(door, 0);
  Login stranger = door;
  stranger.token.back() = stranger.token.back() == 'A' ? 'B' : 'A';
  EXPECT_EQ(piece(stranger, 0).status, 401);
  ASSERT_TRUE(store->revoke(fair, hall.station));
  EXPECT_EQ(piece(hall, 0).status, 401);
}

TEST(FeedCacheTest, HoldsNoMoreThanItsBoundAndDropsWhatNobodyAskedFor) {
  FeedCache cache(100'000);
  const auto key = [](HubSeq after) {
    return FeedCache::Key{.event = fair, .epoch = 1, .after = after};
  };
  for (HubSeq after = 0; after < 50; ++after) {
    cache.keep(key(after), with_shared_body({.body = std::string(10'000, 'x')}), noon);
    EXPECT_LE(cache.bytes(), 100'000U);
    EXPECT_TRUE(cache.find(key(0), noon, std::nullopt)) << "that is asked for all the time";
  }
  EXPECT_FALSE(cache.find(key(1), noon, std::nullopt));
  EXPECT_TRUE(cache.find(key(49), noon, std::nullopt));
  cache.keep(key(99), with_shared_body({.body = std::string(200'000, 'x')}), noon);
  EXPECT_FALSE(cache.find(key(99), noon, std::nullopt));
  cache.forget_older(noon + Duration(2), Duration(1));
  EXPECT_EQ(cache.bytes(), 0U);
}

// ---- the whole feed as one message --------------------------------------------------------------

class SnapshotTest : public PiecesTest {
 protected:
  Response whole(const Login& who, std::string_view accept = wire::media_json) {
    Request request = speaking(who, get("/v1/events/fair/snapshot", who.token));
    request.headers.emplace_back("Accept", accept);
    return hub->handle(request, now);
  }
};

TEST_F(SnapshotTest, IsWhatTheFeedSaysInEitherForm) {
  const auto json =
      wire::read<wire::FeedReply>(wire::parse_json(whole(door).bytes()).value()).value();
  const auto cbor = wire::read_cbor<wire::FeedReply>(whole(door, wire::media_cbor).bytes()).value();
  const auto expected =
      store->feed(fair, {.max_entries = SIZE_MAX, .max_looked_at = SIZE_MAX}, now).value();
  EXPECT_GT(expected.entries.size(), 8U);
  for (const wire::FeedReply& reply : {json, cbor}) {
    EXPECT_EQ(reply.entries, expected.entries);
    EXPECT_EQ(reply.from, 0U);
    EXPECT_EQ(reply.to, expected.head);
    EXPECT_EQ(reply.head, expected.head);
    EXPECT_EQ(reply.mark, expected.mark);
  }
}

TEST_F(SnapshotTest, IsSharedForAMoment) {
  const Response first = whole(door);
  now += std::chrono::seconds(5);
  EXPECT_EQ(whole(hall).shared.get(), first.shared.get());
  now += std::chrono::seconds(6);
  EXPECT_NE(whole(hall).shared.get(), first.shared.get());
}

TEST_F(SnapshotTest, AnErasureIsNotAnsweredFromAnOlderOne) {
  EXPECT_THAT(whole(door).bytes(), HasSubstr("Ruiz"));
  ASSERT_TRUE(store->erase(fair, AttendeeId("A-1")));
  EXPECT_THAT(whole(door).bytes(), Not(HasSubstr("Ruiz")));
}

// Answers at once, so that no thread that serves others waits for it.
TEST_F(SnapshotTest, WhoAsksWhileOneIsMadeIsToldToComeAgain) {
  Roster roster = small_roster();
  for (int i = 0; i < 5000; ++i) {
    roster.attendees.push_back({.id = AttendeeId("B-" + std::to_string(i)), .given_name = "Bo"});
  }
  import(roster);
  std::atomic<int> made = 0;
  std::atomic<int> told = 0;
  const auto ask_once = [&](const Login& who) {
    const Response response = whole(who);
    if (response.status == 200) ++made;
    if (response.status == 503) {
      EXPECT_EQ(header(response.headers, "Retry-After"), "1");
      EXPECT_EQ(error_of(response), "busy");
      ++told;
    }
  };
  // Two at the same moment; on a busy machine they may miss each other a few times.
  for (int round = 0; round < 100 && told == 0; ++round) {
    now += std::chrono::seconds(11);
    std::thread other([&] { ask_once(hall); });
    ask_once(door);
    other.join();
  }
  EXPECT_GE(told, 1);
  EXPECT_GE(made, 1);
  now += std::chrono::seconds(11);
  EXPECT_EQ(whole(hall).status, 200);
}

}  // namespace
}  // namespace meetpoint::hub::testing
