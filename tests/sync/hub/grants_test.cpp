// Seats of zones at the hub, over its handlers and a real file.
#include <gmock/gmock.h>

#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub {
namespace {

using ::testing::ElementsAre;
using testing::fair;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const ZoneId labels{"labels"};

class GrantsTest : public testing::HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    seats(8);
  }
  void seats(int capacity) {
    Roster roster = testing::small_roster();
    roster.zones = {{.id = labels, .topic = "Labels", .capacity = capacity}};
    import(roster);
  }
  wire::GrantsReply report(const testing::Login& login, wire::SeatLine line,
                           std::uint32_t incarnation = 1, std::uint64_t session = 0) {
    line.zone = labels;
    const wire::GrantsRequest request{.epoch = store->position(fair)->epoch,
                                      .incarnation = incarnation,
                                      .session = session ? session : session_,
                                      .zones = {line}};
    const Response response =
        ask(post("/v1/events/fair/grants", wire::write_json(wire::encode(request)), login.token));
    EXPECT_EQ(response.status, 200) << response.body;
    const auto reply = read<wire::GrantsReply>(response);
    session_ = reply.session;
    return reply;
  }
  std::uint64_t granted(const testing::Login& login, wire::SeatLine line,
                        std::uint32_t incarnation = 1) {
    return report(login, std::move(line), incarnation).zones.at(0).granted;
  }
  testing::Login kiosk(const std::string& name) {
    const testing::Login login = enrol(name);
    report(login, {});
    return login;
  }
  ZoneSeats zone() { return store->seats(fair)->zones.at(0).seats; }
  static FactBody enters(const std::string& who, bool over = false) {
    return ZoneEntered{.attendee = AttendeeId(who), .zone = labels, .over_capacity = over};
  }

  std::uint64_t session_ = 0;
};

TEST_F(GrantsTest, EachGetsAShareAndTheSameQuestionTwiceTheSameSeats) {
  const auto a = kiosk("A");
  const auto b = kiosk("B");
  EXPECT_EQ(granted(a, {.wanted = 2}), 2u);
  EXPECT_EQ(granted(a, {.wanted = 2}), 2u);
  EXPECT_EQ(granted(b, {.wanted = 8}), 1u);
  EXPECT_EQ(zone(), (ZoneSeats{.capacity = 8, .held = 0, .set_aside = 3}));
}

TEST_F(GrantsTest, AnAdmissionMovesASeatAndALeaveThatNamesItFreesIt) {
  const auto a = kiosk("A");
  EXPECT_EQ(granted(a, {.wanted = 4}), 4u);
  testing::Journal journal(a.station);
  push(a, journal.push({enters("A-1"), enters("A-2")}));
  EXPECT_EQ(zone(), (ZoneSeats{.capacity = 8, .held = 2, .set_aside = 2}));
  // It names the second alone, and a visitor can be named twice.
  const ZoneLeft left{
      .attendee = AttendeeId("A-2"), .zone = labels, .entries = {{a.station, 1, 2}}};
  push(a, journal.push({left, left}));
  EXPECT_EQ(zone(), (ZoneSeats{.capacity = 8, .held = 1, .set_aside = 2}));
}

TEST_F(GrantsTest, AnUndoFreesTheSeatAndAnOverrideTakesOne) {
  const auto a = kiosk("A");
  granted(a, {.wanted = 1});
  testing::Journal journal(a.station);
  push(a, journal.push({enters("A-1"), Undo{{{a.station, 1, 1}}}, enters("A-2", true)}));
  EXPECT_EQ(zone(), (ZoneSeats{.capacity = 8, .held = 1, .set_aside = 0}));
}

TEST_F(GrantsTest, ALeaveAtAnotherDoorThatCouldNotNameTheAdmissionFreesNothing) {
  const auto a = kiosk("A");
  const auto b = kiosk("B");
  granted(a, {.wanted = 1});
  push(a, testing::Journal(a.station).push({enters("A-1")}));
  testing::Journal other(b.station);
  push(b, other.push({ZoneLeft{.attendee = AttendeeId("A-1"), .zone = labels}}));
  EXPECT_EQ(zone().held, 1u);
  push(b, other.push({ZoneEntered{.attendee = AttendeeId("A-1"),
                                  .zone = ZoneId("elsewhere"),
                                  .leaving = {{a.station, 1, 1}}}}));
  EXPECT_EQ(zone().held, 0u);
}

// As a station of release 0.1 records it: the facts name no admissions.
TEST_F(GrantsTest, WhoeverGoesOnOrLeavesWithinOnePushFreesTheSeatBehind) {
  const auto a = kiosk("A");
  testing::Journal journal(a.station);
  const FactBody elsewhere =
      ZoneEntered{.attendee = AttendeeId("A-1"), .zone = ZoneId("elsewhere")};
  const FactBody leaves = ZoneLeft{.attendee = AttendeeId("A-2"), .zone = labels};
  push(a, journal.push({leaves, enters("A-1"), elsewhere, enters("A-2"), enters("A-3"), leaves}));
  EXPECT_EQ(zone().held, 1u);
}

TEST_F(GrantsTest, SeatsThatAreGivenBackGoToWhoeverAsks) {
  const auto a = kiosk("A");
  const auto b = kiosk("B");
  std::uint64_t last = 0;
  while (true) {
    const auto grown = granted(a, {.granted = last, .wanted = 100});
    if (grown == last) break;
    last = grown;
  }
  EXPECT_EQ(last, 8u);
  EXPECT_TRUE(report(b, {.wanted = 3}).zones[0].scarce);
  EXPECT_TRUE(report(a, {.granted = 8}).zones[0].scarce) << "a hears that others have none";
  EXPECT_EQ(granted(a, {.granted = 5, .round = 1}), 5u);
  EXPECT_EQ(granted(a, {.granted = 8, .round = 0}), 5u) << "an old report that comes once more";
  EXPECT_EQ(granted(b, {.wanted = 3}), 1u);
  EXPECT_FALSE(report(a, {.granted = 5, .round = 1}).zones[0].scarce);
}

TEST_F(GrantsTest, AZoneThatBecameSmallerOrLostItsLimitGrantsNothing) {
  const auto a = kiosk("A");
  EXPECT_EQ(granted(a, {.wanted = 4}), 4u);
  seats(3);
  EXPECT_EQ(granted(a, {.granted = 4, .wanted = 9}), 4u);
  seats(0);
  EXPECT_EQ(granted(a, {.granted = 4, .wanted = 9}), 4u);
}

TEST_F(GrantsTest, AHubThatWasStartedHearsEveryStationBeforeItGrants) {
  const std::string key(64, 'a');
  const auto enrol_with_key = [&](const std::string& name) {
    const auto reply = read<wire::EnrolReply>(
        ask(post("/v1/enrol", wire::write_json({{"code", new_code(name)}, {"public_key", key}}))));
    return testing::Login{reply.station, reply.token};
  };
  const auto a = enrol_with_key("A");
  const auto b = enrol_with_key("B");
  report(a, {});
  EXPECT_THAT(report(a, {.wanted = 1}).waiting_for, ElementsAre(b.station));
  EXPECT_EQ(granted(a, {.wanted = 1}), 0u);
  report(b, {});
  EXPECT_EQ(granted(a, {.wanted = 1}), 1u);

  // A copy of before that grant is put back: it must not hand that seat to another.
  start_again();
  const std::uint64_t before = session_;
  EXPECT_THAT(report(a, {.granted = 1, .wanted = 5}).waiting_for, SizeIs(2));
  EXPECT_NE(session_, before);
  EXPECT_EQ(granted(b, {.wanted = 1}), 0u);
  EXPECT_THAT(report(b, {}, 1, before).waiting_for, ElementsAre(a.station));
  EXPECT_EQ(report(a, {.granted = 1}, 1, before).waiting_for.size(), 1u)
      << "a report of before the start does not count";
  EXPECT_THAT(report(a, {.granted = 1}).waiting_for, IsEmpty());
  EXPECT_EQ(granted(b, {.wanted = 1}), 1u);

  start_again();
  EXPECT_EQ(granted(b, {.granted = 1, .wanted = 2}), 1u);
  EXPECT_EQ(granted(b, {.granted = 1, .wanted = 2}), 1u);
  ASSERT_TRUE(store->grant_without(fair));
  EXPECT_EQ(granted(b, {.granted = 1, .wanted = 2}), 2u);
}

TEST_F(GrantsTest, AfterARestoreNothingIsGrantedBeforeWhatWasLostIsBack) {
  const auto reply = read<wire::EnrolReply>(
      ask(post("/v1/enrol",
               wire::write_json({{"code", new_code("A")}, {"public_key", std::string(64, 'a')}}))));
  const testing::Login a{reply.station, reply.token};
  report(a, {});
  EXPECT_EQ(granted(a, {.wanted = 1}), 1u);
  ASSERT_TRUE(store->raise_epoch(fair));
  EXPECT_THAT(report(a, {.granted = 1, .wanted = 2}).waiting_for, ElementsAre(a.station))
      << "it has not compared its journals yet";
  const wire::VectorRequest vector{.epoch = store->position(fair)->epoch, .journals = {}};
  ASSERT_TRUE(store->vector(fair, a.station, vector, now)->complete);
  EXPECT_EQ(granted(a, {.granted = 1, .wanted = 2}), 2u);
}

TEST_F(GrantsTest, AnotherEpochIsRefusedAndARevokedStationsSeatsAreFree) {
  const auto a = kiosk("A");
  granted(a, {.wanted = 4});
  ASSERT_TRUE(store->revoke(fair, a.station));
  EXPECT_EQ(zone().free(), 8u);
  const auto b = kiosk("B");
  const wire::GrantsRequest old{.epoch = 1, .incarnation = 1, .session = session_, .zones = {}};
  EXPECT_EQ(
      ask(post("/v1/events/fair/grants", wire::write_json(wire::encode(old)), b.token)).status,
      409);
}

TEST_F(GrantsTest, WhomARevokedStationLetInKeepTheirSeats) {
  const auto a = kiosk("A");
  granted(a, {.wanted = 4});
  push(a, testing::Journal(a.station).push({enters("A-1"), enters("A-2")}));
  ASSERT_TRUE(store->revoke(fair, a.station));
  EXPECT_EQ(zone(), (ZoneSeats{.capacity = 8, .held = 2, .set_aside = 0}));
}

TEST_F(GrantsTest, EachJournalHasItsOwnSeats) {
  const auto a = kiosk("A");
  EXPECT_EQ(granted(a, {.wanted = 3}), 3u);
  // A copy of its disk went on as incarnation 2, with 2 people let in that the hub knows not yet.
  EXPECT_EQ(granted(a, {.spent = 2, .wanted = 10}, 2), 3u);
  EXPECT_EQ(zone().set_aside, 6u);
}

}  // namespace
}  // namespace meetpoint::hub
