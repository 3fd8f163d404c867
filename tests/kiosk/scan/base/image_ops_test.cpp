#include "kiosk/scan/base/image_ops.h"

#include <gtest/gtest.h>

#include "kiosk/scan/base/random.h"
#include "kiosk/scan/base/scene_change.h"

namespace meetpoint::scan {
namespace {

GrayImage noise(int width, int height) {
  Random random(7);
  GrayImage image(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) image.row(y)[x] = static_cast<std::uint8_t>(random.below(256));
  }
  return image;
}

TEST(ImageOps, ShrinkTakesTheMeanOfEachSquare) {
  for (int factor = 1; factor <= 8; ++factor) {
    const GrayImage in = noise(50, 37);
    GrayImage out;
    shrink(in.view(), factor, out);
    ASSERT_EQ(out.width(), 50 / factor);
    ASSERT_EQ(out.height(), 37 / factor);
    for (int y = 0; y < out.height(); ++y) {
      for (int x = 0; x < out.width(); ++x) {
        int sum = 0;
        for (int j = 0; j < factor; ++j)
          for (int i = 0; i < factor; ++i) sum += in.row(y * factor + j)[x * factor + i];
        ASSERT_EQ(out.row(y)[x], (sum + factor * factor / 2) / (factor * factor));
      }
    }
  }
}

TEST(ImageOps, LocalThresholdEqualsItsDefinition) {
  const GrayImage in = noise(40, 31);
  for (const int radius : {1, 5, 12, 60}) {
    GrayImage out;
    local_threshold(in.view(), radius, 3, out);
    for (int y = 0; y < 31; ++y) {
      for (int x = 0; x < 40; ++x) {
        std::int64_t sum = 0;
        std::int64_t count = 0;
        for (int j = std::max(0, y - radius); j <= std::min(30, y + radius); ++j)
          for (int i = std::max(0, x - radius); i <= std::min(39, x + radius); ++i)
            sum += in.row(j)[i], count += 1;
        ASSERT_EQ(out.row(y)[x], in.row(y)[x] * count * 100 <= sum * 97 ? 0 : 255);
      }
    }
  }
}

TEST(ImageOps, PassesLeaveAnEvenPictureEven) {
  const GrayImage even(33, 21, 90);
  GrayImage out;
  blur(even.view(), out);
  EXPECT_EQ(out, even);
  sharpen(even.view(), 3, out);
  EXPECT_EQ(out, even);
  double_size(even.view(), out);
  EXPECT_EQ(out, GrayImage(66, 42, 90));
  invert(even.view(), out);
  EXPECT_EQ(out, GrayImage(33, 21, 165));
}

TEST(ImageOps, PassesTakeTheSmallestPictures) {
  for (int width = 0; width < 4; ++width) {
    for (int height = 0; height < 4; ++height) {
      const GrayImage in(width, height, 10);
      GrayImage out;
      blur(in.view(), out);
      sharpen(in.view(), 2, out);
      local_threshold(in.view(), 12, 2, out);
      double_size(in.view(), out);
      shrink(in.view(), 3, out);
      pad(in.view(), 2, 255, out);
      EXPECT_EQ(out.width(), width + 4);
    }
  }
}

TEST(ImageOps, FillQuadPaintsTheFigureAndItsMarginAndStaysInside) {
  GrayImage image(60, 40, 255);
  const Point quad[4] = {{20, 10}, {40, 12}, {38, 30}, {18, 28}};
  fill_quad(image, quad, 2, 0);
  EXPECT_EQ(image.row(20)[30], 0);
  EXPECT_EQ(image.row(20)[18], 0);
  EXPECT_EQ(image.row(20)[10], 255);
  EXPECT_EQ(image.row(5)[30], 255);
  const Point outside[4] = {{-20, -10}, {400, -12}, {380, 300}, {-18, 280}};
  fill_quad(image, outside, 2, 7);
  EXPECT_EQ(image, GrayImage(60, 40, 7));
}

TEST(ImageOps, ACropStaysInThePicture) {
  const GrayImage image = noise(20, 10);
  const GrayView part = image.view().crop({15, -3, 100, 8});
  EXPECT_EQ(part.width, 5);
  EXPECT_EQ(part.height, 5);
  EXPECT_EQ(part.row(0)[0], image.row(0)[15]);
  EXPECT_TRUE(image.view().crop({30, 2, 5, 5}).empty());
}

TEST(SceneChange, SeesABadgeComeAndIgnoresNoise) {
  SceneChange change;
  GrayImage picture(640, 360, 100);
  EXPECT_TRUE(change.look(picture.view()));
  Random random(3);
  for (int frame = 0; frame < 20; ++frame) {
    for (int y = 0; y < 360; ++y) {
      for (int x = 0; x < 640; ++x)
        picture.row(y)[x] = static_cast<std::uint8_t>(100 + 4 * random.bell());
    }
    EXPECT_FALSE(change.look(picture.view()));
  }
  const Point badge[4] = {{300, 150}, {360, 150}, {360, 220}, {300, 220}};
  fill_quad(picture, badge, 0, 220);
  EXPECT_TRUE(change.look(picture.view()));
  EXPECT_FALSE(change.look(picture.view()));
}

TEST(SceneChange, WhatDriftsSlowlyIsSeenInTheEnd) {
  SceneChange change;
  int seen = 0;
  for (int shade = 100; shade < 130; ++shade)
    seen += change.look(GrayImage(640, 360, static_cast<std::uint8_t>(shade)).view()) ? 1 : 0;
  EXPECT_GE(seen, 5);
  EXPECT_LE(seen, 8);
}

}  // namespace
}  // namespace meetpoint::scan
