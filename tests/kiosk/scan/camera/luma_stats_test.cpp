#include "kiosk/scan/camera/luma_stats.h"

#include <gtest/gtest.h>

namespace meetpoint::scan {
namespace {

void fill(GrayImage& image, Rect area, std::uint8_t shade) {
  for (int y = area.y; y < area.y + area.height; ++y)
    std::fill_n(image.row(y) + area.x, area.width, shade);
}

TEST(LumaStats, AnEvenPictureIsItsShade) {
  const LumaStats luma = measure_luma(GrayImage(640, 360, 93).view());
  EXPECT_DOUBLE_EQ(luma.mean, 93);
  EXPECT_EQ(luma.bright, 93);
  EXPECT_EQ(luma.brightest, 93);
  EXPECT_EQ(luma.clipped, 0);
}

TEST(LumaStats, TheMiddleCountsTwice) {
  GrayImage picture(640, 360, 0);
  fill(picture, {160, 90, 320, 180}, 100);  // a quarter of the picture
  EXPECT_NEAR(measure_luma(picture.view()).mean, 40, 1);
}

TEST(LumaStats, TellsGlareFromAWhiteBadge) {
  GrayImage picture(640, 360, 60);
  fill(picture, {160, 90, 320, 180}, 225);
  EXPECT_EQ(measure_luma(picture.view()).clipped, 0);
  fill(picture, {160, 90, 320, 180}, 255);
  EXPECT_NEAR(measure_luma(picture.view()).clipped, 0.4, 0.02);
}

TEST(LumaStats, ADarkHallWithALampInItIsNotBlack) {
  GrayImage picture(640, 360, 17);
  EXPECT_TRUE(is_black(measure_luma(picture.view())));
  fill(picture, {500, 20, 100, 40}, 180);
  EXPECT_FALSE(is_black(measure_luma(picture.view())));
}

TEST(LumaStats, OddAndEmptyPicturesAreNoTrap) {
  EXPECT_EQ(measure_luma({}).mean, 0);
  for (const int side : {1, 2, 3, 5, 63, 65}) {
    const GrayImage small(side, 66 - side, 120);
    EXPECT_DOUBLE_EQ(measure_luma(small.view()).mean, 120) << side;
  }
}

}  // namespace
}  // namespace meetpoint::scan
