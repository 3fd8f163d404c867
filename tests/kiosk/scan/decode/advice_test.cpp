#include "kiosk/scan/decode/advice.h"

#include <gtest/gtest.h>

#include "kiosk/scan/base/image_ops.h"
#include "kiosk/scan/decode/decoder.h"
#include "kiosk/scan/decode/qr_code.h"

namespace meetpoint::scan {
namespace {

CodeFit code_at(double left, double top, double width, double height) {
  CodeFit fit;
  fit.plane.corners = {
      Point2{left, top}, {left + width, top}, {left + width, top + height}, {left, top + height}};
  fit.dimension = 25;
  fit.module_px = std::sqrt(width * height) / 25;
  fit.score = 0.8;
  return fit;
}

Advice of_code(const GrayImage& picture, const CodeFit& fit) {
  return advise(picture.view(), {}, std::vector{fit});
}

TEST(Advice, FollowsFromHowTheCodeLies) {
  const GrayImage hall(1280, 720, 120);
  EXPECT_EQ(of_code(hall, code_at(600, 300, 40, 40)), Advice::closer);
  EXPECT_EQ(of_code(hall, code_at(-30, 100, 500, 500)), Advice::further);
  EXPECT_EQ(of_code(hall, code_at(500, 200, 100, 300)), Advice::tilt);
  EXPECT_EQ(of_code(hall, code_at(500, 200, 220, 200)), Advice::none);
}

TEST(Advice, AsksForLightInTheDark) {
  const GrayImage night(1280, 720, 20);
  EXPECT_EQ(of_code(night, code_at(500, 200, 220, 200)), Advice::more_light);
  EXPECT_EQ(advise(night.view(), {}, {}), Advice::more_light);
  EXPECT_EQ(advise(GrayImage(1280, 720, 120).view(), {}, {}), Advice::none);
}

// A code whose data is gone can be found, but never read.
GrayImage spoilt_code(int pixels_per_module) {
  const auto code = make_qr_code("MP1ABCDEFGHJKMNPQRSTVWXYZ0123", Correction::low);
  GrayImage drawn = draw_qr_code(*code, pixels_per_module);
  const int from = (4 + 9) * pixels_per_module;
  const int to = (4 + code->size() - 8) * pixels_per_module;
  const Point middle[4] = {{from, from}, {to, from}, {to, to}, {from, to}};
  fill_quad(drawn, middle, 0, 255);
  return drawn;
}

GrayImage scene_with(const GrayImage& part, int x, int y) {
  GrayImage scene(1280, 720, 120);
  for (int row = 0; row < part.height(); ++row)
    std::copy_n(part.row(row), part.width(), scene.row(y + row) + x);
  return scene;
}

TEST(Advice, WhatIsFoundAndNotReadIsOutlinedBeforeItIsRead) {
  Decoder decoder;
  std::vector<Outline> announced;
  decoder.on_located(
      [&](std::span<const Outline> located) { announced.assign(located.begin(), located.end()); });
  const GrayImage scene = scene_with(spoilt_code(6), 400, 200);
  EXPECT_TRUE(decoder.decode(scene.view(), Duration{2000}).empty());
  ASSERT_EQ(announced.size(), 1u);
  EXPECT_EQ(decoder.located(), announced);
  EXPECT_NEAR(announced[0][0].x, 424, 8);
  EXPECT_NEAR(announced[0][0].y, 224, 8);
  EXPECT_EQ(decoder.advice(), Advice::none);

  const GrayImage far = scene_with(spoilt_code(2), 400, 200);
  EXPECT_TRUE(decoder.decode(far.view(), Duration{2000}).empty());
  EXPECT_EQ(decoder.advice(), Advice::closer);
  // A frame of the same scene that is only looked at plainly takes nothing back …
  decoder.decode(far.view(), Duration{0});
  EXPECT_EQ(decoder.advice(), Advice::closer);
  EXPECT_EQ(decoder.located().size(), 1u);
  // … and one with nobody in it does.
  decoder.decode(GrayImage(1280, 720, 120).view(), Duration{2000});
  EXPECT_EQ(decoder.advice(), Advice::none);
  EXPECT_TRUE(decoder.located().empty());
}

}  // namespace
}  // namespace meetpoint::scan
