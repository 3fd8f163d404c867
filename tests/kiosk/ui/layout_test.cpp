// Nothing overlaps, nothing is cut, everything can be touched: every screen, in every language, on
// every shape of display, with plain and with cruel data. Needs no graphics.
#include <gtest/gtest.h>
#include <imgui.h>

#include <string>
#include <vector>

#include "kiosk/ui/draw.h"
#include "tests/kiosk/ui/samples.h"

namespace meetpoint::ui {
namespace {

struct Display {
  const char* name;
  int width;
  int height;
  float text_scale;
  bool cruel;
};

class Layout : public testing::TestWithParam<Display> {
 protected:
  void SetUp() override {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    const Display& display = GetParam();
    theme_ = make_theme(display.width, display.height, 0, display.text_scale);
    io.DisplaySize = {theme_.width, theme_.height};
    const auto files = find_fonts();
    ASSERT_TRUE(files) << files.error().message;
    const auto fonts = load_fonts(*io.Fonts, theme_, *files, {});
    ASSERT_TRUE(fonts) << fonts.error().message;
    fonts_ = *fonts;
    const auto book = TextBook::load(std::string(MEETPOINT_BINARY_DIR) + "/share/meetpoint/locale");
    ASSERT_TRUE(book) << book.error().message;
    book_ = *book;
  }
  void TearDown() override { ImGui::DestroyContext(); }

  LayoutLog drawn(const Sample& sample, const std::string& language) {
    UiState state;
    LayoutLog log;
    for (int frame = 0; frame < 2; ++frame) {
      log = {};
      state.log = &log;
      ImGui::GetIO().DeltaTime = 1.0F / 60;
      ImGui::NewFrame();
      draw(sample.model, state, {theme_, fonts_, book_.in(language)}, {});
      ImGui::Render();
    }
    return log;
  }

  Theme theme_;
  Fonts fonts_;
  TextBook book_;
};

void expect_sound(const LayoutLog& log, const Theme& theme, bool cruel) {
  const Rect display{0, 0, theme.width, theme.height};
  for (const std::string& text : log.cut) ADD_FAILURE() << "cut: " << text;
  if (!cruel) {
    for (const std::string& text : log.broken) ADD_FAILURE() << "divided: " << text;
  }
  for (std::size_t i = 0; i < log.texts.size(); ++i) {
    const auto& text = log.texts[i];
    EXPECT_TRUE(text.box.inside(display)) << "outside the display: " << text.text;
    for (std::size_t j = i + 1; j < log.texts.size(); ++j) {
      EXPECT_FALSE(text.box.overlaps(log.texts[j].box, 1.0F))
          << "on top of each other: " << text.text << " / " << log.texts[j].text;
    }
  }
  for (std::size_t i = 0; i < log.targets.size(); ++i) {
    const auto& target = log.targets[i];
    EXPECT_GE(target.box.w, theme.touch() - 0.5F) << "too narrow to touch: " << target.label;
    EXPECT_GE(target.box.h, theme.touch() - 0.5F) << "too low to touch: " << target.label;
    EXPECT_TRUE(target.box.inside(display)) << "outside the display: " << target.label;
    for (std::size_t j = i + 1; j < log.targets.size(); ++j) {
      EXPECT_FALSE(target.box.overlaps(log.targets[j].box))
          << "on top of each other: " << target.label << " / " << log.targets[j].label;
    }
    // A text is in a target or beside it, never half.
    for (const auto& text : log.texts) {
      EXPECT_TRUE(!target.box.overlaps(text.box, 1.0F) || text.box.inside(target.box))
          << text.text << " sticks out of " << target.label;
    }
  }
}

TEST_P(Layout, HoldsOnEveryScreen) {
  for (const char* language : {"nl", "fr", "en"}) {
    for (const Sample& sample : samples(language, GetParam().cruel)) {
      SCOPED_TRACE(std::string(language) + " " + sample.name);
      const LayoutLog log = drawn(sample, language);
      EXPECT_GE(log.targets.size(), 3U);
      expect_sound(log, theme_, GetParam().cruel);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Displays, Layout,
                         testing::Values(Display{"landscape", 1920, 1080, 1, false},
                                         Display{"landscape_cruel", 1920, 1080, 1, true},
                                         Display{"small", 1366, 768, 1, false},
                                         Display{"small_cruel", 1366, 768, 1, true},
                                         Display{"tablet", 1280, 800, 1, false},
                                         Display{"portrait", 1080, 1920, 1, false},
                                         Display{"portrait_cruel", 1080, 1920, 1, true},
                                         Display{"large_text", 1920, 1080, 2, false},
                                         Display{"large_text_cruel", 1920, 1080, 2, true},
                                         Display{"large_text_small", 1366, 768, 2, false},
                                         Display{"large_text_portrait", 1080, 1920, 2, false},
                                         Display{"large_text_portrait_cruel", 1080, 1920, 2, true}),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace meetpoint::ui
