#include "kiosk/pixels/offscreen.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "kiosk/pixels/camera_texture.h"
#include "kiosk/ui/draw.h"
#include "tests/kiosk/ui/samples.h"

namespace meetpoint::pixels {
namespace {

ui::Sample sample(const std::string& name) {
  for (ui::Sample& one : ui::samples("en", false)) {
    if (one.name == name) return one;
  }
  ADD_FAILURE() << "no sample " << name;
  return {};
}

std::optional<core::Intent> draw(Offscreen& surface, const core::ScreenModel& model,
                                 ui::UiState& state, const ui::Picture& picture = {}) {
  std::optional<core::Intent> intent;
  const ui::Texts english;
  surface.render([&] {
    intent = ui::draw(model, state, {surface.theme(), surface.fonts(), english}, picture);
  });
  return intent;
}

TEST(Offscreen, TheSameScreenGivesTheSameBytes) {
  const ui::Sample welcome = sample("welcome");
  std::vector<std::uint8_t> first;
  for (int run = 0; run < 2; ++run) {
    auto surface = Offscreen::make({.width = 1366, .height = 768});
    ASSERT_TRUE(surface) << surface.error().message;
    ui::UiState state;
    draw(**surface, welcome.model, state);
    draw(**surface, welcome.model, state);
    const auto bytes = (*surface)->rgba();
    if (run == 0) first = bytes;
    EXPECT_EQ(first, bytes);
  }
}

TEST(Offscreen, ATapOnAButtonIsItsIntent) {
  auto surface = Offscreen::make({.width = 1366, .height = 768});
  ASSERT_TRUE(surface) << surface.error().message;
  const ui::Sample welcome = sample("welcome");
  ui::UiState state;
  ui::LayoutLog log;
  state.log = &log;
  draw(**surface, welcome.model, state);
  const auto tap = [&](const std::string& label) {
    std::vector<core::Intent> intents;
    for (const auto& target : ui::LayoutLog(log).targets) {
      if (target.label != label) continue;
      (*surface)->tap(target.box.mid_x(), target.box.mid_y());
      for (int frame = 0; frame < 4; ++frame) {
        if (auto intent = draw(**surface, welcome.model, state)) intents.push_back(*intent);
      }
      break;
    }
    return intents;
  };
  const auto day = tap("My day");
  ASSERT_FALSE(day.empty());
  EXPECT_TRUE(std::holds_alternative<core::ShowAgenda>(day.back()));
  const auto french = tap("FR");
  ASSERT_FALSE(french.empty());
  ASSERT_TRUE(std::holds_alternative<core::ChooseLanguage>(french.back()));
  EXPECT_EQ(std::get<core::ChooseLanguage>(french.back()).language, "fr");
}

TEST(Offscreen, ATouchBesideEverythingKeepsTheVisit) {
  auto surface = Offscreen::make({.width = 1366, .height = 768});
  ASSERT_TRUE(surface) << surface.error().message;
  ui::UiState state;
  const ui::Sample welcome = sample("welcome");
  (*surface)->tap(3, 300);
  std::vector<core::Intent> intents;
  for (int frame = 0; frame < 4; ++frame) {
    if (auto intent = draw(**surface, welcome.model, state)) intents.push_back(*intent);
  }
  ASSERT_EQ(intents.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<core::StayHere>(intents[0]));
}

TEST(Offscreen, ADragScrollsAndTouchesNothing) {
  auto surface = Offscreen::make({.width = 1366, .height = 768});
  ASSERT_TRUE(surface) << surface.error().message;
  ui::UiState state;
  const ui::Sample agenda = sample("agenda");
  draw(**surface, agenda.model, state);
  const float before = state.scroll;
  (*surface)->point(400, 300);
  (*surface)->press(true);
  for (int step = 0; step < 20; ++step) {
    (*surface)->point(400, 300 + static_cast<float>(step) * 6);
    const auto intent = draw(**surface, agenda.model, state);
    EXPECT_TRUE(!intent || std::holds_alternative<core::StayHere>(*intent));
  }
  (*surface)->press(false);
  for (int frame = 0; frame < 3; ++frame) draw(**surface, agenda.model, state);
  EXPECT_LT(state.scroll, before - 20);
}

// On a touchscreen the pointer jumps to where the next finger comes down.
TEST(Offscreen, AFingerFarFromTheLastTouchIsATouchOnAScreenThatScrolls) {
  auto surface = Offscreen::make({.width = 1366, .height = 620});
  ASSERT_TRUE(surface) << surface.error().message;
  ui::UiState state;
  ui::LayoutLog log;
  state.log = &log;
  const ui::Sample consent = sample("contact-consent");
  (*surface)->tap(3, 3);
  for (int frame = 0; frame < 4; ++frame) draw(**surface, consent.model, state);
  const float before = state.scroll;
  std::optional<ui::Rect> choice;
  for (const auto& target : ui::LayoutLog(log).targets) {
    if (target.label == "Name and organisation") choice = target.box;
  }
  ASSERT_TRUE(choice);
  (*surface)->tap(choice->mid_x(), choice->mid_y());
  bool chosen = false;
  for (int frame = 0; frame < 4; ++frame) {
    const auto intent = draw(**surface, consent.model, state);
    chosen = chosen || (intent && std::holds_alternative<core::ChooseShare>(*intent));
  }
  EXPECT_TRUE(chosen);
  EXPECT_FLOAT_EQ(state.scroll, before);
}

TEST(Offscreen, LettersThatTheFontsLackAreBakedOnce) {
  auto surface = Offscreen::make({.width = 1366, .height = 768});
  ASSERT_TRUE(surface) << surface.error().message;
  ui::UiState state;
  ui::Sample waiting = sample("waiting");
  waiting.model.event_name = "Łódź – Ελλάδα – Жито";
  draw(**surface, waiting.model, state);
  EXPECT_FALSE(state.missing_glyphs.empty());
  EXPECT_TRUE((*surface)->bake_missing(state));
  draw(**surface, waiting.model, state);
  EXPECT_TRUE(state.missing_glyphs.empty());
  // A letter that no typeface has does not bake for ever.
  waiting.model.event_name = "\xF3\xB0\x80\x80";
  draw(**surface, waiting.model, state);
  (*surface)->bake_missing(state);
  draw(**surface, waiting.model, state);
  EXPECT_FALSE((*surface)->bake_missing(state));
}

TEST(Offscreen, TheCameraIsSeenAsInAMirror) {
  auto surface = Offscreen::make({.width = 1366, .height = 768});
  ASSERT_TRUE(surface) << surface.error().message;
  // Bright on the left half of the camera's picture, rows longer than the picture.
  constexpr std::size_t stride = 700;
  std::vector<std::uint8_t> luma(stride * 360, 99);
  for (std::size_t y = 0; y < 360; ++y) {
    for (std::size_t x = 0; x < 640; ++x) luma[y * stride + x] = x < 320 ? 240 : 20;
  }
  CameraTexture camera;
  (*surface)->make_current();
  camera.upload(luma.data(), 640, 360, stride);
  const ui::Sample waiting = sample("waiting");
  for (const bool mirrored : {true, false}) {
    ui::UiState state;
    draw(**surface, waiting.model, state, {camera.id(), 640, 360, mirrored, {}});
    const auto bytes = (*surface)->rgba();
    const auto at = [&](std::size_t x, std::size_t y) { return bytes[(y * 1366 + x) * 4]; };
    // The picture lies on the right side of the display.
    const int left = at(680, 120);
    const int right = at(1280, 120);
    if (mirrored) {
      EXPECT_LT(left, 60);
      EXPECT_GT(right, 200);
    } else {
      EXPECT_GT(left, 200);
      EXPECT_LT(right, 60);
    }
  }
}

TEST(Offscreen, TwoSurfacesLiveBesideEachOther) {
  auto one = Offscreen::make({.width = 800, .height = 480});
  auto two = Offscreen::make({.width = 480, .height = 800});
  ASSERT_TRUE(one && two);
  const ui::Sample waiting = sample("waiting");
  ui::UiState a;
  ui::UiState b;
  draw(**one, waiting.model, a);
  draw(**two, waiting.model, b);
  draw(**one, waiting.model, a);
  EXPECT_EQ((*one)->rgba().size(), 800U * 480U * 4U);
  EXPECT_EQ((*two)->rgba().size(), 480U * 800U * 4U);
  two->reset();
  draw(**one, waiting.model, a);
}

TEST(Offscreen, AnImpossibleSizeIsTold) {
  const auto surface = Offscreen::make({.width = 10, .height = 10});
  ASSERT_FALSE(surface);
  EXPECT_EQ(surface.error().code, ErrorCode::invalid_input);
}

}  // namespace
}  // namespace meetpoint::pixels
