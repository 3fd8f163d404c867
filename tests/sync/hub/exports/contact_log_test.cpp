// Who may be in the contact log, and with what.
#include "sync/hub/exports/contact_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sync/hub/exports/small_event.h"

namespace meetpoint::exports {
namespace {

using testing::fact_id;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::SmallEvent;

TEST(ContactLog, ShowsBothWhereBothConsentToAll) {
  SmallEvent e;
  e.meet("B-1", "S-1", 10, 5, "M-1");
  e.consent("B-1", "S-1", {"name", "organisation", "email", "telephone"});
  e.consent("S-1", "B-1", {"name", "organisation", "email", "telephone"});
  const ContactLog log = e.log();
  ASSERT_THAT(log.rows, SizeIs(1));
  const ContactLogRow& row = log.rows[0];
  EXPECT_EQ(date_text(row.local), "2027-03-18");
  EXPECT_EQ(time_text(row.local), "11:05") << "Brussels time";
  EXPECT_EQ(row.station, "Door");
  EXPECT_EQ(row.place, "Table 1") << "of the meeting, as the station has none";
  EXPECT_EQ(row.meeting.value, "M-1");
  EXPECT_EQ(row.meeting_title, "Soup");
  EXPECT_EQ(row.a.id.value, "B-1");
  EXPECT_EQ(row.a.name, "Anaïs van der Meersch");
  EXPECT_EQ(row.a.organisation, "Stad Distelbeke");
  EXPECT_EQ(row.a.role, "buyer");
  EXPECT_EQ(row.a.email, "anais@distelbeke.example");
  EXPECT_EQ(row.a.telephone, "+32 2 000 11 22");
  EXPECT_EQ(row.b.name, "Loïc d’Aubrencourt");
  EXPECT_EQ(log.withheld, 0U);
  EXPECT_EQ(log.one_sided, 0U);
}

TEST(ContactLog, ShowsOnlyTheFieldsConsentedTo) {
  SmallEvent e;
  e.meet("B-1", "S-1", 10, 5);
  e.consent("B-1", "S-1", {"name"});
  e.consent("S-1", "B-1", {"organisation", "telephone"});
  const ContactLog log = e.log();
  ASSERT_THAT(log.rows, SizeIs(1));
  const auto& [a, b] = std::pair(log.rows[0].a, log.rows[0].b);
  EXPECT_EQ(a.name, "Anaïs van der Meersch");
  EXPECT_EQ(a.organisation + a.email + a.telephone, "");
  EXPECT_EQ(b.name + b.email, "");
  EXPECT_EQ(b.organisation, "Hop & Hagel");
  EXPECT_EQ(b.telephone, "+32 2 000 33 44");
}

TEST(ContactLog, OneSidedContactNamesNothingOfTheOther) {
  SmallEvent e;
  e.meet("B-1", "S-1", 10, 5);
  e.consent("B-1", "S-1", {"name"});
  const ContactLog log = e.log();
  ASSERT_THAT(log.rows, SizeIs(1));
  EXPECT_EQ(log.rows[0].b, ContactLogPerson{}) << "not even the id or the role";
  EXPECT_EQ(log.one_sided, 1U);
}

TEST(ContactLog, ConsentIsToOnePersonOnly) {
  SmallEvent e;
  e.meet("B-1", "S-1", 10, 5);
  e.meet("B-1", "S-2", 10, 30);
  e.consent("B-1", "S-2", {"name", "email"});
  const ContactLog log = e.log();
  ASSERT_THAT(log.rows, SizeIs(1));
  EXPECT_EQ(log.rows[0].a.email, "anais@distelbeke.example");
  EXPECT_EQ(time_text(log.rows[0].local), "11:30");
  EXPECT_EQ(log.withheld, 1U);
}

TEST(ContactLog, NoConsentAtAllIsWithheldAndCounted) {
  SmallEvent e;
  e.meet("B-1", "S-1", 10, 5);
  e.meet("S-1", "S-2", 10, 6);
  const ContactLog log = e.log();
  EXPECT_THAT(log.rows, IsEmpty());
  EXPECT_EQ(log.withheld, 2U);
}

TEST(ContactLog, WithdrawalTakesTheDetailsOut) {
  SmallEvent e;
  e.meet("B-1", "S-1", 10, 5);
  // Through the fold itself, as the hub does it.
  const Fact given{fact_id(1), Hlc::of(e.at(10, 5), 0), e.at(10, 5),
                   ConsentGiven{AttendeeId{"B-1"}, AttendeeId{"S-1"}, {"name", "email"}, {}}};
  const Fact withdrawn{fact_id(2), Hlc::of(e.at(15, 0), 0), e.at(15, 0),
                       ConsentWithdrawn{AttendeeId{"B-1"}, AttendeeId{"S-1"}, {"email"}}};
  const Fact all{fact_id(3), Hlc::of(e.at(16, 0), 0), e.at(16, 0),
                 ConsentWithdrawn{AttendeeId{"B-1"}, AttendeeId{}, {}}};
  const auto fold_consent = [&](std::vector<Fact> facts) {
    const FoldedState state = fold(consent_key(AttendeeId{"B-1"}), facts, {});
    e.consents = {std::get<ConsentState>(state)};
    return e.log();
  };
  EXPECT_EQ(fold_consent({given}).rows.at(0).a.email, "anais@distelbeke.example");
  const ContactLog less = fold_consent({given, withdrawn});
  EXPECT_EQ(less.rows.at(0).a.email, "");
  EXPECT_EQ(less.rows.at(0).a.name, "Anaïs van der Meersch");
  const ContactLog none = fold_consent({given, withdrawn, all});
  EXPECT_THAT(none.rows, IsEmpty());
  EXPECT_EQ(none.withheld, 1U);
}

TEST(ContactLog, NotesNeedTheConsentOfWhomTheyAreAbout) {
  SmallEvent e;
  e.meet("B-1", "S-1", 10, 5);
  e.note("B-1", "S-1", "makes good soup", 4);
  e.note("S-1", "B-1", "buys soup", 0);
  e.consent("S-1", "B-1", {"organisation"});
  EXPECT_EQ(e.log().rows.at(0).a.note, "");
  e.consents.clear();
  e.consent("S-1", "B-1", {"name"});
  const ContactLog log = e.log();
  EXPECT_EQ(log.rows.at(0).a.note, "makes good soup");
  EXPECT_EQ(log.rows.at(0).a.rating, 4);
  EXPECT_EQ(log.rows.at(0).b.note, "") << "it is about B-1, who did not consent";
  EXPECT_TRUE(log.rows.at(0).a.id.empty());
}

TEST(ContactLog, UndoneContactsAreNotInIt) {
  SmallEvent e;
  e.meet("B-1", "S-1", 10, 5);
  e.consent("B-1", "S-1", {"name"});
  e.contacts[0].first.reset();
  const ContactLog log = e.log();
  EXPECT_THAT(log.rows, IsEmpty());
  EXPECT_EQ(log.withheld, 0U);
}

TEST(ContactLog, IsInTheSameOrderWhateverComesIn) {
  SmallEvent e;
  e.meet("S-1", "S-2", 10, 5);
  e.meet("B-1", "S-2", 10, 5);
  e.meet("B-1", "S-1", 9, 0);
  for (const char* who : {"B-1", "S-1", "S-2"}) {
    for (const char* to : {"B-1", "S-1", "S-2"}) e.consent(who, to, {"name"});
  }
  const ContactLog log = e.log();
  ASSERT_THAT(log.rows, SizeIs(3));
  EXPECT_EQ(log.rows[0].met_at, e.at(9, 0));
  EXPECT_EQ(log.rows[1].a.id.value, "B-1");
  EXPECT_EQ(log.rows[2].a.id.value, "S-1");
  std::reverse(e.contacts.begin(), e.contacts.end());
  EXPECT_EQ(e.log().rows, log.rows);
}

TEST(ContactLog, WalkInsDoublesAndThingsThatAreGone) {
  SmallEvent e;
  const WalkIn walk_in{AttendeeId{"A-uuid"}, "Bo", "Vos", "Vos & co", "supplier", "nl"};
  e.attendees.push_back(walk_in_attendee(walk_in));
  e.meet("A-uuid", "Z-gone", 10, 5, "M-gone");
  e.contacts[0].doubles = {fact_id(8), fact_id(9)};
  e.contacts[0].station = StationId{77};
  e.consent("A-uuid", "Z-gone", {"name", "organisation"});
  e.consent("Z-gone", "A-uuid", {"name"});
  const ContactLog log = e.log();
  ASSERT_THAT(log.rows, SizeIs(1));
  EXPECT_EQ(log.rows[0].a.name, "Bo Vos");
  EXPECT_EQ(log.rows[0].a.organisation, "Vos & co");
  EXPECT_EQ(log.rows[0].b.id.value, "Z-gone") << "no longer in the roster: the id is all there is";
  EXPECT_EQ(log.rows[0].b.name, "");
  EXPECT_EQ(log.rows[0].meeting.value, "M-gone");
  EXPECT_EQ(log.rows[0].station, "77");
  EXPECT_EQ(log.rows[0].doubles, 2U);
}

}  // namespace
}  // namespace meetpoint::exports
