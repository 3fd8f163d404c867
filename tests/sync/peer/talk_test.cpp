// Kiosks that lost the hub tell each other what they know, and nobody else can; then the hub is
// back.
#include <gmock/gmock.h>

#include "sync/store/erasure.h"
#include "tests/sync/peer/peer_fixture.h"

namespace meetpoint::peer::testing {
namespace {

using ::testing::IsEmpty;

class TalkTest : public PeerTest {};

TEST_F(TalkTest, WhatOneRecordsTheOtherKnows) {
  a->record(check_in("A-1"));
  EXPECT_FALSE(b->here("A-1"));
  speak(*a, *b);
  EXPECT_TRUE(b->here("A-1"));
  EXPECT_EQ(state(*a), state(*b));
}

TEST_F(TalkTest, BothSidesTellWhoeverBegins) {
  a->record(check_in("A-1"));
  b->record(check_in("A-2"));
  speak(*b, *a);
  EXPECT_TRUE(a->here("A-2"));
  EXPECT_TRUE(b->here("A-1"));
}

TEST_F(TalkTest, LaterNewsNeedsOneTurn) {
  speak(*a, *b);
  a->record(check_in("A-1"));
  EXPECT_EQ(speak(*a, *b), 1);
  EXPECT_TRUE(b->here("A-1"));
  EXPECT_EQ(speak(*a, *b), 1);
}

TEST_F(TalkTest, AnUndoTravelsToo) {
  const FactId id = a->record(check_in("A-1"));
  speak(*a, *b);
  a->undo(id);
  speak(*b, *a);
  EXPECT_FALSE(b->here("A-1"));
}

TEST_F(TalkTest, MoreThanOneWordHoldsArrivesWhole) {
  for (int i = 0; i < 1200; ++i) a->record(check_in("P-" + std::to_string(i)));
  speak(*b, *a);
  EXPECT_TRUE(b->here("P-0"));
  EXPECT_TRUE(b->here("P-1199"));
  EXPECT_EQ(state(*a), state(*b));
}

TEST_F(TalkTest, ContactsAndNotesStayWhereTheyWereMade) {
  a->record(contact("A-1", "A-2"));
  a->record(ContactNote{.author = AttendeeId("A-1"), .about = AttendeeId("A-2"), .text = "secret"});
  a->record(check_in("A-1"));
  const auto word = a->store->word_for(b->login.station, wire::JournalPlace{});
  ASSERT_EQ(word->facts.size(), 1U);
  EXPECT_EQ(word->facts[0].kind, "check_in");
}

TEST_F(TalkTest, TheHubTakesOverAndEverythingIsThereOnce) {
  a->record(check_in("A-1"));
  b->record(check_in("A-2"));
  speak(*a, *b);
  // The same person at both: one of the two counts, the other is a double, everywhere alike.
  a->record(check_in("A-2"));
  speak(*a, *b);
  EXPECT_EQ(state(*a), state(*b));
  push_all(*a);
  push_all(*b);
  read_all(*a);
  read_all(*b);
  EXPECT_EQ(state(*a), hub_state());
  EXPECT_EQ(state(*b), hub_state());
  EXPECT_EQ(b->state("A-2").doubles.size(), 1U);
  // And what the hub gave is not told again.
  const auto known = b->store->word_for(a->login.station, {})->have;
  EXPECT_THAT(a->store->word_for(b->login.station, known)->facts, IsEmpty());
}

TEST_F(TalkTest, WhatAJournalLostWhenItForkedCountsNoMore) {
  a->record(check_in("A-1"));
  speak(*a, *b);
  ASSERT_TRUE(a->store->begin_incarnation({.at_least = 2, .of = 1, .agreed_seq = 0, .known = {}}));
  speak(*a, *b);
  EXPECT_TRUE(b->here("A-1"));
  EXPECT_THAT(b->state("A-1").doubles, IsEmpty());
  push_all(*a);
  read_all(*b);
  EXPECT_EQ(state(*b), hub_state());
}

// Its disk was put back, and it has recorded something else since under the same numbers.
TEST_F(TalkTest, WhatIsNoLongerUnderTheNumberThatWasToldCountsNoMore) {
  a->record(check_in("A-1"));
  a->record(check_in("A-2"));
  speak(*a, *b);
  ASSERT_TRUE(b->here("A-2"));
  Kiosk back(a->login, clock);
  read_all(back);
  meet(back);
  back.record(check_in("A-1"));
  back.record(ContactNote{.author = AttendeeId("A-1"), .about = AttendeeId("A-2"), .text = "x"});
  back.record(contact("A-1", "A-2"));
  for (int i = 0; i < 3; ++i) speak(*b, back);
  EXPECT_TRUE(b->here("A-1"));
  EXPECT_FALSE(b->here("A-2"));
  EXPECT_EQ(state(*b), state(back));
  push_all(back);
  read_all(*b);
  EXPECT_EQ(state(*b), hub_state());
}

// The word in which that is noticed brings what came after it, too: what came before is told again
// all the same. Here under the number is something that kiosks are told.
TEST_F(TalkTest, WhatIsToldAnewIsToldWhole) {
  a->record(check_in("A-1"));
  a->record(check_in("A-2"));
  speak(*a, *b);
  Kiosk back(a->login, clock);
  read_all(back);
  meet(back);
  for (const char* who : {"A-1", "A-3", "A-4"}) back.record(check_in(who));
  for (int i = 0; i < 3; ++i) speak(*b, back);
  EXPECT_FALSE(b->here("A-2"));
  for (const char* who : {"A-1", "A-3", "A-4"}) EXPECT_TRUE(b->here(who)) << who;
  EXPECT_EQ(state(*b), state(back));
}

TEST_F(TalkTest, WhatWasToldStaysWhileNothingElseTookItsNumber) {
  a->record(check_in("A-1"));
  a->record(contact("A-1", "A-2"));
  speak(*a, *b);
  const auto before = b->store->word_for(a->login.station, {})->have;
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(
        b->talk
            .on_reply(a->login.station, a->talk.answer(*b->talk.ask(a->login.station))->envelope)
            ->applied);
  }
  EXPECT_EQ(b->store->word_for(a->login.station, {})->have, before);
  EXPECT_TRUE(b->here("A-1"));
}

TEST_F(TalkTest, WhereTheHubHasAnotherFactUnderTheSameIdItsWordCounts) {
  a->record(check_in("A-1"));
  speak(*a, *b);
  // Another copy of A's disk was at the hub before.
  hub::testing::Journal copy(a->login.station);
  ASSERT_EQ(push(a->login, copy.push({check_in("A-2")})).status, 200);
  read_all(*b);
  EXPECT_TRUE(b->here("A-2"));
  EXPECT_FALSE(b->here("A-1"));
  EXPECT_EQ(state(*b), hub_state());
}

TEST_F(TalkTest, ARestoredHubChangesNothingOfWhatWasHeard) {
  a->record(check_in("A-1"));
  speak(*a, *b);
  ASSERT_TRUE(b->store->reset_to(*store->raise_epoch(fair)));
  read_all(*b);
  EXPECT_TRUE(b->here("A-1"));
  push_all(*a);
  read_all(*b);
  EXPECT_EQ(state(*b), hub_state());
}

TEST_F(TalkTest, WhatARestoredHubLostCountsAsHeard) {
  keep_copy();
  a->record(check_in("A-1"));
  push_all(*a);
  read_all(*b);
  put_copy_back();
  ASSERT_TRUE(b->store->reset_to(*store->raise_epoch(fair)));
  read_all(*b);
  EXPECT_TRUE(b->here("A-1"));
  EXPECT_TRUE(*b->store->has_heard());
  // The kiosk that recorded it will not come back.
  ASSERT_TRUE(store->revoke(fair, a->login.station));
  meet(*b);
  EXPECT_FALSE(b->here("A-1"));
  EXPECT_EQ(state(*b), hub_state());
}

TEST_F(TalkTest, WhoWasShutOutIsNeitherHeardNorBelievedAnyMore) {
  a->record(check_in("A-1"));
  speak(*a, *b);
  ASSERT_TRUE(store->revoke(fair, a->login.station));
  meet(*b);
  EXPECT_FALSE(b->here("A-1"));
  EXPECT_EQ(state(*b), hub_state());
  const auto word = a->talk.ask(b->login.station);
  ASSERT_TRUE(word);
  EXPECT_EQ(b->talk.answer(*word).error().code, ErrorCode::unauthorised);
  EXPECT_EQ(b->talk.ask(a->login.station).error().code, ErrorCode::not_found);
}

TEST_F(TalkTest, WhoWasErasedIsNotHeardOfAgain) {
  a->record(check_in("A-1"));
  a->record(check_in("A-2"));
  ASSERT_TRUE(store->erase(fair, AttendeeId("A-1")));
  read_all(*b);
  EXPECT_LE(speak(*a, *b), 4);
  EXPECT_FALSE(b->here("A-1"));
  EXPECT_TRUE(b->here("A-2"));
}

TEST_F(TalkTest, WhatWasHeardOfTheErasedGoesWithThem) {
  a->record(check_in("A-1"));
  speak(*a, *b);
  ASSERT_TRUE(store->erase(fair, AttendeeId("A-1")));
  read_all(*b);
  EXPECT_FALSE(b->here("A-1"));
  push_all(*a);
  read_all(*a);
  read_all(*b);
  EXPECT_EQ(state(*b), hub_state());
  EXPECT_EQ(state(*a), hub_state());
  // The hub hands nothing out in its place: nothing waits for that.
  EXPECT_FALSE(*b->store->has_heard());
}

TEST_F(TalkTest, AnOldWordSaidAgainBySomebodyElseChangesNothing) {
  speak(*a, *b);
  const FactId id = a->record(check_in("A-1"));
  const auto word = a->talk.ask(b->login.station);
  ASSERT_TRUE(b->talk.answer(*word)->applied);
  a->undo(id);
  speak(*a, *b);
  speak(*a, *b);
  ASSERT_FALSE(b->here("A-1"));
  const auto before = state(*b);
  const auto again = b->talk.answer(*word);
  ASSERT_TRUE(again);  // it is A's word, so it is answered; sealed for A
  EXPECT_FALSE(again->applied);
  EXPECT_EQ(state(*b), before);
}

TEST_F(TalkTest, AnOldReplyIsNotTaken) {
  const auto first = a->talk.ask(b->login.station);
  const auto reply = b->talk.answer(*first);
  ASSERT_TRUE(a->talk.on_reply(b->login.station, reply->envelope));
  ASSERT_TRUE(a->talk.ask(b->login.station));
  EXPECT_EQ(a->talk.on_reply(b->login.station, reply->envelope).error().code,
            ErrorCode::unauthorised);
}

TEST_F(TalkTest, NobodyElseCanSpeakOrChangeAByte) {
  const auto word = a->talk.ask(b->login.station);
  for (std::size_t at = 0; at < word->size(); at += 7) {
    std::string torn = *word;
    torn[at] = static_cast<char>(torn[at] ^ 1);
    EXPECT_FALSE(b->talk.answer(torn)) << at;
  }
  EXPECT_FALSE(b->talk.answer(word->substr(0, 20)));
  EXPECT_FALSE(b->talk.answer(""));
  // A kiosk that the hub has not named yet.
  auto late = join("Late");
  meet(*late);
  const auto strange = late->talk.ask(b->login.station);
  ASSERT_TRUE(strange);
  EXPECT_EQ(b->talk.answer(*strange).error().code, ErrorCode::unauthorised);
  meet(*b);
  EXPECT_TRUE(b->talk.answer(*strange));
}

TEST_F(TalkTest, OnlyItsOwnFactsAreBelieved) {
  a->record(check_in("A-1"));
  auto word = *a->store->word_for(b->login.station, wire::JournalPlace{});
  auto forged = word;
  forged.facts[0].id.station = {99};
  EXPECT_EQ(b->store->hear(a->login.station, forged).error().code, ErrorCode::protocol);
  forged = word;
  forged.facts[0].id.seq = 7;  // beyond its journal
  EXPECT_EQ(b->store->hear(a->login.station, forged).error().code, ErrorCode::protocol);
  forged = word;
  forged.facts.push_back(forged.facts[0]);
  EXPECT_EQ(b->store->hear(a->login.station, forged).error().code, ErrorCode::protocol);
  forged = word;
  forged.facts[0].kind = "contact";
  EXPECT_FALSE(*b->store->hear(a->login.station, forged));
  forged = word;
  forged.event = EventId("other");
  EXPECT_FALSE(b->store->hear(a->login.station, forged));
  EXPECT_FALSE(b->here("A-1"));
  EXPECT_TRUE(*b->store->hear(a->login.station, word));
}

TEST_F(TalkTest, WhatWasHeardSurvivesAStart) {
  a->record(check_in("A-1"));
  speak(*a, *b);
  b->store.reset();
  b->store = store::StationStore::open(b->folder.path(), clock).value();
  EXPECT_TRUE(b->here("A-1"));
}

TEST_F(TalkTest, TheHubNamesKiosksToKiosksAlone) {
  const auto organiser = enrol_with_key("Office", "organiser");
  EXPECT_EQ(ask(get("/v1/events/fair/peers", organiser.token)).status, 403);
  EXPECT_EQ(ask(get("/v1/events/fair/peers", "wrong")).status, 401);
  const auto named =
      read<wire::PeersReply>(ask(get("/v1/events/fair/peers", a->login.token))).peers;
  ASSERT_EQ(named.size(), 1U);
  EXPECT_EQ(named[0], (wire::Peer{b->login.station, b->login.key.public_key}));
}

}  // namespace
}  // namespace meetpoint::peer::testing
