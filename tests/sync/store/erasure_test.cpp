// Erasing a person at a station: what is acknowledged goes at once, the station's own facts when
// the hub has them.
#include "sync/store/erasure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "sync/model/chain.h"
#include "sync/store/station_store.h"
#include "sync/wire/fact_codec.h"
#include "sync/wire/journal_proof.h"
#include "sync/wire/notice_codec.h"
#include "tests/sync/store/sample_roster.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::store {
namespace {

const AttendeeId anna{"anna"};
const AttendeeId bram{"bram"};

class StationErasure : public ::testing::Test {
 protected:
  StationErasure() {
    Roster roster = testing::sample_roster();
    roster.attendees[0].family_name = "Peeters-Zapatero";
    roster.badges[0].code = "QR-OF-ANNA-7731";
    auto opened = StationStore::open(folder_.path(), clock_);
    EXPECT_TRUE(opened);
    store_ = std::move(*opened);
    EXPECT_TRUE(store_->enrol({.event = EventId("demo"), .station = {7}}));
    EXPECT_TRUE(store_->apply(testing::sample_snapshot(roster)));
    EXPECT_TRUE(store_->settle({.epoch = 1}));
  }
  void record(const FactBody& body) {
    EXPECT_TRUE(store_->write([&](StationWrite& w) -> Status {
      w.append(body);
      return {};
    }));
  }
  void erase(std::uint64_t epoch = 1) {
    const auto at = *store_->position();
    wire::FeedReply reply{
        .epoch = epoch, .from = at.cursor, .to = at.cursor + 2, .head = at.cursor + 2};
    reply.entries = {
        {.seq = at.cursor + 1,
         .fact = {},
         .row = RosterRow{.type = "attendee", .id = "anna", .deleted = true, .body = "\xa0"}},
        {.seq = at.cursor + 2,
         .fact = {},
         .row = wire::row_of(Notice{.kind = std::string(notice_erased),
                                    .subject = "anna",
                                    .code_digests = {code_digest(EventId("demo"), "SECOND")}})}};
    ASSERT_TRUE(store_->apply(reply));
  }
  bool in_files(const std::string& word) {
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      std::ifstream file(entry.path(), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all.find(word) != std::string::npos;
  }

  testing::TemporaryFolder folder_;
  ManualClock clock_{testing::nine_o_clock};
  std::unique_ptr<StationStore> store_;
};

TEST_F(StationErasure, TheRosterAndWhatTheHubHasGoAtOnce) {
  record(ContactNote{.author = anna, .about = bram, .text = "wants blue labels"});
  ASSERT_TRUE(store_->acknowledge(1, 1, {}));
  ASSERT_TRUE(in_files("Zapatero"));
  erase();
  EXPECT_FALSE(in_files("Zapatero"));
  EXPECT_FALSE(in_files("QR-OF-ANNA-7731"));
  EXPECT_FALSE(in_files("blue labels"));
}

TEST_F(StationErasure, OwnFactsStayWholeUntilTheHubHasThem) {
  record(ContactNote{.author = anna, .about = bram, .text = "wants blue labels"});
  record(CheckIn{.attendee = bram, .badge = {}});
  erase();
  const auto push = store_->outbox(1, 0, 10, 100'000);
  ASSERT_TRUE(push);
  EXPECT_EQ(push->facts.at(0).kind, ContactNote::kind);
  ASSERT_TRUE(store_->acknowledge(1, 2, {}));
  EXPECT_FALSE(in_files("blue labels"));
  // A hub that lost it gets an empty fact in its place; the other is as it was.
  const auto again = store_->outbox(1, 0, 10, 100'000);
  EXPECT_EQ(again->facts.at(0).kind, "erased");
  EXPECT_EQ(again->facts.at(1).kind, CheckIn::kind);
  EXPECT_EQ(wire::chain_of(*again).value(), wire::chain_of(*push).value());
}

// The answer to the push was lost, and the hub was restored: a comparison says that it has them.
TEST_F(StationErasure, OwnFactsGoWhenAComparisonSaysThatTheHubHasThem) {
  erase();
  record(ContactNote{.author = bram, .about = anna, .text = "wants blue labels"});
  const auto ours = store_->vector();
  ASSERT_TRUE(ours);
  ASSERT_EQ(ours->journals.size(), 1u);
  ASSERT_TRUE(store_->settle({.epoch = 1, .journals = {{1, 1, ours->journals[0].chain}}}));
  EXPECT_FALSE(in_files("blue labels"));
}

// A restored hub says who was erased before it has said how much of this journal it lost.
TEST_F(StationErasure, OwnFactsStayWholeUntilARestoredHubWasCompared) {
  record(BadgeIssued{.badge = "THIRD-CODE", .attendee = anna});
  ASSERT_TRUE(store_->acknowledge(1, 1, {}));
  ASSERT_TRUE(store_->reset_to(2));
  erase(2);
  const auto ours = store_->vector();
  ASSERT_TRUE(store_->settle({.epoch = 2, .journals = {{1, 0, std::string(chain_start)}}}));
  EXPECT_EQ(store_->outbox(1, 0, 10, 100'000)->facts.at(0).kind, BadgeIssued::kind);
  ASSERT_TRUE(store_->acknowledge(1, 1, {}));
  EXPECT_FALSE(in_files("THIRD-CODE"));
}

TEST_F(StationErasure, FactsOfAnotherCopyOfThisDiskGoAtOnceToo) {
  record(CheckIn{bram, {}});
  ASSERT_TRUE(store_->acknowledge(1, 1, {}));
  ASSERT_TRUE(store_->begin_incarnation({2, 1, 1}));
  // The feed is read again from its start, with what the other copy recorded under our old numbers.
  FactRecord theirs{
      .id = {{7}, 1, 2}, .kind = "check_in", .body = wire::write_body(CheckIn{anna, {}})};
  wire::FeedReply reply{.epoch = 1, .from = 0, .to = 40, .head = 40};
  reply.entries = {{.seq = 40, .fact = theirs, .row = {}}};
  ASSERT_TRUE(store_->apply(reply));
  erase();
  ASSERT_TRUE(store_->read([&](EventReader& reader) -> Status {
    EXPECT_FALSE(reader.attendee_state(anna).check_in);
    return {};
  }));
}

TEST_F(StationErasure, WhatIsRecordedAfterwardsGoesWhenItIsAcknowledged) {
  erase();
  record(ContactNote{.author = bram, .about = anna, .text = "wants blue labels"});
  record(BadgeIssued{.badge = "SECOND", .attendee = bram});
  ASSERT_TRUE(store_->acknowledge(1, 2, {}));
  EXPECT_FALSE(in_files("blue labels"));
  EXPECT_EQ(store_->outbox(1, 0, 10, 100'000)->facts.at(1).kind, "erased") << "known by its digest";
}

// A hub that was put back from an older copy hands them out again until it hears of it.
TEST_F(StationErasure, TheRosterOfARestoredHubDoesNotBringThemBack) {
  erase();
  ASSERT_TRUE(store_->reset_to(2));
  wire::FeedReply reply{.epoch = 2, .from = 0, .to = 2, .head = 2};
  const Attendee person{.id = anna, .given_name = "Anna", .family_name = "Zapatero"};
  reply.entries = {
      {.seq = 1, .fact = {}, .row = wire::row_of(person)},
      {.seq = 2, .fact = {}, .row = wire::row_of(Badge{.code = "OF-ANNA", .attendee = anna})}};
  ASSERT_TRUE(store_->apply(reply));
  EXPECT_FALSE(in_files("Zapatero"));
  EXPECT_FALSE(in_files("OF-ANNA"));
}

TEST_F(StationErasure, NoticesStayThroughANewEpochAndGoBackToTheHub) {
  erase();
  ASSERT_TRUE(store_->reset_to(2));
  wire::FeedReply empty{.epoch = 2, .from = 0, .to = 1, .head = 1};
  ASSERT_TRUE(store_->apply(empty));
  const auto kept = store_->notices();
  ASSERT_TRUE(kept);
  ASSERT_EQ(kept->size(), 1u);
  EXPECT_EQ(wire::read_notice(kept->at(0))->subject, "anna");
}

}  // namespace
}  // namespace meetpoint::store
