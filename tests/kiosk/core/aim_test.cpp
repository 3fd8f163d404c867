// What is said to somebody whose badge is not read yet, and when the screen is the lamp.
#include "kiosk/core/aim.h"

#include <gtest/gtest.h>

#include "tests/kiosk/core/people.h"

namespace meetpoint::core {
namespace {

class AimTest : public testing::Test {
 protected:
  AimTest() {
    send(EventChanged{event()});
    send(CameraChanged{CameraState::running, ""});
  }
  void send(const AppEvent& event) { state_ = update(std::move(state_), event, now_).state; }
  void see(AimHint hint, bool someone = true) { send(AimMeasured{hint, someone}); }
  // As a kiosk's loop does, ten times a second.
  void pass(int ms) {
    for (int step = 0; step < ms; step += 100) {
      now_ += Duration{100};
      send(Ticked{});
    }
  }
  WaitingModel waiting() const { return std::get<WaitingModel>(view(state_, now_).body); }
  AimHint hint() const { return waiting().hint; }
  bool lamp() const { return waiting().lamp; }

  Instant now_ = at(13, 50);
  AppState state_;
};

TEST_F(AimTest, ABadgeThatIsReadAtOnceIsToldNothing) {
  see(AimHint::closer);
  pass(200);
  EXPECT_EQ(hint(), AimHint::none);
  see(AimHint::none);
  pass(2000);
  EXPECT_EQ(hint(), AimHint::none);
}

TEST_F(AimTest, AHintThatLastsIsSaidAndGoesAfterItCouldBeRead) {
  see(AimHint::closer);
  pass(300);
  EXPECT_EQ(hint(), AimHint::closer);
  see(AimHint::none);
  pass(600);
  EXPECT_EQ(hint(), AimHint::closer);
  pass(200);
  EXPECT_EQ(hint(), AimHint::none);
}

TEST_F(AimTest, HintsThatChangeWithEveryFrameDoNotFlicker) {
  see(AimHint::closer);
  pass(300);
  int changes = 0;
  AimHint before = hint();
  for (int frame = 0; frame < 100; ++frame) {
    see(frame % 2 != 0 ? AimHint::tilt : AimHint::closer);
    now_ += Duration{33};
    send(Ticked{});
    if (hint() != before) changes += 1;
    before = hint();
  }
  EXPECT_EQ(changes, 0);
}

TEST_F(AimTest, AnotherHintComesWhenTheFirstCouldBeRead) {
  see(AimHint::closer);
  pass(300);
  see(AimHint::further);
  pass(400);
  EXPECT_EQ(hint(), AimHint::closer);
  pass(400);
  EXPECT_EQ(hint(), AimHint::further);
}

TEST_F(AimTest, AReadBadgeEndsTheHintAtOnce) {
  see(AimHint::tilt);
  pass(400);
  ASSERT_EQ(hint(), AimHint::tilt);
  send(BadgesRead{{"a"}});
  EXPECT_EQ(hint(), AimHint::none);
}

TEST_F(AimTest, WithoutAPictureThereIsNothingToSay) {
  see(AimHint::more_light);
  pass(1000);
  ASSERT_TRUE(lamp());
  send(CameraChanged{CameraState::lost, "video0"});
  EXPECT_EQ(hint(), AimHint::none);
  EXPECT_FALSE(lamp());
}

TEST_F(AimTest, InAnEmptyDarkRoomTheScreenGivesLightAndSaysNothing) {
  see(AimHint::more_light, false);
  pass(500);
  EXPECT_FALSE(lamp());
  pass(200);
  EXPECT_TRUE(lamp());
  EXPECT_EQ(hint(), AimHint::none);
  see(AimHint::more_light, true);
  pass(300);
  EXPECT_EQ(hint(), AimHint::more_light);
}

// Its own light makes the picture bright: that must not put it out and on again.
TEST_F(AimTest, TheLampStaysInItsOwnLight) {
  see(AimHint::more_light, false);
  pass(700);
  ASSERT_TRUE(lamp());
  see(AimHint::none, false);
  pass(29'000);
  EXPECT_TRUE(lamp());
  pass(1'200);
  EXPECT_FALSE(lamp());
}

TEST_F(AimTest, WhereItStaysDarkTheLampBlinksSeldom) {
  int lit = 0;
  bool before = false;
  for (int second = 0; second < 3600; ++second) {
    // The camera sees the lamp's light, and the dark without it.
    see(lamp() ? AimHint::none : AimHint::more_light, false);
    pass(1000);
    if (lamp() && !before) lit += 1;
    before = lamp();
  }
  EXPECT_GE(lit, 1);
  EXPECT_LE(lit, 10);
}

TEST_F(AimTest, ADarkEveningDoesNotCountForTheNextDay) {
  for (int turn = 0; turn < 4; ++turn) {
    see(AimHint::more_light, false);
    pass(1000);
    ASSERT_TRUE(lamp());
    see(AimHint::none, false);
    while (lamp()) pass(1000);
  }
  pass(60'000);
  see(AimHint::more_light, false);
  pass(1000);
  see(AimHint::none, false);
  pass(31'000);
  EXPECT_FALSE(lamp());
}

TEST_F(AimTest, AClockThatIsSetBackHoldsNoHint) {
  see(AimHint::closer);
  pass(400);
  ASSERT_EQ(hint(), AimHint::closer);
  now_ -= hours{2};
  see(AimHint::none);
  pass(1000);
  EXPECT_EQ(hint(), AimHint::none);
}

}  // namespace
}  // namespace meetpoint::core
