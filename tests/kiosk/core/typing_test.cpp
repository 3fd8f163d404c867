#include "kiosk/core/typing.h"

#include "tests/kiosk/core/people.h"

namespace meetpoint::core {
namespace {

TEST(Typing, ACodeTypedIsReadLikeABadge) {
  Kiosk kiosk;
  kiosk.touch(OpenTyping{});
  kiosk.touch(TypeText{"AB"});
  kiosk.touch(TypeText{"é"});
  kiosk.touch(EraseTyped{});
  kiosk.touch(TypeText{"7"});
  EXPECT_EQ(kiosk.body<TypingModel>().typed, "AB7");
  kiosk.touch(SubmitTyped{});
  const auto read = kiosk.sent<ReadBadge>();
  EXPECT_EQ(read.code, "AB7");
  kiosk.answer_badge(read, an(), Verdict::checked_in);
  EXPECT_TRUE(kiosk.shows<WelcomeModel>());
}

TEST(Typing, AnUnknownCodeIsShownAndCanBeMended) {
  Kiosk kiosk;
  kiosk.touch(OpenTyping{});
  kiosk.touch(TypeText{"AB8"});
  kiosk.touch(SubmitTyped{});
  kiosk.answer_badge(kiosk.sent<ReadBadge>(), {}, Verdict::unknown_badge);
  EXPECT_EQ(kiosk.body<RefusedModel>().typed_code, "AB8");
  kiosk.touch(OpenTyping{});
  EXPECT_EQ(kiosk.body<TypingModel>().typed, "AB8");
}

TEST(Typing, NothingTypedIsSaid) {
  Kiosk kiosk;
  kiosk.touch(OpenTyping{});
  kiosk.touch(SubmitTyped{});
  EXPECT_EQ(kiosk.screen().notice, Notice::code_unreadable);
  EXPECT_TRUE(kiosk.shows<TypingModel>());
  kiosk.touch(GoBack{});
  EXPECT_TRUE(kiosk.shows<WaitingModel>());
}

TEST(Typing, TheSecondPersonMayTypeToo) {
  Kiosk kiosk;
  kiosk.welcome("a", an());
  kiosk.touch(StartContact{});
  kiosk.touch(OpenTyping{});
  EXPECT_TRUE(kiosk.body<TypingModel>().for_second);
  kiosk.touch(TypeText{"b"});
  kiosk.touch(SubmitTyped{});
  kiosk.answer_badge(kiosk.sent<ReadBadge>(), bo(), Verdict::checked_in, 2);
  EXPECT_EQ(kiosk.body<ContactModel>().second->name, "Bo");
}

TEST(Typing, IsBounded) {
  Kiosk kiosk;
  kiosk.touch(OpenTyping{});
  for (int i = 0; i < 200; ++i) kiosk.touch(TypeText{"x"});
  EXPECT_EQ(kiosk.body<TypingModel>().typed.size(), typed_max_bytes);
  EXPECT_TRUE(kiosk.body<TypingModel>().full);
}

TEST(Typing, OwnCodesAreReadAsMeant) {
  EXPECT_EQ(typed_code("mp1 0123-4567-89ab-cdef-ghjk-mnpq-rs"), "MP10123456789ABCDEFGHJKMNPQRS");
  EXPECT_EQ(typed_code("MPLO123456789abcdefghjkmnpqrs"), "MP10123456789ABCDEFGHJKMNPQRS");
  EXPECT_EQ(typed_code("order 12-b"), "order 12-b") << "another system's code stays as it is";
}

}  // namespace
}  // namespace meetpoint::core
