// Erasing a person at the hub: nothing that names them is left in any byte of its files, nor comes
// in again.
#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "sync/model/erasure.h"
#include "sync/wire/journal_proof.h"
#include "sync/wire/notice_codec.h"
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub {
namespace {

using testing::fair;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const AttendeeId ana{"A-1"};
const AttendeeId bo{"A-2"};

class ErasureTest : public testing::HubTest {
 protected:
  static Roster roster() {
    Roster roster = testing::small_roster();
    roster.attendees[0].family_name = "Ruiz-Zapatero";
    roster.attendees[0].telephone = "+32 470 55 44 33";
    roster.attendees.push_back({.id = AttendeeId("A-3"), .given_name = "Cy", .family_name = "Fox"});
    roster.badges[0].code = "QR-OF-ANA-7731";
    roster.zones = {{.id = ZoneId("z"), .topic = "Labels", .capacity = 5}};
    return roster;
  }
  void SetUp() override {
    HubTest::SetUp();
    import(roster());
  }
  std::vector<FactBody> day() {
    return {CheckIn{.attendee = ana, .badge = "QR-OF-ANA-7731"},
            check_in("A-2"),
            testing::contact("A-1", "A-2"),
            ContactNote{.author = bo, .about = ana, .text = "Zapatero wants the blue labels"},
            ContactNote{.author = ana, .about = bo, .text = "Bo promised a sample by Friday"},
            ConsentGiven{.person = ana, .to = bo, .fields = {"name", "email"}},
            ZoneEntered{.attendee = ana, .zone = ZoneId("z")},
            BadgeIssued{.badge = "SECOND-OF-ANA", .attendee = ana},
            BadgeRevoked{.badge = "SECOND-OF-ANA", .reason = "lost"},
            testing::contact("A-2", "A-3")};
  }
  using HubTest::ask;
  static FactBody check_in(const std::string& who) { return testing::check_in(who); }

  std::string files() { return data->bytes(); }
  void expect_gone(const std::vector<std::string>& words) {
    const std::string bytes = files();
    for (const std::string& word : words) {
      EXPECT_EQ(bytes.find(word), std::string::npos) << "'" << word << "' is still in the files";
    }
  }
  // The badges that the feed's notices name, by their digests.
  std::vector<std::string> codes_told(const testing::Login& station) {
    std::vector<std::string> digests;
    for (const auto& entry : feed(station).entries) {
      if (!entry.row || entry.row->type != wire::notice_row_type) continue;
      digests = wire::read_notice(*entry.row)->code_digests;
    }
    return digests;
  }
  const std::vector<std::string> hers{"Zapatero",          "ana@fair.example", "470 55 44 33",
                                      "QR-OF-ANA-7731",    "SECOND-OF-ANA",    "blue labels",
                                      "a sample by Friday"};
};

TEST_F(ErasureTest, LeavesNoByteOfThePersonInAnyFile) {
  const auto a = enrol("A");
  testing::Journal journal(a.station);
  push(a, journal.push(day()));
  // Enough else that pages split and rows move about.
  for (int batch = 0; batch < 8; ++batch) {
    std::vector<FactBody> facts;
    for (int i = 0; i < 250; ++i) {
      facts.push_back(ContactNote{
          .author = ana,
          .about = AttendeeId("A-3"),
          .text = "blue labels " + std::string(static_cast<std::size_t>(i * 7 % 400), 'x')});
      facts.push_back(check_in("A-2"));
    }
    ASSERT_EQ(push(a, journal.push(facts)).status, 200);
  }
  ASSERT_THAT(files(), HasSubstr("Zapatero"));
  const auto before = store->position(fair)->head;
  const auto erased = store->erase(fair, ana);
  ASSERT_TRUE(erased) << erased.error().message;
  EXPECT_EQ(erased->facts, 2008u);
  EXPECT_EQ(erased->badges, 2u) << "with the one that an import replaced";
  expect_gone(hers);
  EXPECT_GT(store->position(fair)->head, before) << "stations are told";
  open();
  expect_gone(hers);
}

// Their keys are in an index of their own, at first in none, and then by a few more at a time.
TEST_F(ErasureTest, LeavesNoByteWhereTheirFactsAreStillToBeFolded) {
  for (const int steps : {0, 1, 2, 3, 5, 100}) {
    SCOPED_TRACE(steps);
    close();
    data->begin_anew();
    open();
    store->fold_at_once(2);
    store->sort_by({.facts = 100, .read = 100, .written = 3});
    import(roster());
    const auto a = enrol("A");
    ASSERT_EQ(push(a, testing::Journal(a.station).push(day())).status, 200);
    for (int i = 0; i < steps; ++i) hub->tidy();
    ASSERT_TRUE(store->erase(fair, ana));
    expect_gone(hers);
    while (hub->tidy()) {
    }
    expect_gone(hers);
    const auto material = store->contact_material(fair);
    ASSERT_EQ(material->contacts.size(), 1u);
    EXPECT_EQ(material->contacts[0].high, AttendeeId("A-3"));
  }
}

TEST_F(ErasureTest, OthersKeepWhatIsTheirsAndTheLogHasThePersonNoMore) {
  const auto a = enrol("A");
  push(a, testing::Journal(a.station).push(day()));
  ASSERT_TRUE(store->erase(fair, ana));
  const auto material = store->contact_material(fair);
  ASSERT_EQ(material->contacts.size(), 1u);
  EXPECT_EQ(material->contacts[0].high, AttendeeId("A-3"));
  EXPECT_THAT(material->notes, IsEmpty());
  EXPECT_THAT(material->consents, IsEmpty());
  EXPECT_EQ(material->attendees.size(), 2u);
  // The seat that she had stays counted.
  EXPECT_EQ(store->seats(fair)->zones[0].seats.held, 1u);
}

TEST_F(ErasureTest, WhatComesInLaterIsWipedAsItComes) {
  const auto a = enrol("A");
  ASSERT_TRUE(store->erase(fair, ana));
  testing::Journal journal(a.station);
  EXPECT_EQ(push(a, journal.push({CheckIn{.attendee = ana, .badge = "QR-OF-ANA-7731"},
                                  ContactNote{.author = bo, .about = ana, .text = "blue labels"},
                                  BadgeRevoked{.badge = "QR-OF-ANA-7731", .reason = "found"}}))
                .status,
            200);
  // The chain goes on over facts that were wiped.
  EXPECT_EQ(push(a, journal.push({check_in("A-2")})).status, 200);
  expect_gone(hers);
  EXPECT_EQ(store->contact_material(fair)->notes.size(), 0u);
}

// A station that has not heard of it goes on giving them badges.
TEST_F(ErasureTest, ABadgeIssuedAfterwardsGoesWithEveryFactThatNamesIt) {
  const auto a = enrol("A");
  const auto b = enrol("B");
  ASSERT_TRUE(store->erase(fair, ana));
  testing::Journal of_b(b.station);
  EXPECT_EQ(push(b, of_b.push({BadgeRevoked{.badge = "THIRD-OF-ANA", .reason = "lost"}})).status,
            200);
  const auto before = feed(b);
  testing::Journal of_a(a.station);
  EXPECT_EQ(push(a, of_a.push({BadgeIssued{.badge = "THIRD-OF-ANA", .attendee = ana},
                               BadgeRevoked{.badge = "THIRD-OF-ANA", .reason = "lost"}}))
                .status,
            200);
  expect_gone({"THIRD-OF-ANA"});
  // Who has the other revocation already is told what it names.
  const std::string digest = code_digest(fair, "THIRD-OF-ANA");
  EXPECT_THAT(codes_told(b), ::testing::Contains(digest));
  // Also where the organiser erases her once more, to be sure.
  ASSERT_TRUE(store->erase(fair, ana));
  EXPECT_THAT(codes_told(b), ::testing::Contains(digest));
}

TEST_F(ErasureTest, TheListDoesNotBringThemBack) {
  ASSERT_TRUE(store->erase(fair, ana));
  const ImportOutcome outcome = import(roster());
  EXPECT_EQ(outcome.erased, 2u);
  EXPECT_EQ(outcome.added + outcome.removed + outcome.changed, 0u);
  expect_gone(hers);
}

TEST_F(ErasureTest, ABadgeThatTheListGaveToAnotherIsTheirsAlsoOnceItIsOffTheList) {
  const auto a = enrol("A");
  push(a, testing::Journal(a.station).push({CheckIn{.attendee = ana, .badge = "QR-OF-ANA-7731"}}));
  Roster given = roster();
  given.badges[0].attendee = bo;
  import(given);
  given.badges.erase(given.badges.begin());
  import(given);
  const std::string digest = code_digest(fair, "QR-OF-ANA-7731");
  ASSERT_TRUE(store->erase(fair, ana));
  EXPECT_THAT(codes_told(a), ::testing::Not(::testing::Contains(digest)));
  ASSERT_TRUE(store->erase(fair, bo));
  EXPECT_THAT(codes_told(a), ::testing::Contains(digest));
  expect_gone({"QR-OF-ANA-7731"});
}

TEST_F(ErasureTest, AWalkInIsErasedToo) {
  const auto a = enrol("A");
  push(a, testing::Journal(a.station).push({WalkIn{
              .attendee = AttendeeId("w-1"), .given_name = "Wanda", .family_name = "Quist"}}));
  EXPECT_TRUE(store->erase(fair, AttendeeId("w-1")));
  expect_gone({"Wanda", "Quist"});
  EXPECT_TRUE(store->erase(fair, AttendeeId("w-1"))) << "twice does no harm";
  EXPECT_EQ(store->erase(fair, AttendeeId("nobody")).error().code, ErrorCode::not_found);
}

TEST_F(ErasureTest, AHubPutBackFromACopyLearnsOfItFromAnyStationsNotices) {
  const auto a = enrol("A");
  push(a, testing::Journal(a.station).push(day()));
  const auto b = enrol("B");
  keep_copy();
  ASSERT_TRUE(store->erase(fair, ana));
  ASSERT_TRUE(store->revoke(fair, b.station));
  std::vector<RosterRow> kept;
  for (const auto& entry : feed(a).entries) {
    if (entry.row && entry.row->type == "notice") kept.push_back(*entry.row);
  }
  ASSERT_EQ(kept.size(), 2u);

  put_copy_back();
  ASSERT_THAT(files(), HasSubstr("Zapatero"));
  EXPECT_EQ(store->station(fair, b.station)->value().status, status_active);
  RosterRow forged = kept[0];
  auto notice = *wire::read_notice(forged);
  notice.subject = "A-2";
  EXPECT_EQ(*store->heed(fair, {wire::row_of(notice)}), 0u) << "the hub did not sign this";
  EXPECT_EQ(*store->heed(fair, kept), 2u);
  EXPECT_EQ(*store->heed(fair, kept), 0u);
  EXPECT_EQ(store->station(fair, b.station)->value().status, status_revoked);
  expect_gone(hers);
}

}  // namespace
}  // namespace meetpoint::hub
