// Every screen as people will see it, kept as pictures in the build folder to be looked at.
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <memory>
#include <vector>

#include "kiosk/pixels/camera_texture.h"
#include "kiosk/pixels/offscreen.h"
#include "kiosk/ui/draw.h"
#include "tests/kiosk/ui/samples.h"

namespace meetpoint::pixels {
namespace {

struct Display {
  const char* name;
  OffscreenOptions options;
  bool cruel;
  bool every_language = false;
};

// A grey picture of a badge before a dim room, as a camera gives it.
std::vector<std::uint8_t> camera_picture(int w, int h) {
  std::vector<std::uint8_t> out(static_cast<std::size_t>(w) * static_cast<std::size_t>(h));
  for (int y = 0; y < h; ++y) {
    for (int x = 0; x < w; ++x) {
      int v = 70 + 60 * y / h + 30 * x / w;
      const int bx = x - w * 3 / 8;
      const int by = y - h / 4;
      if (bx > 0 && bx < w / 4 && by > 0 && by < h / 2) {
        v = 225;
        const int qx = (bx - w / 24) / (w / 144);
        const int qy = (by - h / 6) / (w / 144);
        const bool in = bx > w / 24 && by > h / 6 && qx < 24 && qy < 24;
        if (in && ((qx * 7 + qy * 13 + qx * qy) % 3 == 0)) v = 30;
        if (by > h / 16 && by < h / 10 && bx > w / 24 && bx < w / 5) v = 60;
      }
      out[static_cast<std::size_t>(y) * static_cast<std::size_t>(w) + static_cast<std::size_t>(x)] =
          static_cast<std::uint8_t>(v);
    }
  }
  return out;
}

bool says_a_hint(const core::ScreenModel& model) {
  const auto* waiting = std::get_if<core::WaitingModel>(&model.body);
  const auto* contact = std::get_if<core::ContactModel>(&model.body);
  const core::AimHint hint = waiting   ? waiting->hint
                             : contact ? contact->hint
                                       : core::AimHint::none;
  return hint != core::AimHint::none;
}

class Screens : public testing::TestWithParam<Display> {};

TEST_P(Screens, AreDrawnInEveryLanguage) {
  const Display& display = GetParam();
  auto surface = Offscreen::make(display.options);
  ASSERT_TRUE(surface) << surface.error().message;
  const std::string locale = std::string(MEETPOINT_BINARY_DIR) + "/share/meetpoint/locale";
  const auto book = ui::TextBook::load(locale);
  ASSERT_TRUE(book) << book.error().message;
  CameraTexture camera;
  (*surface)->make_current();
  const auto luma = camera_picture(1280, 720);
  camera.upload(luma.data(), 1280, 720, 1280);
  const std::array<ui::Point, 4> code{{{530, 300}, {730, 300}, {730, 490}, {530, 490}}};
  ui::Picture read{camera.id(), 1280, 720, true};
  read.outlines = {code};
  ui::Picture located{camera.id(), 1280, 720, true};
  located.located = {code};
  for (const std::string language : {"nl", "fr", "en"}) {
    if (language != "nl" && !display.every_language) continue;
    const std::filesystem::path folder =
        std::filesystem::path(MEETPOINT_BINARY_DIR) / "screens" / display.name / language;
    std::filesystem::create_directories(folder);
    for (const ui::Sample& sample : ui::samples(language, display.cruel)) {
      ui::UiState state;
      const ui::Picture& picture = says_a_hint(sample.model) ? located : read;
      const auto frame = [&] {
        (*surface)->render([&] {
          ui::draw(sample.model, state,
                   {(*surface)->theme(), (*surface)->fonts(), book->in(language)}, picture);
        });
      };
      frame();
      if ((*surface)->bake_missing(state)) frame();
      frame();
      const Status saved = (*surface)->save_png((folder / (sample.name + ".png")).string());
      ASSERT_TRUE(saved) << saved.error().message;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Displays, Screens,
                         testing::Values(Display{"landscape", {1920, 1080, 0, 1}, false, true},
                                         Display{"landscape-cruel", {1920, 1080, 0, 1}, true},
                                         Display{"small", {1366, 768, 0, 1}, false},
                                         Display{"portrait", {1080, 1920, 0, 1}, false},
                                         Display{"portrait-cruel", {1080, 1920, 0, 1}, true},
                                         Display{"large-text", {1920, 1080, 0, 2}, false},
                                         Display{"large-text-small", {1366, 768, 0, 2}, false},
                                         Display{"large-text-portrait", {1080, 1920, 0, 2}, true}),
                         [](const auto& tested) {
                           std::string name = tested.param.name;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

}  // namespace
}  // namespace meetpoint::pixels
