// What the camera's picture carries on top of it, as pixels.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <variant>
#include <vector>

#include "kiosk/pixels/camera_texture.h"
#include "kiosk/pixels/offscreen.h"
#include "kiosk/ui/draw.h"
#include "tests/kiosk/ui/samples.h"

namespace meetpoint::pixels {
namespace {

constexpr int width = 1366;
constexpr int height = 768;

class Viewfinder : public testing::Test {
 protected:
  void SetUp() override {
    auto surface = Offscreen::make({.width = width, .height = height});
    ASSERT_TRUE(surface) << surface.error().message;
    surface_ = std::move(*surface);
    for (ui::Sample& sample : ui::samples("en", false)) {
      if (sample.name == "waiting") model_ = sample.model;
    }
  }

  core::WaitingModel& waiting() { return std::get<core::WaitingModel>(model_.body); }

  // The screen while the camera sees nothing but this grey, and codes at these places.
  std::vector<std::uint8_t> drawn(std::uint8_t shade,
                                  std::vector<std::array<ui::Point, 4>> located = {}) {
    surface_->make_current();
    CameraTexture camera;
    const std::vector<std::uint8_t> luma(std::size_t{1280} * 720, shade);
    camera.upload(luma.data(), 1280, 720, 1280);
    ui::Picture picture{camera.id(), 1280, 720, true};
    picture.located = std::move(located);
    ui::UiState state;
    const ui::Texts english;
    for (int frame = 0; frame < 2; ++frame) {
      surface_->render([&] {
        ui::draw(model_, state, {surface_->theme(), surface_->fonts(), english}, picture);
      });
      surface_->bake_missing(state);
    }
    return surface_->rgba();
  }

  static ui::Colour pixel(const std::vector<std::uint8_t>& rgba, std::size_t at) {
    return {rgba[4 * at], rgba[4 * at + 1], rgba[4 * at + 2]};
  }
  static std::size_t count(const std::vector<std::uint8_t>& rgba, ui::Colour colour) {
    std::size_t found = 0;
    for (std::size_t at = 0; at < rgba.size() / 4; ++at) {
      const ui::Colour c = pixel(rgba, at);
      if (c.r == colour.r && c.g == colour.g && c.b == colour.b) found += 1;
    }
    return found;
  }

  std::unique_ptr<Offscreen> surface_;
  core::ScreenModel model_;
};

TEST_F(Viewfinder, ALocatedCodeStandsOutFromAnyPicture) {
  const std::array<ui::Point, 4> code{{{540, 260}, {740, 280}, {730, 470}, {530, 460}}};
  for (const int shade : {0, 40, 90, 118, 150, 200, 255}) {
    const auto without = drawn(static_cast<std::uint8_t>(shade));
    const auto with = drawn(static_cast<std::uint8_t>(shade), {code});
    std::size_t clear = 0;
    for (std::size_t at = 0; at < with.size() / 4; ++at) {
      if (ui::contrast(pixel(with, at), pixel(without, at)) >= 3) clear += 1;
    }
    // Four sides of some 150 pixels, dashed, and a few pixels wide.
    EXPECT_GT(clear, 700U) << "on grey " << shade;
  }
}

TEST_F(Viewfinder, AHintIsBesideThePictureAndGoesWithIt) {
  const auto plain = drawn(90);
  EXPECT_EQ(count(plain, ui::palette::attention_soft), 0U);
  waiting().hint = core::AimHint::closer;
  EXPECT_GT(count(drawn(90), ui::palette::attention_soft), 20'000U);
  waiting().camera = core::CameraState::lost;
  EXPECT_LT(count(drawn(90), ui::palette::attention_soft), 20'000U);
}

TEST_F(Viewfinder, AsALampTheFrameIsWhiteAndBroad) {
  const std::size_t before = count(drawn(30), ui::palette::lamp);
  waiting().lamp = true;
  const std::size_t lit = count(drawn(30), ui::palette::lamp) - before;
  EXPECT_GT(lit, std::size_t{width} * height / 7);
  // The picture is still there to aim by.
  EXPECT_GT(count(drawn(30), {30, 30, 30}), std::size_t{width} * height / 8);
}

}  // namespace
}  // namespace meetpoint::pixels
