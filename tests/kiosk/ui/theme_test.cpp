#include "kiosk/ui/theme.h"

#include <gtest/gtest.h>

#include "kiosk/ui/fonts.h"

namespace meetpoint::ui {
namespace {

struct Pair {
  const char* what;
  Colour text;
  Colour ground;
};

TEST(Theme, ContrastIsThatOfTheStandard) {
  EXPECT_NEAR(contrast(rgb(0x000000), rgb(0xFFFFFF)), 21.0, 0.01);
  EXPECT_NEAR(contrast(rgb(0x777777), rgb(0xFFFFFF)), 4.48, 0.01);
}

TEST(Theme, MainTextHasSevenToOne) {
  const Pair pairs[] = {{"text on paper", palette::ink, palette::paper},
                        {"text on a card", palette::ink, palette::card},
                        {"second text on paper", palette::ink_soft, palette::paper},
                        {"second text on a card", palette::ink_soft, palette::card},
                        {"name when checked in", palette::on_dark, palette::success},
                        {"name when already in", palette::on_dark, palette::night},
                        {"refusal", palette::on_dark, palette::failure},
                        {"table and main button", palette::on_accent, palette::accent},
                        {"held main button", palette::on_accent, palette::accent_dark},
                        {"chosen button", palette::on_dark, palette::ink},
                        {"text on the dark picture", palette::on_dark_soft, palette::night},
                        {"notice", palette::attention, palette::attention_soft}};
  for (const Pair& p : pairs) EXPECT_GE(contrast(p.text, p.ground), 7.0) << p.what;
}

TEST(Theme, EveryOtherTextHasFourAndAHalfToOne) {
  const Pair pairs[] = {{"label", palette::accent, palette::paper},
                        {"place in the day", palette::accent, palette::card},
                        {"accent chip", palette::accent, palette::accent_soft},
                        {"success chip", palette::success, palette::success_soft},
                        {"attention chip", palette::attention, palette::attention_soft},
                        {"failure chip", palette::failure, palette::failure_soft},
                        {"status: online", palette::success, palette::card},
                        {"status: kept at the venue", palette::accent, palette::card},
                        {"status: offline", palette::attention, palette::card},
                        {"status: problem", palette::failure, palette::card}};
  for (const Pair& p : pairs) EXPECT_GE(contrast(p.text, p.ground), 4.5) << p.what;
}

TEST(Theme, WhatCanBeTouchedHasAnEdgeOfThreeToOne) {
  EXPECT_GE(contrast(palette::edge, palette::paper), 3.0);
  EXPECT_GE(contrast(palette::edge, palette::card), 3.0);
  EXPECT_GE(contrast(palette::accent, palette::paper), 3.0);
}

TEST(Theme, AFingerIsFifteenMillimetresOnAFifteenInchDisplay) {
  const Theme theme = make_theme(1920, 1080, 1920 / 332.0F, 1);
  EXPECT_NEAR(theme.touch(), 86.8F, 1.0F);
}

TEST(Theme, ALargerDisplayIsNotDrawnSmaller) {
  const Theme desk = make_theme(1920, 1080, 0, 1);
  const Theme wall = make_theme(1920, 1080, 1920 / 1200.0F, 1);  // 55 inches
  EXPECT_FLOAT_EQ(wall.px_per_mm, desk.px_per_mm);
}

TEST(Theme, ADisplayThatLiesAboutItsSizeIsNotBelieved) {
  const Theme theme = make_theme(1920, 1080, 1920 / 16.0F, 1);  // "16 mm wide"
  EXPECT_FLOAT_EQ(theme.px_per_mm, make_theme(1920, 1080, 0, 1).px_per_mm);
}

TEST(Theme, TextGrowsWhereAskedAndFingersStayTheSame) {
  const Theme normal = make_theme(1920, 1080, 0, 1);
  const Theme large = make_theme(1920, 1080, 0, 2);
  EXPECT_FLOAT_EQ(large.font_px(Style::body), normal.font_px(Style::body) * 2);
  EXPECT_FLOAT_EQ(large.touch(), normal.touch());
}

TEST(Fonts, MissingTypefacesNameThePackage) {
  const auto files = find_fonts({"/nowhere"});
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, ErrorCode::not_found);
  EXPECT_NE(files.error().message.find("fonts-inter"), std::string::npos);
}

}  // namespace
}  // namespace meetpoint::ui
