// A station's seats on a real file: who is let in, what facts name, what survives.
#include "sync/store/seats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sync/store/station_store.h"
#include "sync/wire/fact_codec.h"
#include "tests/sync/store/sample_roster.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const ZoneId labels{"labels"};
const AttendeeId ann{"anna"};
const AttendeeId bob{"bram"};
const AttendeeId carl{"carl"};

class SeatsTest : public ::testing::Test {
 protected:
  SeatsTest() { open(); }
  void open() {
    store_.reset();
    auto opened = StationStore::open(folder_.path(), clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = std::move(*opened);
    if (store_->enrolment()->has_value()) return;
    ASSERT_TRUE(store_->enrol({.event = EventId("demo"), .station = {7}}));
    ASSERT_TRUE(store_->apply(testing::sample_snapshot()));
  }
  bool grant(std::uint64_t granted, std::uint64_t round = 0, bool scarce = false) {
    const auto done = store_->apply_grants(
        {.epoch = 1,
         .incarnation = store_->position()->incarnation,
         .session = 5,
         .zones = {{.zone = labels, .granted = granted, .round = round, .scarce = scarce}}});
    EXPECT_TRUE(done);
    return done.value_or(false);
  }
  template <class Body>
  auto write(Body body) {
    decltype(body(std::declval<StationWrite&>())) result{};
    EXPECT_TRUE(store_->write([&](StationWrite& w) -> Status {
      result = body(w);
      return {};
    }));
    return result;
  }
  std::optional<FactId> enter(const AttendeeId& who, bool over = false) {
    return write([&](StationWrite& w) { return w.enter_zone(who, labels, over); });
  }
  FactId leave(const AttendeeId& who) {
    return write([&](StationWrite& w) { return w.leave_zone(who, labels); });
  }
  template <class Body>
  Body body_of(const FactId& id) {
    const auto push = store_->outbox(id.incarnation, id.seq - 1, 1, 100'000);
    return std::get<Body>(wire::read_fact(push->facts.at(0)).body);
  }
  wire::SeatLine line() { return store_->seat_report()->zones.at(0); }
  ZoneId zone_of(const AttendeeId& who) {
    ZoneId zone;
    EXPECT_TRUE(store_->read([&](EventReader& reader) -> Status {
      zone = reader.attendee_state(who).zone;
      return {};
    }));
    return zone;
  }
  ZoneItem item(const AttendeeId& who) {
    ZoneItem item;
    EXPECT_TRUE(store_->read([&](EventReader& reader) -> Status {
      item = reader.day(who)->zones.at(0);
      return {};
    }));
    return item;
  }
  // A fact of another station, as the feed brings it.
  void feed(const FactId& id, const FactBody& body) {
    const auto at = *store_->position();
    wire::FeedReply reply{
        .epoch = 1, .from = at.cursor, .to = at.cursor + 1, .head = at.cursor + 1};
    reply.entries = {{.seq = reply.to,
                      .fact = FactRecord{.id = id,
                                         .kind = std::string(wire::kind_of(body)),
                                         .hlc = Hlc::of(testing::nine_o_clock, 0),
                                         .wall = testing::nine_o_clock,
                                         .body = wire::write_body(body)},
                      .row = {}}};
    ASSERT_TRUE(store_->apply(reply));
  }

  testing::TemporaryFolder folder_;
  ManualClock clock_{testing::nine_o_clock};
  std::unique_ptr<StationStore> store_;
};

TEST_F(SeatsTest, NobodyIsLetInWithoutASeat) {
  EXPECT_FALSE(enter(ann));
  EXPECT_EQ(store_->position()->last_seq, 0u);
  grant(1);
  EXPECT_TRUE(item(ann).has_seats());
  EXPECT_TRUE(enter(ann));
  EXPECT_FALSE(item(bob).has_seats());
  EXPECT_EQ(item(bob).seats_left(), 0);
  EXPECT_FALSE(enter(bob));
  EXPECT_TRUE(enter(bob, true)) << "staff may, marked";
  EXPECT_EQ(line().spent, 1u) << "that spends none";
}

TEST_F(SeatsTest, SpentSeatsAndGrantsAreThereAfterARestart) {
  grant(2);
  EXPECT_TRUE(enter(ann));
  open();
  EXPECT_EQ(line().granted, 2u);
  EXPECT_EQ(line().spent, 1u);
  EXPECT_TRUE(enter(bob));
  EXPECT_FALSE(enter(carl));
}

TEST_F(SeatsTest, LeavingNamesEveryAdmissionThatIsKnownAndFreesNoSeatHere) {
  grant(1);
  const auto entry = enter(ann);
  feed({{9}, 1, 1}, ZoneEntered{.attendee = ann, .zone = ZoneId("other")});
  const FactId left = leave(ann);
  EXPECT_THAT(body_of<ZoneLeft>(left).entries, ElementsAre(*entry, FactId{{9}, 1, 1}));
  EXPECT_FALSE(enter(bob)) << "the hub hands the seat out again, to whom it likes";
  // What was named is not named again.
  EXPECT_THAT(body_of<ZoneLeft>(leave(ann)).entries, IsEmpty());
}

TEST_F(SeatsTest, EnteringAnotherZoneEndsTheStayInTheFirst) {
  feed({{9}, 1, 1}, ZoneEntered{.attendee = ann, .zone = ZoneId("other")});
  grant(1);
  EXPECT_THAT(body_of<ZoneEntered>(*enter(ann)).leaving, ElementsAre(FactId{{9}, 1, 1}));
}

TEST_F(SeatsTest, AnEarlierReleaseNamesNothingButItsOwnJournalIsPlain) {
  feed({{9}, 1, 1}, ZoneEntered{.attendee = ann, .zone = labels});
  feed({{8}, 1, 1}, ZoneEntered{.attendee = ann, .zone = labels});
  feed({{9}, 1, 2}, ZoneLeft{.attendee = ann, .zone = labels});
  EXPECT_THAT(body_of<ZoneLeft>(leave(ann)).entries, ElementsAre(FactId{{8}, 1, 1}));
}

TEST_F(SeatsTest, SeatsThatNobodyComesForAreGivenBackWhereTheyAreScarce) {
  grant(4);
  EXPECT_TRUE(enter(ann));
  EXPECT_TRUE(grant(4, 0, true));
  EXPECT_EQ(line().granted, 1u);
  EXPECT_EQ(line().round, 1u);
  EXPECT_EQ(line().wanted, 0u);
  EXPECT_FALSE(enter(bob));
  grant(4, 0);
  EXPECT_FALSE(enter(bob)) << "an answer of before gives none back";
  store_->note_sought(labels);
  EXPECT_GT(line().wanted, 1u);
  EXPECT_TRUE(store_->wants_seats().value_or(false));
  clock_.advance(Duration(120'000));
  EXPECT_FALSE(store_->wants_seats().value_or(true));
}

TEST_F(SeatsTest, AnAnswerOfAnotherEpochOrJournalGrantsNothing) {
  EXPECT_TRUE(store_->apply_grants(
      {.epoch = 2, .incarnation = 1, .session = 5, .zones = {{.zone = labels, .granted = 9}}}));
  EXPECT_TRUE(store_->apply_grants(
      {.epoch = 1, .incarnation = 2, .session = 5, .zones = {{.zone = labels, .granted = 9}}}));
  EXPECT_FALSE(enter(ann));
}

TEST_F(SeatsTest, ANewIncarnationBeginsWithoutSeatsAndItsFactsNameTheirNewIds) {
  grant(3);
  const auto entry = enter(ann);
  leave(ann);
  ASSERT_TRUE(entry);
  ASSERT_TRUE(store_->begin_incarnation({2, 1, 0}));
  EXPECT_FALSE(enter(bob));
  const auto push = store_->outbox(2, 0, 10, 100'000);
  const auto left = std::get<ZoneLeft>(wire::read_fact(push->facts.at(1)).body);
  EXPECT_THAT(left.entries, ElementsAre(FactId{{7}, 2, 1}));
  EXPECT_THAT(body_of<ZoneLeft>(leave(ann)).entries, IsEmpty());
  EXPECT_EQ(line().spent, 1u);
}

TEST_F(SeatsTest, AStationThatWasShutOutHasNoSeatsLeft) {
  grant(3);
  ASSERT_TRUE(store_->drop_seats());
  EXPECT_FALSE(enter(ann));
}

TEST_F(SeatsTest, AnOlderHubGrantsNoneSoPeopleAreCounted) {
  ASSERT_TRUE(store_->count_seats());
  EXPECT_TRUE(enter(ann));
  EXPECT_TRUE(enter(bob));
  EXPECT_FALSE(enter(carl)) << "two seats";
  leave(ann);
  EXPECT_TRUE(enter(carl));
}

TEST_F(SeatsTest, UndoOfAnEntryGivesItsSeatBack) {
  grant(1);
  const auto entry = enter(ann);
  write([&](StationWrite& w) { return w.undo({*entry}); });
  EXPECT_EQ(zone_of(ann), ZoneId());
  EXPECT_THAT(body_of<ZoneLeft>(leave(ann)).entries, IsEmpty()) << "the undo named it";
}

TEST_F(SeatsTest, UndoOfALeaveNeedsASeat) {
  grant(2);
  enter(ann);
  const FactId left = leave(ann);
  const auto recorded = write([&](StationWrite& w) { return w.undo({left}); });
  EXPECT_THAT(recorded, SizeIs(1));
  EXPECT_EQ(zone_of(ann), labels);
  EXPECT_EQ(line().spent, 2u);
  const FactId again = leave(ann);
  EXPECT_THAT(write([&](StationWrite& w) { return w.undo({again}); }), IsEmpty());
  EXPECT_EQ(zone_of(ann), ZoneId());
}

TEST_F(SeatsTest, UndoOfAMoveDoesNotBringAnybodyBackToASeatThatWasGivenUp) {
  feed({{9}, 1, 1}, ZoneEntered{.attendee = ann, .zone = ZoneId("other")});
  grant(1);
  const auto entry = enter(ann);
  ASSERT_TRUE(entry);
  EXPECT_THAT(write([&](StationWrite& w) { return w.undo({*entry}); }), SizeIs(2));
  EXPECT_EQ(zone_of(ann), ZoneId());
}

TEST_F(SeatsTest, AZoneWithoutALimitNeedsNoSeats) {
  Roster roster = testing::sample_roster();
  roster.zones[0].capacity = 0;
  const auto at = *store_->position();
  wire::FeedReply reply{.epoch = 1, .from = at.cursor, .to = at.cursor + 1, .head = at.cursor + 1};
  reply.entries = {{.seq = reply.to, .fact = {}, .row = wire::row_of(roster.zones[0])}};
  ASSERT_TRUE(store_->apply(reply));
  EXPECT_TRUE(enter(ann));
  EXPECT_EQ(item(bob).seats_left(), std::nullopt);
}

}  // namespace
}  // namespace meetpoint::store
