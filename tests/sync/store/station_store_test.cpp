#include "sync/store/station_store.h"

#include <gtest/gtest.h>

#include "sync/model/chain.h"
#include "sync/wire/fact_codec.h"
#include "tests/sync/store/sample_roster.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::store {
namespace {

const Enrolment enrolment{.event = EventId("demo"),
                          .station = {7},
                          .station_name = "door",
                          .hub_url = "http://127.0.0.1:1",
                          .token = "secret"};

class StationStoreTest : public ::testing::Test {
 protected:
  void open() {
    store_.reset();
    auto opened = StationStore::open(folder_.path(), clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = std::move(*opened);
  }
  void open_enrolled() {
    open();
    ASSERT_TRUE(store_->enrol(enrolment));
    ASSERT_TRUE(store_->apply(testing::sample_snapshot()));
  }
  FactId append(const FactBody& body) {
    FactId id;
    const Status done = store_->write([&](StationWrite& w) -> Status {
      id = w.append(body);
      return {};
    });
    EXPECT_TRUE(done) << done.error().message;
    return id;
  }
  Day day(const char* attendee) {
    std::optional<Day> day;
    const Status read = store_->read([&](EventReader& r) -> Status {
      day = r.day(AttendeeId(attendee));
      return {};
    });
    EXPECT_TRUE(read && day);
    return day.value_or(Day{});
  }

  // A hub of that epoch has these facts and the sample roster.
  static wire::FeedReply snapshot(std::uint64_t epoch,
                                  const std::vector<std::pair<FactId, FactBody>>& facts) {
    wire::FeedReply reply = testing::sample_snapshot();
    reply.epoch = epoch;
    for (const auto& [id, body] : facts) {
      reply.entries.push_back({.seq = ++reply.to,
                               .fact = FactRecord{.id = id,
                                                  .kind = std::string(wire::kind_of(body)),
                                                  .body = wire::write_body(body)},
                               .row = {}});
    }
    reply.head = reply.to;
    return reply;
  }
  void read_anew(std::uint64_t epoch, const std::vector<std::pair<FactId, FactBody>>& facts) {
    ASSERT_TRUE(store_->reset_to(epoch));
    ASSERT_TRUE(store_->apply(snapshot(epoch, facts)));
  }

  testing::TemporaryFolder folder_;
  ManualClock clock_{testing::nine_o_clock};
  std::unique_ptr<StationStore> store_;
};

TEST_F(StationStoreTest, BeforeEnrolmentNothingIsRecorded) {
  open();
  EXPECT_FALSE(store_->enrolment().value());
  const Status written = store_->write([](StationWrite&) -> Status { return {}; });
  EXPECT_EQ(written.error().code, ErrorCode::not_found);
}

TEST_F(StationStoreTest, ADayHasTableTimeAndPartner) {
  open_enrolled();
  append(CheckIn{AttendeeId("bram"), "B"});
  const Day anna = day("anna");
  ASSERT_EQ(anna.meetings.size(), 1u);
  EXPECT_EQ(anna.organisation, "Stad Nieuwerbeke");
  EXPECT_EQ(anna.meetings[0].place, "Table 4");
  EXPECT_EQ(anna.event.time_zone.clock_text(anna.meetings[0].starts_at), "10:00");
  ASSERT_EQ(anna.meetings[0].partners.size(), 1u);
  EXPECT_EQ(anna.meetings[0].partners[0].name, "Bram van der Elst");
  EXPECT_TRUE(anna.meetings[0].partners[0].arrived);
  EXPECT_FALSE(day("bram").meetings[0].partners[0].arrived);
}

TEST_F(StationStoreTest, WhoWasTakenOutOfAMeetingSeesItNoMore) {
  open_enrolled();
  Meeting meeting = testing::sample_roster().meetings[0];
  meeting.attendees = {AttendeeId("carl"), AttendeeId("bram")};
  const HubSeq at = store_->position()->cursor;
  wire::FeedReply reply{.epoch = 1, .from = at, .to = at + 1, .head = at + 1};
  reply.entries = {{.seq = at + 1, .fact = {}, .row = wire::row_of(meeting)}};
  ASSERT_TRUE(store_->apply(reply));
  EXPECT_TRUE(day("anna").meetings.empty());
  EXPECT_EQ(day("carl").meetings.size(), 1U);
  EXPECT_EQ(day("bram").meetings.size(), 1U);
}

TEST_F(StationStoreTest, SeatsOfAZoneAreCounted) {
  open_enrolled();
  append(ZoneEntered{AttendeeId("bram"), ZoneId("labels"), false});
  EXPECT_EQ(day("anna").zones.at(0).taken, 1);
  append(ZoneLeft{AttendeeId("bram"), ZoneId("labels")});
  EXPECT_EQ(day("anna").zones.at(0).taken, 0);
}

TEST_F(StationStoreTest, WhatWasRecordedIsThereAfterAStart) {
  open_enrolled();
  const FactId id = append(CheckIn{AttendeeId("anna"), "A"});
  open();
  EXPECT_EQ(day("anna").state.check_in, id);
  EXPECT_EQ(append(CheckIn{AttendeeId("bram"), "B"}).seq, id.seq + 1);
}

TEST_F(StationStoreTest, AFailedTransactionLeavesNothing) {
  open_enrolled();
  const auto before = store_->position().value();
  const Status failed = store_->write([](StationWrite& w) -> Status {
    w.append(CheckIn{AttendeeId("anna"), "A"});
    return fail(ErrorCode::internal, "on purpose");
  });
  EXPECT_FALSE(failed);
  EXPECT_EQ(store_->position().value(), before);
  EXPECT_FALSE(day("anna").state.check_in);
}

TEST_F(StationStoreTest, TheOutboxIsDenseBoundedAndChained) {
  open_enrolled();
  for (int i = 0; i < 5; ++i) append(CheckIn{AttendeeId("anna"), "A"});
  const auto first = store_->outbox(1, 0, 3, 1 << 20).value();
  EXPECT_EQ(first.first, 1u);
  EXPECT_EQ(first.previous_hash, chain_start);
  ASSERT_EQ(first.facts.size(), 3u);
  const auto rest = store_->outbox(1, 3, 100, 1 << 20).value();
  ASSERT_EQ(rest.facts.size(), 2u);
  EXPECT_EQ(rest.facts[0].id.seq, 4u);
  std::string chain(chain_start);
  for (const FactRecord& fact : first.facts) chain = chain_next(chain, wire::chained_bytes(fact));
  EXPECT_EQ(rest.previous_hash, chain);
  EXPECT_EQ(store_->outbox(1, 0, 100, 1).value().facts.size(), 1u);  // never none
}

TEST_F(StationStoreTest, AcknowledgedIsKeptAndCounted) {
  open_enrolled();
  for (int i = 0; i < 3; ++i) append(CheckIn{AttendeeId("anna"), "A"});
  ASSERT_TRUE(store_->acknowledge(1, 2, {}));
  EXPECT_EQ(store_->position()->waiting(), 1u);
  ASSERT_TRUE(store_->acknowledge(1, 1, {}));  // a late answer
  EXPECT_EQ(store_->position()->waiting(), 1u);
  EXPECT_EQ(store_->acknowledge(1, 9, {}).error().code, ErrorCode::protocol);
  EXPECT_EQ(store_->outbox(1, 0, 10, 1 << 20)->facts.size(), 3u);  // facts stay
}

TEST_F(StationStoreTest, AFeedThatDoesNotContinueChangesNothing) {
  open_enrolled();
  const auto before = store_->position().value();
  wire::FeedReply gap{
      .epoch = 1, .from = before.cursor + 1, .to = before.cursor + 2, .head = before.cursor + 2};
  EXPECT_EQ(store_->apply(gap).error().code, ErrorCode::conflict);
  wire::FeedReply other{
      .epoch = 2, .from = before.cursor, .to = before.cursor, .head = before.cursor};
  EXPECT_EQ(store_->apply(other).error().code, ErrorCode::conflict);
  EXPECT_EQ(store_->position().value(), before);
}

TEST_F(StationStoreTest, EntriesOutOfOrderAreRefusedWhole) {
  open_enrolled();
  const auto before = store_->position().value();
  const std::string hash = store_->state_hash(true).value();
  const auto check_in = [](std::uint64_t seq) {
    return FactRecord{.id = {.station = {9}, .incarnation = 1, .seq = seq},
                      .kind = "check_in",
                      .body = wire::write_body(CheckIn{AttendeeId("carl"), "C"})};
  };
  wire::FeedReply reply{
      .epoch = 1, .from = before.cursor, .to = before.cursor + 2, .head = before.cursor + 2};
  reply.entries = {{.seq = before.cursor + 2, .fact = check_in(1)},
                   {.seq = before.cursor + 1, .fact = check_in(2)}};
  EXPECT_EQ(store_->apply(reply).error().code, ErrorCode::protocol);
  EXPECT_EQ(store_->position().value(), before);
  EXPECT_EQ(store_->state_hash(true).value(), hash);
}

TEST_F(StationStoreTest, AHubThatCameBackIsReadAgainAndRefilled) {
  open_enrolled();
  append(CheckIn{AttendeeId("anna"), "A"});
  append(CheckIn{AttendeeId("bram"), "B"});
  ASSERT_TRUE(store_->acknowledge(1, 2, {}));
  ASSERT_TRUE(store_->reset_to(2));
  EXPECT_EQ(day("anna").meetings.size(), 1u) << "the old roster serves until the new one is there";
  Roster without_carl = testing::sample_roster();
  std::erase_if(without_carl.attendees, [](const Attendee& a) { return a.id.value == "carl"; });
  wire::FeedReply snapshot = testing::sample_snapshot(without_carl);
  snapshot.epoch = 2;
  ASSERT_TRUE(store_->apply(snapshot));
  ASSERT_TRUE(store_->read([](EventReader& r) -> Status {
    EXPECT_FALSE(r.attendee(AttendeeId("carl")));
    EXPECT_TRUE(r.attendee(AttendeeId("anna")));
    return {};
  }));
}

TEST_F(StationStoreTest, AMeetingThatARestoredHubLostComesBackWithoutWhoIsNoLongerInIt) {
  open_enrolled();
  Roster roster = testing::sample_roster();
  std::vector<Meeting> meetings;
  meetings.swap(roster.meetings);
  wire::FeedReply without = testing::sample_snapshot(roster);
  without.epoch = 2;
  ASSERT_TRUE(store_->reset_to(2));
  ASSERT_TRUE(store_->apply(without));
  EXPECT_TRUE(day("anna").meetings.empty());
  meetings[0].attendees = {AttendeeId("carl"), AttendeeId("bram")};
  wire::FeedReply back{
      .epoch = 2, .from = without.to, .to = without.to + 1, .head = without.to + 1};
  back.entries = {{.seq = back.to, .fact = {}, .row = wire::row_of(meetings[0])}};
  ASSERT_TRUE(store_->apply(back));
  EXPECT_TRUE(day("anna").meetings.empty());
  EXPECT_EQ(day("carl").meetings.size(), 1U);
}

// Two copies of one disk gave the same number to two facts, and each was at the hub for a time: a
// hub that was put back to before the first gives the second instead.
TEST_F(StationStoreTest, WhatARestoredHubGivesUnderAnIdReplacesWhatItGaveBefore) {
  for (const StationId from : {StationId{9}, enrolment.station}) {
    SCOPED_TRACE(from.value == 9 ? "another station's" : "this one's, by another copy of its disk");
    testing::TemporaryFolder folder;
    store_ = StationStore::open(folder.path(), clock_).value();
    ASSERT_TRUE(store_->enrol(enrolment));
    ASSERT_TRUE(store_->begin_incarnation({2, 1, 0}));
    read_anew(1, {{{from, 1, 1}, CheckIn{AttendeeId("anna"), "A"}}});
    EXPECT_TRUE(day("anna").state.check_in);
    read_anew(2, {{{from, 1, 1}, CheckIn{AttendeeId("bram"), "B"}}});
    EXPECT_FALSE(day("anna").state.check_in);
    EXPECT_TRUE(day("bram").state.check_in);
    read_anew(3, {{{from, 1, 1}, CheckIn{AttendeeId("bram"), "B"}},
                  {{{10}, 1, 1}, Undo{{FactId{from, 1, 1}}}}});
    EXPECT_FALSE(day("bram").state.check_in);
    read_anew(4, {{{from, 1, 1}, CheckIn{AttendeeId("bram"), "B"}},
                  {{{10}, 1, 1}, CheckIn{AttendeeId("carl"), "C"}}});
    EXPECT_TRUE(day("bram").state.check_in) << "what the undo undid counts again";
    store_.reset();
  }
}

// It gets another number there once that copy is back, which then is the only one.
TEST_F(StationStoreTest, WhatARestoredHubLostOfAnotherCopyOfThisDiskCountsOnceItIsBack) {
  open_enrolled();
  ASSERT_TRUE(store_->begin_incarnation({2, 1, 0}));
  const FactId lost{enrolment.station, 1, 1};
  const FactId back{enrolment.station, 3, 1};
  const CheckIn check_in{AttendeeId("anna"), "A"};
  read_anew(1, {{lost, check_in}});
  read_anew(2, {});
  EXPECT_EQ(day("anna").state.check_in, lost) << "it was so";
  EXPECT_TRUE(*store_->has_heard()) << "and waits for the hub's word";
  read_anew(3, {{back, check_in}});
  EXPECT_EQ(day("anna").state.check_in, back);
  EXPECT_TRUE(day("anna").state.doubles.empty());
  EXPECT_FALSE(*store_->has_heard());
}

TEST_F(StationStoreTest, ANewIncarnationMovesWhatTheHubDoesNotHave) {
  open_enrolled();
  append(CheckIn{AttendeeId("anna"), "A"});
  const FactId wrong = append(CheckIn{AttendeeId("bram"), "B"});
  append(Undo{{wrong}});
  ASSERT_TRUE(store_->acknowledge(1, 1, {}));
  ASSERT_TRUE(store_->begin_incarnation({3, 1, 1}));
  const auto position = store_->position().value();
  EXPECT_EQ(position.incarnation, 3u);
  EXPECT_EQ(position.waiting(), 2u);
  EXPECT_EQ(position.cursor, 0u);
  EXPECT_TRUE(day("anna").state.check_in);
  EXPECT_FALSE(day("bram").state.check_in) << "the undo must name the check-in by its new id";
  const auto push = store_->outbox(3, 0, 10, 1 << 20).value();
  EXPECT_EQ(push.incarnation, 3u);
  ASSERT_EQ(push.facts.size(), 2u);
  EXPECT_EQ(push.previous_hash, chain_start);
  // Never back to a number that was used.
  ASSERT_TRUE(store_->begin_incarnation({2, 3, 0}));
  EXPECT_EQ(store_->position()->incarnation, 4u);
}

// With a new journal everything is read again. A hub that was put back meanwhile, in the same
// epoch, gives its numbers to other facts.
TEST_F(StationStoreTest, ANumberOfTheHubGoesToTheFactThatItIsGivenToNow) {
  open_enrolled();
  append(CheckIn{AttendeeId("anna"), "A"});
  const std::pair<FactId, FactBody> bram{{{9}, 1, 1}, CheckIn{AttendeeId("bram"), "B"}};
  const std::pair<FactId, FactBody> carl{{{9}, 1, 2}, CheckIn{AttendeeId("carl"), "C"}};
  read_anew(2, {bram});
  ASSERT_TRUE(store_->begin_incarnation({2, 1, 0}));
  ASSERT_TRUE(store_->apply(snapshot(2, {carl})));
  EXPECT_TRUE(day("anna").state.check_in);
  EXPECT_TRUE(day("bram").state.check_in) << "until the hub says that it never was";
  EXPECT_TRUE(day("carl").state.check_in);
  ASSERT_TRUE(store_->begin_incarnation({3, 2, 0}));
  ASSERT_TRUE(store_->apply(snapshot(2, {bram}))) << "now the number of one that is here";
  EXPECT_TRUE(day("bram").state.check_in);
  EXPECT_TRUE(day("carl").state.check_in);
}

TEST_F(StationStoreTest, AnotherEventWaitsUntilEverythingIsSent) {
  open_enrolled();
  append(CheckIn{AttendeeId("anna"), "A"});
  Enrolment other = enrolment;
  other.event = EventId("other");
  EXPECT_EQ(store_->enrol(other).error().code, ErrorCode::conflict);
  EXPECT_EQ(day("anna").event.id, EventId("demo"));
  ASSERT_TRUE(store_->acknowledge(1, 1, {}));
  EXPECT_TRUE(store_->enrol(other));
  EXPECT_EQ(store_->position()->last_seq, 0u);
}

TEST_F(StationStoreTest, TwoProgramsDoNotShareAFolder) {
  open();
  const auto second = StationStore::open(folder_.path(), clock_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::conflict);
}

TEST_F(StationStoreTest, ReadersSeeNoHalfTransaction) {
  open_enrolled();
  ASSERT_TRUE(store_->write([&](StationWrite& w) -> Status {
    w.append(CheckIn{AttendeeId("anna"), "A"});
    EXPECT_FALSE(day("anna").state.check_in);
    EXPECT_TRUE(w.read().attendee_state(AttendeeId("anna")).check_in);
    return {};
  }));
  EXPECT_TRUE(day("anna").state.check_in);
}

}  // namespace
}  // namespace meetpoint::store
