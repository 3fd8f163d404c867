#include "sync/model/fold.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/sync/model/facts_for_tests.h"

namespace meetpoint {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const AttendeeId anna("anna");
const AttendeeId bram("bram");
const AttendeeId carl("carl");

class Facts {
 public:
  FactId add(FactBody body, std::int64_t at_ms = 0, std::uint32_t station = 1) {
    const FactId id{.station = {station}, .incarnation = 1, .seq = ++seq_[station]};
    const Instant wall = from_ms(1'800'000'000'000 + at_ms);
    facts_.push_back({.id = id, .hlc = Hlc::of(wall, 0), .wall = wall, .body = std::move(body)});
    return id;
  }
  template <class State>
  State state(const std::string& key) const {
    const auto all = fold_all(facts_);
    const auto found = all.find(key);
    return found == all.end() ? State{} : std::get<State>(found->second);
  }
  AttendeeState attendee(const AttendeeId& id) const {
    return state<AttendeeState>(attendee_key(id));
  }
  ConsentState consent(const AttendeeId& id) const { return state<ConsentState>(consent_key(id)); }
  bool has(const std::string& key) const { return fold_all(facts_).contains(key); }

 private:
  std::vector<Fact> facts_;
  std::map<std::uint32_t, std::uint64_t> seq_;
};

TEST(Fold, GivesTheSameStateForEveryOrderOfTheSameFacts) {
  testing::RandomDay day(20270311);
  std::vector<Fact> facts = day.make(400);
  const auto expected = fold_all(facts);
  ASSERT_GT(expected.size(), 40u);
  for (int round = 0; round < 1000; ++round) {
    std::shuffle(facts.begin(), facts.end(), day.random());
    ASSERT_EQ(fold_all(facts), expected) << "order " << round;
  }
}

TEST(Fold, TheFirstOfTwoCheckInsCountsAndTheOtherIsADouble) {
  Facts facts;
  const FactId late = facts.add(CheckIn{anna, "A"}, 5000, 2);
  const FactId early = facts.add(CheckIn{anna, "A"}, 1000, 1);
  const AttendeeState state = facts.attendee(anna);
  EXPECT_EQ(state.check_in, early);
  EXPECT_THAT(state.doubles, ElementsAre(late));
}

TEST(Fold, AnUndoTakesBackWhatItNamesAndNothingElse) {
  Facts facts;
  const FactId first = facts.add(CheckIn{anna, "A"}, 1000, 1);
  facts.add(Undo{{first}}, 2000, 1);
  EXPECT_FALSE(facts.attendee(anna).check_in);
  // A check-in that the undo's author could not see stays.
  const FactId other = facts.add(CheckIn{anna, "A"}, 1500, 2);
  EXPECT_EQ(facts.attendee(anna).check_in, other);
}

TEST(Fold, NeitherARevocationNorAWithdrawalCanBeUndone) {
  Facts facts;
  const FactId revoked = facts.add(BadgeRevoked{"A", "lost"});
  const FactId withdrawn = facts.add(ConsentWithdrawn{anna, {}, {}});
  facts.add(ConsentGiven{anna, bram, {"name"}, {}});
  facts.add(Undo{{revoked, withdrawn}});
  EXPECT_TRUE(facts.state<BadgeState>(badge_key("A")).revoked);
  EXPECT_THAT(facts.consent(anna).grants, IsEmpty());
}

TEST(Fold, AContactIsOnceForThePairWhicheverWayRound) {
  Facts facts;
  facts.add(Contact{bram, anna, {}, PlaceId("T1")}, 1000, 1);
  facts.add(Contact{anna, bram, {}, PlaceId("T2")}, 2000, 2);
  const auto contact = facts.state<ContactState>(contact_key(anna, bram, {}));
  EXPECT_EQ(contact.low, anna);
  EXPECT_EQ(contact.high, bram);
  EXPECT_EQ(contact.place, PlaceId("T1"));
  EXPECT_EQ(contact.doubles.size(), 1u);
}

TEST(Fold, AContactInAMeetingIsApartFromOneOutside) {
  Facts facts;
  facts.add(Contact{anna, bram, {}, {}});
  facts.add(Contact{anna, bram, MeetingId("M1"), {}});
  EXPECT_TRUE(facts.has(contact_key(anna, bram, {})));
  EXPECT_TRUE(facts.has(contact_key(bram, anna, MeetingId("M1"))));
}

TEST(Fold, AContactWithOneselfCountsForNothing) {
  Facts facts;
  facts.add(Contact{anna, anna, {}, {}});
  EXPECT_FALSE(facts.has(contact_key(anna, anna, {})));
}

TEST(Fold, ConsentIsPerPersonPerReceiverPerField) {
  Facts facts;
  facts.add(ConsentGiven{anna, bram, {"name"}, {}});
  EXPECT_TRUE(may_pass_on(facts.consent(anna), bram, "name"));
  EXPECT_FALSE(may_pass_on(facts.consent(anna), bram, "email"));
  EXPECT_FALSE(may_pass_on(facts.consent(anna), carl, "name"));
  EXPECT_FALSE(may_pass_on(facts.consent(bram), anna, "name"));
}

TEST(Fold, AWithdrawalWinsWhateverTheClocksSay) {
  Facts facts;
  facts.add(ConsentWithdrawn{anna, bram, {}}, 0, 2);
  facts.add(ConsentGiven{anna, bram, {"name"}, {}}, 9000, 1);  // later, but did not see it
  EXPECT_FALSE(may_pass_on(facts.consent(anna), bram, "name"));
}

TEST(Fold, AConsentThatNamesTheWithdrawalsHoldsAgain) {
  Facts facts;
  const FactId withdrawn = facts.add(ConsentWithdrawn{anna, {}, {}});
  facts.add(ConsentGiven{anna, bram, {"name"}, {withdrawn}});
  EXPECT_TRUE(may_pass_on(facts.consent(anna), bram, "name"));
  facts.add(ConsentWithdrawn{anna, bram, {"name"}});
  EXPECT_FALSE(may_pass_on(facts.consent(anna), bram, "name"));
}

TEST(Fold, AWithdrawalOfOneFieldLeavesTheOthers) {
  Facts facts;
  facts.add(ConsentGiven{anna, bram, {"name", "email"}, {}});
  facts.add(ConsentWithdrawn{anna, bram, {"email"}});
  EXPECT_TRUE(may_pass_on(facts.consent(anna), bram, "name"));
  EXPECT_FALSE(may_pass_on(facts.consent(anna), bram, "email"));
}

TEST(Fold, APersonIsInTheZoneThatTheyEnteredLast) {
  Facts facts;
  facts.add(ZoneEntered{anna, ZoneId("labels"), false}, 1000);
  facts.add(ZoneEntered{anna, ZoneId("price"), false}, 2000);
  facts.add(ZoneLeft{anna, ZoneId("labels")}, 3000);  // of the zone before: says nothing
  EXPECT_EQ(facts.attendee(anna).zone, ZoneId("price"));
  facts.add(ZoneLeft{anna, ZoneId("price")}, 4000);
  EXPECT_TRUE(facts.attendee(anna).zone.empty());
}

TEST(Fold, ABadgeIssuedTwiceIsTheFirstOnesAndTheOtherIsNamed) {
  Facts facts;
  facts.add(BadgeIssued{"A", bram}, 2000, 2);
  facts.add(BadgeIssued{"A", anna}, 1000, 1);
  const auto badge = facts.state<BadgeState>(badge_key("A"));
  EXPECT_EQ(badge.attendee, anna);
  EXPECT_THAT(badge.also_issued, ElementsAre(bram));
}

TEST(Fold, EveryVersionOfANoteIsKept) {
  Facts facts;
  facts.add(ContactNote{anna, bram, "call back", 4}, 1000, 1);
  facts.add(ContactNote{anna, bram, "called", 5}, 2000, 2);
  const auto notes = facts.state<NoteState>(fold_key(ContactNote{anna, bram, "", 0}));
  ASSERT_EQ(notes.versions.size(), 2u);
  EXPECT_EQ(notes.versions[1].text, "called");
}

TEST(Fold, IdsWithASlashAreNotTakenForOthers) {
  EXPECT_NE(contact_key(AttendeeId("a/1:b"), AttendeeId("c"), {}),
            contact_key(AttendeeId("a"), AttendeeId("b/1:c"), {}));
}

}  // namespace
}  // namespace meetpoint
