#include "kiosk/shell/shown_camera.h"

#include <gtest/gtest.h>

namespace meetpoint::shell {
namespace {

constexpr CameraView nothing{};
CameraView empty(int ms) { return {.picture = true, .at = scan::moment_from_ms(1000 + ms)}; }
CameraView found(int ms) {
  CameraView view = empty(ms);
  view.found = true;
  return view;
}
CameraView read(int ms) {
  CameraView view = found(ms);
  view.read = true;
  return view;
}

std::size_t choose(ShownCamera& shown, const std::vector<CameraView>& views) {
  return shown.choose(views);
}

TEST(ShownCamera, IsTheFirstThatHasAPicture) {
  ShownCamera shown;
  EXPECT_EQ(choose(shown, {}), 0U);
  EXPECT_EQ(choose(shown, {nothing, empty(0), empty(0)}), 1U);
  EXPECT_EQ(choose(shown, {empty(30), empty(30), empty(30)}), 1U);
}

TEST(ShownCamera, IsTheOneThatReadABadgeAndStaysIt) {
  ShownCamera shown;
  EXPECT_EQ(choose(shown, {empty(0), read(0)}), 1U);
  EXPECT_EQ(choose(shown, {empty(30), empty(30)}), 1U);
  shown.read_by(0);  // in between two pictures
  EXPECT_EQ(choose(shown, {empty(60), empty(60)}), 0U);
}

TEST(ShownCamera, TurnsToABadgeThatIsHeldUpAndCanNotBeRead) {
  ShownCamera shown;
  EXPECT_EQ(choose(shown, {empty(0), found(0)}), 0U);
  EXPECT_EQ(choose(shown, {empty(200), found(200)}), 0U);
  EXPECT_EQ(choose(shown, {empty(300), found(300)}), 1U);
}

TEST(ShownCamera, WhatLooksLikeACodeForAMomentChangesNothing) {
  ShownCamera shown;
  for (int ms = 0; ms < 5000; ms += 100) {
    const bool glimpse = (ms / 100) % 3 != 0;
    EXPECT_EQ(choose(shown, {empty(ms), glimpse ? found(ms) : empty(ms)}), 0U);
  }
}

TEST(ShownCamera, StaysWhileSomebodyAimsThere) {
  ShownCamera shown;
  for (int ms = 0; ms < 2000; ms += 100) EXPECT_EQ(choose(shown, {found(ms), found(ms)}), 0U);
  EXPECT_EQ(choose(shown, {found(2000), read(2000)}), 1U);
}

TEST(ShownCamera, LeavesACameraThatIsLost) {
  ShownCamera shown;
  EXPECT_EQ(choose(shown, {empty(0), read(0)}), 1U);
  EXPECT_EQ(choose(shown, {empty(30), nothing}), 0U);
  EXPECT_EQ(choose(shown, {empty(60)}), 0U);
}

}  // namespace
}  // namespace meetpoint::shell
