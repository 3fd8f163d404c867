#include "tests/kiosk/core/people.h"

namespace meetpoint::core {
namespace {

TEST(Visit, ShowsWhatTheStoreConfirmedAndNothingBefore) {
  Kiosk kiosk;
  kiosk.scan({"a-code"});
  EXPECT_TRUE(kiosk.shows<WaitingModel>());
  EXPECT_TRUE(kiosk.body<WaitingModel>().reading);
  kiosk.answer_badge(kiosk.sent<ReadBadge>(), an(), Verdict::checked_in);

  const auto welcome = kiosk.body<WelcomeModel>();
  EXPECT_EQ(welcome.who.name, "An");
  EXPECT_EQ(welcome.who.organisation, "Stad Zoutbeke");
  EXPECT_TRUE(welcome.checked_in.now);
  ASSERT_TRUE(welcome.next);
  EXPECT_EQ(welcome.next->when.starts, "14:00");
  EXPECT_EQ(welcome.next->when.minutes_until, 10);
  EXPECT_EQ(welcome.next->place, "Table 14");
  ASSERT_EQ(welcome.next->partners.size(), 1U);
  EXPECT_EQ(welcome.next->partners[0].who.organisation, "Kringwerk");
  EXPECT_FALSE(welcome.next->partners[0].arrived);
  ASSERT_EQ(welcome.zones.size(), 1U);
  EXPECT_EQ(welcome.zones[0].seats_left, 10);
  EXPECT_EQ(welcome.zones[0].action, ZoneAction::enter);
  EXPECT_EQ(kiosk.sent<PlaySound>().sound, Sound::success);
}

TEST(Visit, SaysSinceWhenSomebodyWasCheckedIn) {
  Kiosk kiosk;
  kiosk.welcome("a", an(), Verdict::already_checked_in);
  const auto welcome = kiosk.body<WelcomeModel>();
  EXPECT_FALSE(welcome.checked_in.now);
  EXPECT_EQ(welcome.checked_in.since, "09:12");
  EXPECT_FALSE(welcome.can_undo);
  EXPECT_EQ(kiosk.sent<PlaySound>().sound, Sound::attention);
}

TEST(Visit, TellsUnknownRevokedAndRemovedApart) {
  for (const Verdict verdict :
       {Verdict::unknown_badge, Verdict::revoked_badge, Verdict::removed_attendee}) {
    Kiosk kiosk;
    kiosk.welcome("x", {}, verdict);
    EXPECT_EQ(kiosk.body<RefusedModel>().verdict, verdict);
    EXPECT_EQ(kiosk.sent<PlaySound>().sound, Sound::failure);
    kiosk.touch(GoBack{});
    EXPECT_TRUE(kiosk.shows<WaitingModel>());
  }
}

TEST(Visit, ReadsABadgeOnceWhileItsAnswerIsUnderWay) {
  Kiosk kiosk;
  kiosk.scan({"a"});
  const auto read = kiosk.sent<ReadBadge>();
  kiosk.scan({"a"});
  EXPECT_EQ(kiosk.count_of<ReadBadge>(), 0U);
  kiosk.answer_badge(read, an(), Verdict::checked_in);
  EXPECT_TRUE(kiosk.body<WelcomeModel>().checked_in.now);
}

TEST(Visit, KeepsTheWelcomeWhenTheSameBadgeIsHeldUpAgain) {
  Kiosk kiosk;
  kiosk.welcome("a", an());
  kiosk.wait(seconds{12});
  kiosk.scan({"a"});
  EXPECT_EQ(kiosk.count_of<ReadBadge>(), 0U);
  EXPECT_TRUE(kiosk.body<WelcomeModel>().checked_in.now);
  EXPECT_EQ(kiosk.screen().countdown->seconds_left, 20);
}

TEST(Visit, GivesWayToAnotherBadgeAndForgetsTheFirst) {
  Kiosk kiosk;
  kiosk.welcome("a", an());
  kiosk.touch(ShowAgenda{});
  kiosk.welcome("b", bo());
  EXPECT_EQ(kiosk.body<WelcomeModel>().who.name, "Bo");
  EXPECT_EQ(kiosk.screen().language, "fr");
}

TEST(Visit, AnAnswerOfAVisitThatIsOverChangesNothing) {
  Kiosk kiosk;
  kiosk.scan({"a"});
  const auto late = kiosk.sent<ReadBadge>();
  kiosk.scan({"b"});
  kiosk.answer_badge(late, an(), Verdict::checked_in);
  EXPECT_TRUE(kiosk.shows<WaitingModel>());
  kiosk.scan({"b"});
  EXPECT_EQ(kiosk.count_of<ReadBadge>(), 0U);  // B's is still under way

  Kiosk other;
  other.welcome("a", an());
  other.touch(AskEnterZone{ZoneId{"Z1"}});
  const auto enter = other.sent<EnterZone>();
  other.welcome("b", bo());
  other.send(Recorded{.ticket = enter.ticket, .facts = {fact(9)}, .day = an()});
  EXPECT_EQ(other.body<WelcomeModel>().who.name, "Bo");
  other.touch(UndoVisit{});
  EXPECT_EQ(other.sent<UndoFacts>().facts, std::vector<FactId>{fact(1)});
}

TEST(Visit, ALateFailureOfAVisitThatIsOverIsNotShown) {
  Kiosk kiosk;
  kiosk.scan({"a"});
  const auto late = kiosk.sent<ReadBadge>();
  kiosk.touch(Finish{});
  kiosk.send(StoreFailed{late.ticket, {ErrorCode::io, "gone"}});
  EXPECT_TRUE(kiosk.shows<WaitingModel>());
}

TEST(Visit, EndsAfterTwentySecondsWithACountdown) {
  Kiosk kiosk;
  kiosk.welcome("a", an());
  ASSERT_TRUE(kiosk.screen().countdown);
  EXPECT_FALSE(kiosk.screen().countdown->prominent);
  kiosk.wait(seconds{10});
  EXPECT_TRUE(kiosk.screen().countdown->prominent);
  EXPECT_EQ(kiosk.screen().countdown->seconds_left, 10);
  kiosk.touch(StayHere{});
  EXPECT_EQ(kiosk.screen().countdown->seconds_left, 20);
  EXPECT_FALSE(kiosk.screen().countdown->prominent);
  kiosk.wait(Duration{19'500});
  EXPECT_TRUE(kiosk.shows<WelcomeModel>());
  kiosk.wait(Duration{500});
  EXPECT_TRUE(kiosk.shows<WaitingModel>());
  EXPECT_FALSE(kiosk.screen().countdown);
}

TEST(Visit, EndsThoughTheClockIsSetBack) {
  Kiosk kiosk;
  kiosk.welcome("a", an());
  kiosk.now -= hours{1};
  kiosk.wait(seconds{21});
  EXPECT_TRUE(kiosk.shows<WaitingModel>());
}

TEST(Visit, SpeaksThePersonsLanguageAndOneTouchChangesIt) {
  Kiosk kiosk;
  EXPECT_EQ(kiosk.screen().language, "nl");
  kiosk.welcome("b", bo());
  EXPECT_EQ(kiosk.screen().language, "fr");
  kiosk.touch(ChooseLanguage{"en"});
  EXPECT_EQ(kiosk.screen().language, "en");
  kiosk.touch(ShowAgenda{});
  EXPECT_EQ(kiosk.screen().language, "en");
  kiosk.touch(Finish{});
  EXPECT_EQ(kiosk.screen().language, "nl");
}

TEST(Visit, KeepsALanguageChosenBeforeTheBadge) {
  Kiosk kiosk;
  kiosk.touch(ChooseLanguage{"en"});
  EXPECT_TRUE(kiosk.screen().countdown);
  kiosk.welcome("b", bo());
  EXPECT_EQ(kiosk.screen().language, "en");
  // The next person's badge speaks for itself.
  kiosk.welcome("a", an());
  EXPECT_EQ(kiosk.screen().language, "nl");
}

TEST(Visit, WaitingGoesBackToTheEventsLanguage) {
  Kiosk kiosk;
  kiosk.touch(ChooseLanguage{"en"});
  kiosk.wait(seconds{20});
  EXPECT_EQ(kiosk.screen().language, "nl");
}

TEST(Visit, FallsBackWhereTheEventDoesNotSpeakThePersonsLanguage) {
  Kiosk kiosk;
  Day day = bo();
  day.attendee.language = "de";
  kiosk.welcome("b", day);
  EXPECT_EQ(kiosk.screen().language, "nl");
}

TEST(Visit, UndoTakesBackOnlyWhatThisVisitRecorded) {
  Kiosk kiosk;
  kiosk.welcome("a", an());
  kiosk.touch(AskEnterZone{ZoneId{"Z1"}});
  const auto enter = kiosk.sent<EnterZone>();
  EXPECT_EQ(enter.attendee, AttendeeId{"A"});
  Day inside = an();
  inside.zones[0].inside = true;
  kiosk.send(Recorded{.ticket = enter.ticket, .facts = {fact(2)}, .day = inside});
  EXPECT_EQ(kiosk.body<WelcomeModel>().zones[0].action, ZoneAction::leave);
  kiosk.touch(UndoVisit{});
  const auto undo = kiosk.sent<UndoFacts>();
  EXPECT_EQ(undo.facts, (std::vector<FactId>{fact(1), fact(2)}));
  EXPECT_TRUE(kiosk.shows<WelcomeModel>());  // until it is durable
  kiosk.send(Recorded{.ticket = undo.ticket, .facts = {fact(3)}, .day = an()});
  EXPECT_FALSE(kiosk.body<UndoneModel>().contact);
  kiosk.touch(GoBack{});
  EXPECT_TRUE(kiosk.shows<WaitingModel>());
}

TEST(Visit, NotMeWithNothingRecordedJustEndsTheVisit) {
  Kiosk kiosk;
  kiosk.welcome("a", an(), Verdict::already_checked_in);
  kiosk.touch(UndoVisit{});
  EXPECT_EQ(kiosk.count_of<UndoFacts>(), 0U);
  EXPECT_TRUE(kiosk.shows<WaitingModel>());
}

TEST(Visit, AZoneWhoseLastSeatWentSaysSo) {
  Kiosk kiosk;
  kiosk.welcome("a", an());
  kiosk.touch(AskEnterZone{ZoneId{"Z1"}});
  const auto enter = kiosk.sent<EnterZone>();
  Day full = an();
  full.zones[0].seats_here = 0;
  kiosk.send(Recorded{.ticket = enter.ticket, .facts = {}, .day = full});
  EXPECT_EQ(kiosk.screen().notice, Notice::zone_full);
  // It is suggested no more.
  EXPECT_TRUE(kiosk.body<WelcomeModel>().zones.empty());
}

TEST(Visit, ABookedSeatIsNoSeatThatThisKioskHas) {
  Kiosk kiosk;
  Day day = an();
  day.zones[0].booked = true;
  day.zones[0].seats_here = 0;
  kiosk.welcome("a", day);
  EXPECT_EQ(kiosk.body<WelcomeModel>().zones[0].action, ZoneAction::none);
  EXPECT_EQ(kiosk.body<WelcomeModel>().zones[0].seats_left, 0);
}

TEST(Visit, ZoneIsEnteredOnceHoweverOftenItIsTouched) {
  Kiosk kiosk;
  kiosk.welcome("a", an());
  kiosk.touch(AskEnterZone{ZoneId{"Z1"}});
  EXPECT_EQ(kiosk.count_of<EnterZone>(), 1U);
  kiosk.touch(AskEnterZone{ZoneId{"Z1"}});
  EXPECT_EQ(kiosk.count_of<EnterZone>(), 0U);
}

TEST(Visit, ShowsTheCameraAndTheConnection) {
  Kiosk kiosk;
  kiosk.send(CameraChanged{CameraState::lost, "video0"});
  EXPECT_EQ(kiosk.body<WaitingModel>().camera, CameraState::lost);
  SyncStatus status;
  status.ever_online = true;
  status.offline_since = at(13, 40);
  status.waiting = 12;
  kiosk.send(SyncChanged{status});
  kiosk.welcome("a", an());
  const StatusLine line = kiosk.screen().status;
  EXPECT_EQ(line.connection, Connection::offline);
  EXPECT_EQ(line.since, "13:40");
  EXPECT_EQ(line.waiting, 12U);
  status.problem = Error{ErrorCode::revoked, "revoked"};
  kiosk.send(SyncChanged{status});
  EXPECT_EQ(kiosk.screen().status.connection, Connection::problem);
  EXPECT_EQ(kiosk.screen().status.problem, ErrorCode::revoked);
}

TEST(Visit, AgendaGoesBackToTheWelcome) {
  Kiosk kiosk;
  kiosk.welcome("a", an());
  kiosk.touch(ShowAgenda{});
  const auto agenda = kiosk.body<AgendaModel>();
  ASSERT_EQ(agenda.rows.size(), 1U);  // the zone is a suggestion, not booked
  EXPECT_TRUE(agenda.rows[0].next);
  EXPECT_EQ(agenda.rows[0].title, "Bo");
  kiosk.touch(GoBack{});
  EXPECT_TRUE(kiosk.shows<WelcomeModel>());
}

TEST(Visit, TellsUnreadableCodesAndCrowds) {
  Kiosk kiosk;
  kiosk.scan({"  \n"});
  EXPECT_EQ(kiosk.screen().notice, Notice::code_unreadable);
  kiosk.scan({"a", "b", "c"});
  EXPECT_EQ(kiosk.screen().notice, Notice::too_many_badges);
  EXPECT_EQ(kiosk.count_of<ReadBadge>(), 0U);
  kiosk.wait(seconds{20});
  EXPECT_EQ(kiosk.screen().notice, Notice::none);
}

TEST(View, IsEqualWhileNothingChanges) {
  Kiosk kiosk;
  EXPECT_EQ(kiosk.screen(), kiosk.screen());
  const ScreenModel before = kiosk.screen();
  kiosk.wait(seconds{5});
  EXPECT_EQ(before, kiosk.screen()) << "a waiting kiosk must not draw anew for nothing";
}

}  // namespace
}  // namespace meetpoint::core
