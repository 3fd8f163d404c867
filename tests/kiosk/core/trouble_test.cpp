#include "tests/kiosk/core/people.h"

namespace meetpoint::core {
namespace {

const Error full{ErrorCode::disk_full, "The disk is full."};

TEST(Trouble, AFailedReadIsNeverAnUnknownBadge) {
  Kiosk kiosk;
  kiosk.scan({"a"});
  const auto read = kiosk.sent<ReadBadge>();
  kiosk.send(StoreFailed{read.ticket, {ErrorCode::corrupt, "damaged"}});
  const auto trouble = kiosk.body<TroubleModel>();
  EXPECT_EQ(trouble.code, ErrorCode::corrupt);
  EXPECT_EQ(trouble.failed, Purpose::visit);
  EXPECT_TRUE(trouble.can_retry);
  EXPECT_EQ(kiosk.sent<PlaySound>().sound, Sound::failure);

  kiosk.touch(Retry{});
  const auto again = kiosk.sent<ReadBadge>();
  EXPECT_EQ(again.code, "a");
  EXPECT_NE(again.ticket, read.ticket);
  kiosk.answer_badge(again, an(), Verdict::checked_in);
  EXPECT_TRUE(kiosk.shows<WelcomeModel>());
}

TEST(Trouble, TheBadgeHeldUpAgainIsReadAgain) {
  Kiosk kiosk;
  kiosk.scan({"a"});
  kiosk.send(StoreFailed{kiosk.sent<ReadBadge>().ticket, full});
  kiosk.welcome("a", an());
  EXPECT_TRUE(kiosk.shows<WelcomeModel>());
}

TEST(Trouble, OneOfTwoBadgesFails) {
  Kiosk kiosk;
  kiosk.scan({"a", "b"});
  const auto first = std::get<ReadBadge>(kiosk.last[0]);
  const auto second = std::get<ReadBadge>(kiosk.last[1]);
  kiosk.send(StoreFailed{second.ticket, full});
  kiosk.answer_badge(first, an(), Verdict::checked_in);
  EXPECT_EQ(kiosk.body<TroubleModel>().code, ErrorCode::disk_full);
  kiosk.touch(Retry{});
  EXPECT_EQ(kiosk.count_of<ReadBadge>(), 1U);
  kiosk.answer_badge(kiosk.sent<ReadBadge>(), bo(), Verdict::checked_in, 2);
  EXPECT_EQ(kiosk.body<ContactModel>().second->name, "Bo");
}

TEST(Trouble, AFailedContactKeepsTheChoicesAndTriesAgain) {
  Kiosk kiosk;
  kiosk.welcome("a", an());
  kiosk.touch(StartContact{});
  kiosk.scan({"b"});
  kiosk.send(StoreFailed{kiosk.sent<ReadBadge>().ticket, full});
  EXPECT_EQ(kiosk.body<TroubleModel>().failed, Purpose::second_badge);
  kiosk.touch(Retry{});
  kiosk.answer_badge(kiosk.sent<ReadBadge>(), bo(), Verdict::checked_in, 2);
  kiosk.touch(ChooseShare{Side::first, Share::name});
  kiosk.touch(ChooseShare{Side::second, Share::details});
  kiosk.touch(ConfirmContact{});
  const auto record = kiosk.sent<RecordContact>();
  kiosk.send(StoreFailed{record.ticket, full});
  EXPECT_EQ(kiosk.body<TroubleModel>().failed, Purpose::contact);
  kiosk.touch(GoBack{});
  const auto contact = kiosk.body<ContactModel>();
  EXPECT_EQ(contact.stage, ContactStage::consent);
  EXPECT_EQ(contact.second_share, Share::details);
  kiosk.touch(ConfirmContact{});
  kiosk.send(Recorded{kiosk.sent<RecordContact>().ticket, {fact(5)}, an()});
  EXPECT_EQ(kiosk.body<ContactModel>().stage, ContactStage::kept);
}

TEST(Trouble, ZoneAndUndoGoBackToTheWelcome) {
  for (const bool leave : {false, true}) {
    Kiosk kiosk;
    kiosk.welcome("a", an());
    kiosk.touch(leave ? Intent{AskLeaveZone{ZoneId{"Z1"}}} : Intent{AskEnterZone{ZoneId{"Z1"}}});
    const auto ticket = leave ? kiosk.sent<LeaveZone>().ticket : kiosk.sent<EnterZone>().ticket;
    kiosk.send(StoreFailed{ticket, full});
    EXPECT_EQ(kiosk.body<TroubleModel>().failed, leave ? Purpose::leave_zone : Purpose::enter_zone);
    kiosk.touch(GoBack{});
    EXPECT_TRUE(kiosk.shows<WelcomeModel>());
  }
  Kiosk kiosk;
  kiosk.welcome("a", an());
  kiosk.touch(UndoVisit{});
  kiosk.send(StoreFailed{kiosk.sent<UndoFacts>().ticket, full});
  EXPECT_EQ(kiosk.body<TroubleModel>().failed, Purpose::undo_visit);
  kiosk.touch(Retry{});
  EXPECT_EQ(kiosk.sent<UndoFacts>().facts, std::vector<FactId>{fact(1)});
}

TEST(Trouble, UndoOfAContactFails) {
  Kiosk kiosk;
  kiosk.welcome("a", an());
  kiosk.scan({"a", "b"});
  kiosk.answer_badge(kiosk.sent<ReadBadge>(), bo(), Verdict::checked_in, 2);
  kiosk.touch(ChooseShare{Side::first, Share::name});
  kiosk.touch(ChooseShare{Side::second, Share::name});
  kiosk.touch(ConfirmContact{});
  kiosk.send(Recorded{kiosk.sent<RecordContact>().ticket, {fact(5)}, an()});
  kiosk.touch(UndoVisit{});
  kiosk.send(StoreFailed{kiosk.sent<UndoFacts>().ticket, full});
  EXPECT_EQ(kiosk.body<TroubleModel>().failed, Purpose::undo_contact);
  kiosk.touch(GoBack{});
  EXPECT_EQ(kiosk.body<ContactModel>().stage, ContactStage::kept) << "it is still kept";
}

TEST(Trouble, AStoreThatDoesNotAnswerIsToldAfterTenSeconds) {
  Kiosk kiosk;
  kiosk.scan({"a"});
  const auto read = kiosk.sent<ReadBadge>();
  kiosk.wait(seconds{9});
  EXPECT_TRUE(kiosk.shows<WaitingModel>());
  kiosk.wait(seconds{1});
  const auto trouble = kiosk.body<TroubleModel>();
  EXPECT_TRUE(trouble.maybe_recorded);
  EXPECT_EQ(trouble.code, ErrorCode::io);
  kiosk.answer_badge(read, an(), Verdict::checked_in);
  EXPECT_TRUE(kiosk.shows<TroubleModel>()) << "a late answer must not change the screen";
  kiosk.wait(seconds{20});
  EXPECT_TRUE(kiosk.shows<WaitingModel>());
}

TEST(Trouble, AStoreThatIsDownStaysOnScreenUntilItWorks) {
  Kiosk kiosk;
  kiosk.send(StoreFailed{0, {ErrorCode::newer_version, "newer"}});
  EXPECT_EQ(kiosk.body<TroubleModel>().code, ErrorCode::newer_version);
  EXPECT_FALSE(kiosk.body<TroubleModel>().can_retry);
  kiosk.wait(seconds{60});
  EXPECT_TRUE(kiosk.shows<TroubleModel>());
  kiosk.scan({"a"});
  kiosk.answer_badge(kiosk.sent<ReadBadge>(), an(), Verdict::checked_in);
  EXPECT_TRUE(kiosk.shows<WelcomeModel>());
}

TEST(Trouble, EveryKindOfFailureKeepsItsOwnCode) {
  for (const ErrorCode code : {ErrorCode::corrupt, ErrorCode::disk_full, ErrorCode::io,
                               ErrorCode::newer_version, ErrorCode::foreign}) {
    Kiosk kiosk;
    kiosk.scan({"a"});
    kiosk.send(StoreFailed{kiosk.sent<ReadBadge>().ticket, {code, "…"}});
    EXPECT_EQ(kiosk.body<TroubleModel>().code, code);
    EXPECT_FALSE(kiosk.shows<RefusedModel>());
  }
}

}  // namespace
}  // namespace meetpoint::core
