#include "kiosk/shell/desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include "tests/sync/store/sample_roster.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::shell {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class DeskTest : public ::testing::Test {
 protected:
  DeskTest() {
    auto opened = store::StationStore::open(folder_.path(), clock_);
    EXPECT_TRUE(opened);
    store_ = std::move(*opened);
    EXPECT_TRUE(store_->enrol({.event = EventId("demo"), .station = {7}}));
    EXPECT_TRUE(store_->apply(testing::sample_snapshot()));
    EXPECT_TRUE(store_->apply_grants({.epoch = 1,
                                      .incarnation = 1,
                                      .session = 1,
                                      .zones = {{.zone = ZoneId("labels"), .granted = 1}}}));
    desk_.emplace(*store_);
  }
  core::BadgeAnswered scan(const std::string& code) {
    const core::AppEvent answer = desk_->carry_out(core::ReadBadge{.ticket = 1, .code = code});
    const auto* badge = std::get_if<core::BadgeAnswered>(&answer);
    EXPECT_TRUE(badge);
    return badge ? *badge : core::BadgeAnswered{};
  }
  core::Recorded meet(core::Consent of_a, core::Consent of_b, const char* meeting = "") {
    const core::AppEvent answer =
        desk_->carry_out(core::RecordContact{.ticket = 2,
                                             .a = anna_,
                                             .b = bram_,
                                             .meeting = MeetingId(meeting),
                                             .of_a = of_a,
                                             .of_b = of_b});
    const auto* recorded = std::get_if<core::Recorded>(&answer);
    EXPECT_TRUE(recorded);
    return recorded ? *recorded : core::Recorded{};
  }
  template <class Body>
  void read(Body body) {
    EXPECT_TRUE(store_->read([&](store::EventReader& reader) -> Status {
      body(reader);
      return {};
    }));
  }

  const AttendeeId anna_{"anna"};
  const AttendeeId bram_{"bram"};
  testing::TemporaryFolder folder_;
  ManualClock clock_{testing::nine_o_clock};
  std::unique_ptr<store::StationStore> store_;
  std::optional<Desk> desk_;
};

TEST_F(DeskTest, TheFirstScanChecksInAndTheSecondSaysSinceWhen) {
  const auto first = scan("A");
  EXPECT_EQ(first.decision.verdict, core::Verdict::checked_in);
  EXPECT_THAT(first.recorded, SizeIs(1));
  clock_.advance(Duration(60'000));
  const auto second = scan("A");
  EXPECT_EQ(second.decision.verdict, core::Verdict::already_checked_in);
  EXPECT_EQ(second.decision.since, testing::nine_o_clock);
  EXPECT_THAT(second.recorded, IsEmpty());
  EXPECT_EQ(store_->position()->last_seq, 1u);
}

// From here on no file of this process may grow: a disk that takes nothing more.
class NoMoreRoom {
 public:
  NoMoreRoom() {
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit none{4096, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &none);
  }
  ~NoMoreRoom() { setrlimit(RLIMIT_FSIZE, &before_); }
  NoMoreRoom(const NoMoreRoom&) = delete;
  NoMoreRoom& operator=(const NoMoreRoom&) = delete;

 private:
  rlimit before_{};
};

TEST_F(DeskTest, WhatCouldNotBeWrittenIsNotAnsweredAsRecorded) {
  const std::vector<core::Command> commands = {
      core::ReadBadge{.ticket = 1, .code = "A"},
      core::RecordContact{.ticket = 1, .a = anna_, .b = bram_},
      core::EnterZone{.ticket = 1, .attendee = anna_, .zone = ZoneId("labels")}};
  for (const core::Command& command : commands) {
    const NoMoreRoom full;
    const core::AppEvent answer = std::visit(
        [&](const auto& c) -> core::AppEvent {
          if constexpr (requires { desk_->carry_out(c); }) return desk_->carry_out(c);
          return core::Ticked{};
        },
        command);
    const auto* failed = std::get_if<core::StoreFailed>(&answer);
    ASSERT_TRUE(failed) << "command " << command.index();
    EXPECT_NE(failed->error.code, ErrorCode::internal) << failed->error.message;
  }
  EXPECT_EQ(store_->position()->last_seq, 0u);
  // There is room again: the same badge is checked in, once.
  EXPECT_EQ(scan("A").decision.verdict, core::Verdict::checked_in);
  EXPECT_EQ(store_->position()->last_seq, 1u);
}

TEST_F(DeskTest, AnUnknownOrRevokedBadgeRecordsNothing) {
  EXPECT_EQ(scan("NOBODY").decision.verdict, core::Verdict::unknown_badge);
  EXPECT_EQ(scan("LOST").decision.verdict, core::Verdict::revoked_badge);
  EXPECT_EQ(store_->position()->last_seq, 0u);
}

TEST_F(DeskTest, ABadgeThatWasRevokedAtAnotherStationIsRefused) {
  ASSERT_TRUE(store_->write([](store::StationWrite& w) -> Status {
    w.append(BadgeRevoked{"A", "lost"});
    return {};
  }));
  EXPECT_EQ(scan("A").decision.verdict, core::Verdict::revoked_badge);
}

TEST_F(DeskTest, AWalkInWithABadgeOfTheirOwnIsKnown) {
  ASSERT_TRUE(store_->write([](store::StationWrite& w) -> Status {
    w.append(WalkIn{AttendeeId("w-1"), "Zoë", "Ç", "Bakkerij", "buyer", "fr"});
    w.append(BadgeIssued{"NEW", AttendeeId("w-1")});
    return {};
  }));
  const auto answer = scan("NEW");
  EXPECT_EQ(answer.decision.verdict, core::Verdict::checked_in);
  ASSERT_TRUE(answer.day);
  EXPECT_EQ(full_name(answer.day->attendee), "Zoë Ç");
  EXPECT_EQ(answer.day->organisation, "Bakkerij");
}

TEST_F(DeskTest, WhoDoesNotConsentPassesNothingOn) {
  meet({.contact = true}, {});
  read([&](store::EventReader& reader) {
    EXPECT_TRUE(reader.has_contact(anna_, bram_, {}));
    EXPECT_TRUE(may_pass_on(reader.consent(anna_), bram_, "name"));
    EXPECT_FALSE(may_pass_on(reader.consent(anna_), bram_, "email"));
    EXPECT_FALSE(may_pass_on(reader.consent(bram_), anna_, "name"));
  });
}

TEST_F(DeskTest, TheSameContactAgainIsNotRecordedTwice) {
  EXPECT_THAT(meet({}, {}).facts, SizeIs(1));
  EXPECT_THAT(meet({}, {}).facts, IsEmpty());
}

TEST_F(DeskTest, AContactInAMeetingMarksBothAsPresent) {
  meet({}, {}, "m1");
  read([&](store::EventReader& reader) {
    EXPECT_THAT(reader.attendee_state(anna_).attended, Contains(MeetingId("m1")));
    EXPECT_THAT(reader.attendee_state(bram_).attended, Contains(MeetingId("m1")));
  });
}

TEST_F(DeskTest, AConsentGivenHereOverridesAWithdrawalOfBefore) {
  ASSERT_TRUE(store_->write([&](store::StationWrite& w) -> Status {
    w.append(ConsentWithdrawn{anna_, {}, {}});
    return {};
  }));
  meet({.contact = true}, {});
  read([&](store::EventReader& reader) {
    EXPECT_TRUE(may_pass_on(reader.consent(anna_), bram_, "name"));
  });
}

TEST_F(DeskTest, UndoTakesBackTheContactAndItsConsents) {
  const auto recorded = meet({.contact = true, .details = true}, {.contact = true});
  desk_->carry_out(core::UndoFacts{.ticket = 3, .attendee = anna_, .facts = recorded.facts});
  read([&](store::EventReader& reader) {
    EXPECT_FALSE(reader.has_contact(anna_, bram_, {}));
    EXPECT_FALSE(may_pass_on(reader.consent(anna_), bram_, "name"));
  });
}

TEST_F(DeskTest, AZoneIsEnteredOnceAndLeft) {
  const core::EnterZone enter{.ticket = 4, .attendee = anna_, .zone = ZoneId("labels")};
  desk_->carry_out(enter);
  desk_->carry_out(enter);
  EXPECT_EQ(store_->position()->last_seq, 1u);
  read([&](store::EventReader& reader) { EXPECT_EQ(reader.people_in(ZoneId("labels")), 1); });
  desk_->carry_out(core::LeaveZone{.ticket = 5, .attendee = anna_, .zone = ZoneId("labels")});
  read([&](store::EventReader& reader) { EXPECT_EQ(reader.people_in(ZoneId("labels")), 0); });
}

TEST_F(DeskTest, WithoutASeatNobodyEntersAndMoreAreAskedFor) {
  const auto enter = [&](const AttendeeId& who) {
    const core::AppEvent answer =
        desk_->carry_out(core::EnterZone{.ticket = 4, .attendee = who, .zone = ZoneId("labels")});
    return std::get<core::Recorded>(answer);
  };
  EXPECT_THAT(enter(anna_).facts, SizeIs(1));
  const core::Recorded refused = enter(bram_);
  EXPECT_THAT(refused.facts, IsEmpty());
  ASSERT_TRUE(refused.day);
  EXPECT_FALSE(refused.day->zones.at(0).inside);
  EXPECT_FALSE(refused.day->zones.at(0).has_seats());
  EXPECT_TRUE(store_->wants_seats().value_or(false));
  EXPECT_EQ(store_->position()->last_seq, 1u);
}

TEST_F(DeskTest, UndoOfALeaveIsAnEntryThatNeedsASeat) {
  desk_->carry_out(core::EnterZone{.ticket = 4, .attendee = anna_, .zone = ZoneId("labels")});
  const auto left = std::get<core::Recorded>(
      desk_->carry_out(core::LeaveZone{.ticket = 5, .attendee = anna_, .zone = ZoneId("labels")}));
  desk_->carry_out(core::UndoFacts{.ticket = 6, .attendee = anna_, .facts = left.facts});
  read([&](store::EventReader& reader) { EXPECT_EQ(reader.people_in(ZoneId("labels")), 0); });
}

}  // namespace
}  // namespace meetpoint::shell
