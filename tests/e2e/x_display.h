// An X display of the test's own (Xvfb), with what stands before it: a finger, a keyboard or a
// badge reader that types, and an eye that looks at the pixels.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/e2e/process.h"

namespace meetpoint::e2e {

// 0xRRGGBB, row by row from the top left.
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint32_t> pixels;

  // How much of a part of the picture has exactly this colour, 0 to 1. The part is given in
  // fractions of width and height.
  double share_of(std::uint32_t rgb, double left, double top, double right, double bottom) const;
  void save_ppm(const std::filesystem::path&) const;
};

class XDisplay {
 public:
  // Logs go to `folder`.
  XDisplay(std::filesystem::path folder, int width, int height);

  // The command, to be started on this display.
  std::vector<std::string> here(std::vector<std::string> command) const;
  bool started() const { return !name_.empty(); }

  void click(int x, int y);
  void type(const std::string& text, int delay_ms);  // between two characters
  void press(const std::string& key);                // "Return"
  // Both without a pause between them, as a badge reader does.
  void type_and_enter(const std::string& text);
  // What is on the glass now.
  Picture look() const;
  // As the cross in a window's corner does. False where there is no such window.
  bool ask_to_close(const std::string& title) const;

 private:
  void xdotool(const std::vector<std::string>& arguments);

  std::filesystem::path folder_;
  Process server_;
  std::string name_;  // ":7"
};

}  // namespace meetpoint::e2e
