#include "kiosk/core/turn.h"
#include "tests/kiosk/core/people.h"

namespace meetpoint::core {
namespace {

// Both badges in one frame, both known.
Kiosk pair() {
  Kiosk kiosk;
  kiosk.scan({"a", "b"});
  EXPECT_EQ(kiosk.count_of<ReadBadge>(), 2U);
  const auto first = std::get<ReadBadge>(kiosk.last[0]);
  const auto second = std::get<ReadBadge>(kiosk.last[1]);
  kiosk.answer_badge(first, an(), Verdict::checked_in, 1);
  EXPECT_TRUE(kiosk.shows<WaitingModel>());
  kiosk.answer_badge(second, bo(), Verdict::checked_in, 2);
  return kiosk;
}

void choose(Kiosk& kiosk, Share first, Share second) {
  kiosk.touch(ChooseShare{Side::first, first});
  kiosk.touch(ChooseShare{Side::second, second});
}

TEST(Contact, TwoBadgesInOneFrameGoStraightToConsent) {
  Kiosk kiosk = pair();
  const auto contact = kiosk.body<ContactModel>();
  EXPECT_EQ(contact.stage, ContactStage::consent);
  EXPECT_EQ(contact.first.name, "An");
  EXPECT_EQ(contact.second->name, "Bo");
  EXPECT_TRUE(contact.in_meeting);  // ten minutes before their appointment
  EXPECT_FALSE(contact.first_share);
  EXPECT_FALSE(contact.second_share);
  EXPECT_FALSE(contact.can_confirm);
}

TEST(Contact, NeedsAnAnswerOfEachSide) {
  Kiosk kiosk = pair();
  kiosk.touch(ConfirmContact{});
  EXPECT_EQ(kiosk.count_of<RecordContact>(), 0U);
  kiosk.touch(ChooseShare{Side::first, Share::details});
  kiosk.touch(ConfirmContact{});
  EXPECT_EQ(kiosk.count_of<RecordContact>(), 0U);
  kiosk.touch(ChooseShare{Side::second, Share::nothing});
  EXPECT_TRUE(kiosk.body<ContactModel>().can_confirm);
  kiosk.touch(ConfirmContact{});
  const auto record = kiosk.sent<RecordContact>();
  EXPECT_EQ(record.a, AttendeeId{"A"});
  EXPECT_EQ(record.b, AttendeeId{"B"});
  EXPECT_EQ(record.meeting, MeetingId{"M1"});
  EXPECT_EQ(record.of_a, (Consent{true, true}));
  EXPECT_EQ(record.of_b, (Consent{false, false}));
}

TEST(Contact, IsKeptOnlyWhenTheStoreSaysSo) {
  Kiosk kiosk = pair();
  choose(kiosk, Share::name, Share::name);
  kiosk.touch(ConfirmContact{});
  const auto record = kiosk.sent<RecordContact>();
  EXPECT_TRUE(kiosk.body<ContactModel>().saving);
  kiosk.touch(ConfirmContact{});
  EXPECT_EQ(kiosk.count_of<RecordContact>(), 0U) << "a second tap must not record twice";
  kiosk.touch(GoBack{});
  EXPECT_EQ(kiosk.body<ContactModel>().stage, ContactStage::consent);
  kiosk.send(Recorded{.ticket = record.ticket, .facts = {fact(3), fact(4)}, .day = an()});
  const auto contact = kiosk.body<ContactModel>();
  EXPECT_EQ(contact.stage, ContactStage::kept);
  EXPECT_EQ(contact.first_next->when.starts, "14:00");
  EXPECT_FALSE(contact.second_next);
}

TEST(Contact, UndoTakesBackTheContactAndLeavesTheCheckIn) {
  Kiosk kiosk = pair();
  choose(kiosk, Share::name, Share::name);
  kiosk.touch(ConfirmContact{});
  kiosk.send(Recorded{kiosk.sent<RecordContact>().ticket, {fact(3), fact(4)}, an()});
  kiosk.touch(UndoVisit{});
  const auto undo = kiosk.sent<UndoFacts>();
  EXPECT_EQ(undo.facts, (std::vector<FactId>{fact(3), fact(4)}));
  kiosk.send(Recorded{.ticket = undo.ticket, .facts = {fact(5)}, .day = an()});
  EXPECT_TRUE(kiosk.body<UndoneModel>().contact);
  kiosk.touch(GoBack{});
  EXPECT_EQ(kiosk.body<WelcomeModel>().who.name, "An");
  kiosk.touch(UndoVisit{});
  EXPECT_EQ(kiosk.sent<UndoFacts>().facts, std::vector<FactId>{fact(1)});
}

TEST(Contact, FromTheFirstPersonsScreen) {
  Kiosk kiosk;
  kiosk.welcome("a", an());
  kiosk.touch(StartContact{});
  EXPECT_EQ(kiosk.body<ContactModel>().stage, ContactStage::second_badge);
  kiosk.scan({"b"});
  kiosk.answer_badge(kiosk.sent<ReadBadge>(), bo(), Verdict::already_checked_in);
  EXPECT_EQ(kiosk.body<ContactModel>().stage, ContactStage::consent);
  EXPECT_EQ(kiosk.screen().language, "nl") << "the language of whose visit it is";
  kiosk.touch(GoBack{});
  EXPECT_EQ(kiosk.body<WelcomeModel>().who.name, "An");
}

TEST(Contact, SecondBadgeBesideTheFirstOnItsWelcome) {
  Kiosk kiosk;
  kiosk.welcome("a", an());
  kiosk.scan({"a", "b"});
  EXPECT_EQ(kiosk.count_of<ReadBadge>(), 1U);
  const auto read = kiosk.sent<ReadBadge>();
  EXPECT_EQ(read.code, "b");
  kiosk.answer_badge(read, bo(), Verdict::checked_in, 2);
  EXPECT_EQ(kiosk.body<ContactModel>().second->name, "Bo");
}

TEST(Contact, SecondBadgeThatComesWhileTheFirstIsRead) {
  Kiosk kiosk;
  kiosk.scan({"a"});
  const auto first = kiosk.sent<ReadBadge>();
  kiosk.scan({"a", "b"});
  EXPECT_EQ(kiosk.count_of<ReadBadge>(), 1U);
  const auto second = kiosk.sent<ReadBadge>();
  EXPECT_EQ(second.code, "b");
  kiosk.answer_badge(second, bo(), Verdict::checked_in, 2);
  kiosk.answer_badge(first, an(), Verdict::checked_in, 1);
  const auto contact = kiosk.body<ContactModel>();
  EXPECT_EQ(contact.first.name, "An");
  EXPECT_EQ(contact.second->name, "Bo");
}

TEST(Contact, TheSamePersonTwiceIsSaidAndStays) {
  Kiosk kiosk;
  kiosk.welcome("a", an());
  kiosk.touch(StartContact{});
  kiosk.scan({"a"});
  EXPECT_EQ(kiosk.screen().notice, Notice::same_person);
  EXPECT_EQ(kiosk.body<ContactModel>().stage, ContactStage::second_badge);
  // Another code of the same person: paper and telephone.
  kiosk.scan({"a-phone"});
  kiosk.answer_badge(kiosk.sent<ReadBadge>(), an(), Verdict::already_checked_in);
  EXPECT_EQ(kiosk.screen().notice, Notice::same_person);
  EXPECT_EQ(kiosk.body<ContactModel>().stage, ContactStage::second_badge);
}

TEST(Contact, TwoCodesOfOnePersonInOneFrameAreOneVisit) {
  Kiosk kiosk;
  kiosk.scan({"a", "a-phone"});
  const auto first = std::get<ReadBadge>(kiosk.last[0]);
  const auto second = std::get<ReadBadge>(kiosk.last[1]);
  kiosk.answer_badge(first, an(), Verdict::checked_in, 1);
  kiosk.answer_badge(second, an(), Verdict::already_checked_in);
  EXPECT_TRUE(kiosk.body<WelcomeModel>().checked_in.now);
}

TEST(Contact, AnUnknownSecondBadgeIsSaidAndStays) {
  const std::pair<Verdict, Notice> cases[] = {{Verdict::unknown_badge, Notice::other_unknown},
                                              {Verdict::revoked_badge, Notice::other_revoked},
                                              {Verdict::removed_attendee, Notice::other_removed}};
  for (const auto& [verdict, notice] : cases) {
    Kiosk kiosk;
    kiosk.welcome("a", an());
    kiosk.touch(StartContact{});
    kiosk.scan({"x"});
    kiosk.answer_badge(kiosk.sent<ReadBadge>(), {}, verdict);
    EXPECT_EQ(kiosk.screen().notice, notice);
    EXPECT_EQ(kiosk.body<ContactModel>().stage, ContactStage::second_badge);

    Kiosk frame;
    frame.scan({"x", "a"});
    const auto first = std::get<ReadBadge>(frame.last[0]);
    const auto second = std::get<ReadBadge>(frame.last[1]);
    frame.answer_badge(first, {}, verdict);
    frame.answer_badge(second, an(), Verdict::checked_in);
    EXPECT_EQ(frame.body<WelcomeModel>().who.name, "An");
    EXPECT_EQ(frame.screen().notice, notice);
  }
}

TEST(Contact, AThirdBadgeWaitsAndDoesNotKeepTheDraftAlive) {
  Kiosk kiosk = pair();
  kiosk.touch(ChooseShare{Side::first, Share::name});
  kiosk.wait(seconds{15});
  kiosk.scan({"c"});
  EXPECT_EQ(kiosk.count_of<ReadBadge>(), 0U);
  EXPECT_EQ(kiosk.screen().notice, Notice::finish_contact_first);
  EXPECT_EQ(kiosk.body<ContactModel>().first_share, Share::name);
  kiosk.wait(seconds{5});
  EXPECT_TRUE(kiosk.shows<WaitingModel>());
  for (const Command& command : kiosk.all) {
    EXPECT_FALSE(std::holds_alternative<RecordContact>(command));
  }
}

TEST(Contact, AfterItIsKeptTheNextBadgeIsANewVisit) {
  Kiosk kiosk = pair();
  choose(kiosk, Share::name, Share::nothing);
  kiosk.touch(ConfirmContact{});
  kiosk.send(Recorded{kiosk.sent<RecordContact>().ticket, {fact(3)}, an()});
  kiosk.scan({"a", "b"});  // still held up
  EXPECT_EQ(kiosk.body<ContactModel>().stage, ContactStage::kept);
  kiosk.scan({"c"});
  kiosk.answer_badge(kiosk.sent<ReadBadge>(), day_of("C", "Cem", "Gemeente"), Verdict::checked_in);
  EXPECT_EQ(kiosk.body<WelcomeModel>().who.name, "Cem");
}

TEST(Contact, BelongsToAMeetingOnlyAroundItsTime) {
  EXPECT_EQ(shared_meeting(an(), AttendeeId{"B"}, at(13, 44)), MeetingId{});
  EXPECT_EQ(shared_meeting(an(), AttendeeId{"B"}, at(13, 45)), MeetingId{"M1"});
  EXPECT_EQ(shared_meeting(an(), AttendeeId{"B"}, at(14, 35)), MeetingId{"M1"});
  EXPECT_EQ(shared_meeting(an(), AttendeeId{"B"}, at(14, 36)), MeetingId{});
  Day cancelled = an();
  cancelled.meetings[0].cancelled = true;
  EXPECT_EQ(shared_meeting(cancelled, AttendeeId{"B"}, at(14, 5)), MeetingId{});
}

}  // namespace
}  // namespace meetpoint::core
