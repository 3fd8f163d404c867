// Journals that ended: kept, and sent again to a hub that lost them.
#include <gtest/gtest.h>

#include "sync/model/chain.h"
#include "sync/store/schema.h"
#include "sync/store/station_store.h"
#include "sync/wire/fact_codec.h"
#include "sync/wire/journal_proof.h"
#include "tests/sync/store/sample_roster.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::store {
namespace {

class PastJournals : public ::testing::Test {
 protected:
  void SetUp() override {
    store_ = StationStore::open(folder_.path(), clock_).value();
    ASSERT_TRUE(store_->enrol({.event = EventId("demo"), .station = {7}, .key = key_}));
    ASSERT_TRUE(store_->apply(meetpoint::testing::sample_snapshot()));
  }
  FactId record(const FactBody& body) {
    FactId id;
    EXPECT_TRUE(store_->write([&](StationWrite& w) -> Status {
      id = w.append(body);
      return {};
    }));
    return id;
  }
  FactId check_in(const char* who) { return record(CheckIn{AttendeeId(who), {}}); }
  wire::VectorReply held(std::vector<wire::JournalHeld> journals) {
    return {.epoch = 5, .journals = std::move(journals)};
  }
  std::string chain_at(std::uint32_t incarnation, std::uint64_t seq) {
    return store_->outbox(incarnation, seq, 1, 1000)->previous_hash;
  }
  // Journal 1 with facts 1 to 3 at the hub, journal 2 with one that is not.
  void two_journals() {
    for (const char* who : {"anna", "bram", "carl"}) check_in(who);
    ASSERT_TRUE(store_->acknowledge(1, 3, {}));
    ASSERT_TRUE(store_->begin_incarnation({2, 1, 3}));
    check_in("anna");
  }

  meetpoint::testing::TemporaryFolder folder_;
  SystemClock clock_;
  KeyPair key_ = make_key_pair();
  std::unique_ptr<StationStore> store_;
};

TEST_F(PastJournals, AreInTheVectorWithTheirHeads) {
  two_journals();
  const auto vector = store_->vector().value();
  ASSERT_EQ(vector.journals.size(), 2u);
  EXPECT_EQ(vector.journals[0], (wire::JournalHead{1, 3, chain_at(1, 3)}));
  EXPECT_EQ(vector.journals[1], (wire::JournalHead{2, 1, chain_at(2, 1)}));
}

// A screen holds what it recorded until the visit is over, and sync may give that another number
// meanwhile; the old one may by then be a fact of another copy of the disk.
TEST_F(PastJournals, AnUndoFindsFactsThatGotOtherIdsTwice) {
  const FactId anna = check_in("anna");
  ASSERT_TRUE(store_->begin_incarnation({2, 1, 0}));
  ASSERT_TRUE(store_->begin_incarnation({3, 2, 0}));
  ASSERT_TRUE(store_->write([&](StationWrite& write) -> Status {
    write.undo({anna});
    EXPECT_FALSE(write.read().attendee_state(AttendeeId("anna")).check_in);
    return {};
  }));
}

// A fork moved it; then a hub that was put back had it, from another copy of the disk, where it had
// been at first.
TEST_F(PastJournals, AnUndoFindsAFactThatIsBackUnderItsFirstId) {
  const FactId anna = check_in("anna");
  const FactId bram = check_in("bram");
  ASSERT_TRUE(store_->begin_incarnation({2, 1, 0}));
  ASSERT_TRUE(store_->begin_incarnation({3, 2, 0, {{1, 1, 1}}}));
  for (const FactId& moved : {anna, FactId{{7}, 2, 1}, bram}) {
    ASSERT_TRUE(store_->write([&](StationWrite& write) -> Status {
      write.undo({moved});
      return {};
    }));
  }
  ASSERT_TRUE(store_->read([](EventReader& read) -> Status {
    EXPECT_FALSE(read.attendee_state(AttendeeId("anna")).check_in);
    EXPECT_FALSE(read.attendee_state(AttendeeId("bram")).check_in);
    return {};
  }));
  const auto push = store_->outbox(3, 0, 10, 1 << 20).value();
  ASSERT_EQ(push.facts.size(), 4u) << "bram, and three times an undo";
  const FactId anna_now{{7}, 1, 1};
  const FactId bram_now{{7}, 3, 1};
  std::vector<FactId> named;
  for (std::size_t i = 1; i < push.facts.size(); ++i) {
    named.push_back(std::get<Undo>(wire::read_fact(push.facts[i]).body).facts.at(0));
  }
  EXPECT_EQ(named, (std::vector<FactId>{anna_now, anna_now, bram_now}));
}

TEST_F(PastJournals, ThatTheHubLostWaitAgainOldestFirst) {
  two_journals();
  EXPECT_EQ(store_->position()->waiting(), 1u);
  ASSERT_TRUE(store_->reset_to(5));
  ASSERT_TRUE(store_->settle(held({{1, 1, chain_at(1, 1)}, {2, 0, std::string(chain_start)}})));
  const auto position = store_->position().value();
  EXPECT_EQ(position.vector_epoch, 5u);
  EXPECT_EQ(position.waiting(), 3u);
  ASSERT_EQ(position.past.size(), 1u);
  EXPECT_EQ(position.past[0], (JournalPosition::Past{1, 3, 1}));

  auto push = store_->outbox(1, 1, 10, 1 << 20).value();
  EXPECT_EQ(push.incarnation, 1u);
  ASSERT_EQ(push.facts.size(), 2u);
  EXPECT_EQ(push.facts[0].id, (FactId{{7}, 1, 2}));
  ASSERT_TRUE(store_->sign(push));
  EXPECT_TRUE(verify(wire::journal_head_bytes(EventId("demo"), {7}, 1, 3, chain_at(1, 3)),
                     push.signature, key_.public_key));
  ASSERT_TRUE(store_->acknowledge(1, 3, {}));
  EXPECT_TRUE(store_->position()->past.empty());
  EXPECT_EQ(store_->position()->waiting(), 1u);
}

TEST_F(PastJournals, OfAnotherHistoryAreSentFromTheirFirstFact) {
  two_journals();
  ASSERT_TRUE(store_->settle(held({{1, 2, std::string(32, 'f')}, {2, 9, std::string(32, 'f')}})));
  EXPECT_EQ(store_->position()->past.at(0).acked_seq, 0u);
  EXPECT_EQ(store_->position()->acked_seq, 0u);
}

// Another copy of this disk had the same facts waiting, and was at the hub first.
TEST_F(PastJournals, WhatTheHubHasUnderAnotherIdIsNotSentAgain) {
  const FactId anna = check_in("anna");
  check_in("bram");
  record(Undo{{anna}});
  ASSERT_TRUE(store_->begin_incarnation({4, 1, 0, {{1, 2, 7}, {2, 2, 8}}}));
  const auto push = store_->outbox(4, 0, 10, 1 << 20).value();
  ASSERT_EQ(push.facts.size(), 1u) << "the undo";
  EXPECT_EQ(push.facts[0].id, (FactId{{7}, 4, 1}));
  const Fact undo = wire::read_fact(push.facts[0]);
  EXPECT_EQ(std::get<Undo>(undo.body).facts, (std::vector<FactId>{{{7}, 2, 7}}));
  EXPECT_EQ(store_->position()->waiting(), 1u);
  ASSERT_TRUE(store_->read([](EventReader& r) -> Status {
    EXPECT_FALSE(r.attendee_state(AttendeeId("anna")).check_in);
    EXPECT_TRUE(r.attendee_state(AttendeeId("bram")).check_in);
    return {};
  }));
}

// And the feed had brought it already: then it was here twice.
TEST_F(PastJournals, WhatTheFeedBroughtUnderAnotherIdCountsOnce) {
  check_in("anna");
  wire::PushRequest waiting = store_->outbox(1, 0, 10, 1 << 20).value();
  FactRecord same = waiting.facts.at(0);
  same.id = {{7}, 2, 1};
  const auto at = store_->position().value();
  ASSERT_TRUE(store_->apply({.epoch = at.epoch,
                             .from = at.cursor,
                             .to = at.cursor + 1,
                             .head = at.cursor + 1,
                             .entries = {{.seq = at.cursor + 1, .fact = same, .row = {}}}}));
  const auto doubles = [&] {
    std::size_t count = 0;
    EXPECT_TRUE(store_->read([&](EventReader& r) -> Status {
      count = r.attendee_state(AttendeeId("anna")).doubles.size();
      return {};
    }));
    return count;
  };
  EXPECT_EQ(doubles(), 1u);
  ASSERT_TRUE(store_->begin_incarnation({3, 1, 0, {{1, 2, 1}}}));
  EXPECT_EQ(doubles(), 0u);
}

TEST_F(PastJournals, ThatForkMoveWithTheirReferencesIntoTheNewOne) {
  two_journals();
  record(Undo{{FactId{{7}, 1, 3}}});  // in journal 2: of carl's check-in in journal 1
  ASSERT_TRUE(store_->settle(held({{1, 1, chain_at(1, 1)}, {2, 0, std::string(chain_start)}})));
  // The hub took anna's from us, and has another second fact.
  ASSERT_TRUE(store_->begin_incarnation({3, 1, 1}));
  const auto position = store_->position().value();
  EXPECT_EQ(position.incarnation, 3u);
  EXPECT_EQ(position.waiting(), 4u) << "bram, carl, anna again, the undo";
  EXPECT_TRUE(position.past.empty());
  const auto push = store_->outbox(3, 0, 10, 1 << 20).value();
  ASSERT_EQ(push.facts.size(), 4u);
  const Fact undo = wire::read_fact(push.facts[3]);
  EXPECT_EQ(std::get<Undo>(undo.body).facts, (std::vector<FactId>{{{7}, 3, 2}}));
  ASSERT_TRUE(store_->read([](EventReader& r) -> Status {
    EXPECT_TRUE(r.attendee_state(AttendeeId("anna")).check_in);
    EXPECT_TRUE(r.attendee_state(AttendeeId("bram")).check_in);
    EXPECT_FALSE(r.attendee_state(AttendeeId("carl")).check_in);
    return {};
  }));
  EXPECT_EQ(store_->vector()->journals.size(), 2u);
}

TEST_F(PastJournals, AnIncarnationThatTheHubHasFactsOfIsNotTakenAgain) {
  check_in("anna");
  // A fact of another copy of this disk, which had begun incarnation 2.
  wire::FeedReply reply{.epoch = store_->position()->epoch, .from = store_->position()->cursor};
  reply.to = reply.head = reply.from + 1;
  reply.entries = {{.seq = reply.to,
                    .fact = FactRecord{.id = {{7}, 2, 1},
                                       .kind = "check_in",
                                       .body = wire::write_body(CheckIn{AttendeeId("carl"), {}})},
                    .row = {}}};
  ASSERT_TRUE(store_->apply(reply));
  ASSERT_TRUE(store_->begin_incarnation({2, 1, 0}));
  EXPECT_EQ(store_->position()->incarnation, 3u);
  EXPECT_EQ(store_->outbox(3, 0, 10, 1 << 20)->facts.size(), 1u);
}

TEST_F(PastJournals, AnAcknowledgementOfNoJournalOfOursChangesNothing) {
  two_journals();
  const auto before = store_->position().value();
  EXPECT_TRUE(store_->acknowledge(9, 1, {}));
  EXPECT_TRUE(store_->acknowledge(1, 99, {}));
  EXPECT_EQ(store_->position().value(), before);
}

TEST_F(PastJournals, KeepAnotherEventFromTakingTheirPlaceUntilTheyAreSent) {
  two_journals();
  ASSERT_TRUE(store_->acknowledge(2, 1, {}));
  ASSERT_TRUE(store_->settle(held({{1, 2, chain_at(1, 2)}})));
  const Enrolment other{.event = EventId("other"), .station = {1}};
  EXPECT_EQ(store_->enrol(other).error().code, ErrorCode::conflict);
  ASSERT_TRUE(store_->acknowledge(1, 3, {}));
  EXPECT_TRUE(store_->enrol(other));
  EXPECT_TRUE(store_->vector()->journals.empty());
}

TEST_F(PastJournals, OutliveARestart) {
  two_journals();
  ASSERT_TRUE(store_->send_again(1));
  const auto before = store_->position().value();
  store_.reset();
  store_ = StationStore::open(folder_.path(), clock_).value();
  EXPECT_EQ(store_->position().value(), before);
  EXPECT_EQ(before.waiting(), 4u);
}

}  // namespace
}  // namespace meetpoint::store
