// The real window, on a virtual display of its own.
#include "kiosk/pixels/window.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string>

#include "kiosk/ui/draw.h"
#include "tests/kiosk/ui/samples.h"

namespace meetpoint::pixels {
namespace {

// An Xvfb that this test started; ends with it.
class VirtualDisplay {
 public:
  VirtualDisplay() {
    int ends[2];
    if (pipe(ends) != 0) return;
    pid_ = fork();
    if (pid_ == 0) {
      dup2(ends[1], 3);
      execlp("Xvfb", "Xvfb", "-displayfd", "3", "-screen", "0", "1280x720x24", "-nolisten", "tcp",
             nullptr);
      _exit(127);
    }
    close(ends[1]);
    char number[16] = {};
    ssize_t got = 0;
    // Xvfb writes its number once it is ready, or closes the pipe.
    for (ssize_t n = 0; got < 15 && (n = read(ends[0], number + got, 1)) == 1; got += n) {
      if (number[got] == '\n') break;
    }
    close(ends[0]);
    if (got > 0) name_ = ":" + std::string(number, static_cast<std::size_t>(got));
  }
  ~VirtualDisplay() {
    if (pid_ <= 0) return;
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }
  VirtualDisplay(const VirtualDisplay&) = delete;
  VirtualDisplay& operator=(const VirtualDisplay&) = delete;
  const std::string& name() const { return name_; }

 private:
  pid_t pid_ = -1;
  std::string name_;
};

TEST(Window, ShowsAScreenAndHandsOnWhatIsTypedAndTouched) {
  VirtualDisplay display;
  if (display.name().empty()) GTEST_SKIP() << "Xvfb (package xvfb) is not installed";
  setenv("DISPLAY", display.name().c_str(), 1);
  unsetenv("WAYLAND_DISPLAY");

  std::string typed;
  int enters = 0;
  auto window =
      Window::make({.fullscreen = true},
                   {.on_character = [&](char32_t c) { typed += static_cast<char>(c); },
                    .on_key = [&](RawKey key) { enters += key == RawKey::enter ? 1 : 0; }});
  ASSERT_TRUE(window) << window.error().message;
  EXPECT_FLOAT_EQ((*window)->theme().width, 1280);

  const ui::Texts english;
  const core::ScreenModel model = ui::Stage("en", false).show("waiting").model;
  ui::UiState state;
  ui::LayoutLog log;
  state.log = &log;
  std::optional<core::Intent> last;
  const auto frame = [&] {
    (*window)->render([&] {
      log = {};
      auto intent = ui::draw(model, state, {(*window)->theme(), (*window)->fonts(), english}, {});
      if (intent && !std::holds_alternative<core::StayHere>(*intent)) last = intent;
    });
  };
  frame();
  // Nothing happens: nothing to draw.
  while ((*window)->wait(0.2)) frame();
  EXPECT_FALSE((*window)->wait(0.05));

  const auto until = [&](const auto& done) {
    for (int i = 0; i < 200 && !done(); ++i) {
      if ((*window)->wait(0.05)) frame();
    }
  };
  // A badge reader types fast and ends with Enter; nothing has the focus in the window.
  const std::string x = "DISPLAY=" + display.name() + " xdotool ";
  if (std::system((x + "type --delay 0 MP14K7ZQ").c_str()) != 0) {  // NOLINT
    GTEST_SKIP() << "xdotool is not installed";
  }
  ASSERT_EQ(std::system((x + "key Return").c_str()), 0);  // NOLINT
  until([&] { return enters > 0; });
  EXPECT_EQ(typed, "MP14K7ZQ");
  EXPECT_EQ(enters, 1);

  for (const auto& target : ui::LayoutLog(log).targets) {
    if (target.label != "Or type your code") continue;
    const std::string move = "mousemove " + std::to_string(static_cast<int>(target.box.mid_x())) +
                             " " + std::to_string(static_cast<int>(target.box.mid_y()));
    ASSERT_EQ(std::system((x + move + " click 1").c_str()), 0);  // NOLINT
  }
  until([&] { return last.has_value(); });
  ASSERT_TRUE(last);
  EXPECT_TRUE(std::holds_alternative<core::OpenTyping>(*last));

  EXPECT_FALSE((*window)->should_close());
  (*window)->close();
  EXPECT_TRUE((*window)->should_close());
}

// A badge reader that was set to the United States, at a computer set to Belgium: the characters
// are wrong, and the keys say what was meant.
TEST(Window, TellsTheKeysByTheirPlacesWhateverTheComputerIsSetTo) {
  VirtualDisplay display;
  if (display.name().empty()) GTEST_SKIP() << "Xvfb (package xvfb) is not installed";
  setenv("DISPLAY", display.name().c_str(), 1);
  unsetenv("WAYLAND_DISPLAY");

  std::string keys;
  std::u32string typed;
  std::size_t keys_before_character = 0;
  int enters = 0;
  auto window = Window::make({.fullscreen = true},
                             {.on_press =
                                  [&](const RawPress& press) {
                                    if (press.shift) keys += '^';
                                    if (press.alt_gr) keys += '~';
                                    if (press.keypad) keys += '#';
                                    keys += press.iso_key ? '|' : press.us_character;
                                  },
                              .on_character =
                                  [&](char32_t c) {
                                    if (typed.empty()) keys_before_character = keys.size();
                                    typed += c;
                                  },
                              .on_key = [&](RawKey key) { enters += key == RawKey::enter; }});
  ASSERT_TRUE(window) << window.error().message;
  // With the window there: an X server without clients forgets its layout.
  if (std::system(("setxkbmap -display " + display.name() + " be 2>&1").c_str()) != 0)  // NOLINT
    GTEST_SKIP() << "setxkbmap is not installed";
  // M (shift), 1, z, -, /, the key left of Z, AltGr and 2, Ctrl and b, Enter; by the hardware's
  // codes.
  const std::string send =
      "DISPLAY=" + display.name() +
      " xdotool key --delay 0 shift+58 10 52 20 61 94 && DISPLAY=" + display.name() +
      " xdotool keydown 108 key 11 keyup 108 key ctrl+56 key Return";
  if (std::system(send.c_str()) != 0) GTEST_SKIP() << "xdotool is not installed";  // NOLINT
  for (int i = 0; i < 200 && enters == 0; ++i) (*window)->wait(0.05);
  EXPECT_EQ(enters, 1);
  EXPECT_EQ(keys, "^m1z-/|~2");
  EXPECT_EQ(typed, U"?&w)=<@");
  EXPECT_EQ(keys_before_character, 2U);  // a key comes before what it types
}

TEST(Window, WithoutADisplayIsTold) {
  unsetenv("WAYLAND_DISPLAY");
  setenv("DISPLAY", ":9999", 1);
  const auto window = Window::make({}, {});
  ASSERT_FALSE(window);
  EXPECT_EQ(window.error().code, ErrorCode::io);
  EXPECT_NE(window.error().message.find("display"), std::string::npos);
}

}  // namespace
}  // namespace meetpoint::pixels
