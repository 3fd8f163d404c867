// A window on the display, by GLFW. Draw only when something changed: wait() sleeps until input, a
// wake() or its time is over, so that a kiosk at rest costs nothing.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "kiosk/pixels/surface.h"

namespace meetpoint::pixels {

enum class RawKey { enter, tab, backspace, escape };

// A key that types something, by its place.
struct RawPress {
  char us_character = 0;  // what is there on a keyboard of the United States, in lower case
  bool iso_key = false;   // the key left of Z that such a keyboard does not have
  bool keypad = false;
  bool shift = false;
  bool alt_gr = false;
};

// What the keyboard sends, whatever has the focus: a badge reader is a keyboard too. Called from
// wait(), on the main thread.
struct RawInput {
  std::function<void(const RawPress&)> on_press;  // before what it types
  std::function<void(char32_t)> on_character;
  std::function<void(RawKey)> on_key;
};

struct WindowOptions {
  std::string title = "Meetpoint";
  bool fullscreen = true;
  int width = 1280;  // where not full screen
  int height = 720;
  float px_per_mm = 0;  // 0: as the display says
  float text_scale = 1;
};

class Window final : public Surface {
 public:
  // `io` where there is no display or no OpenGL. One window a process; main thread only.
  static Result<std::unique_ptr<Window>> make(const WindowOptions&, RawInput);
  ~Window() override;

  const ui::Theme& theme() const override;
  const ui::Fonts& fonts() const override;
  // Draws and shows the frame; waits for the display.
  void render(const std::function<void()>& draw) override;
  bool bake_missing(ui::UiState&) override;
  void make_current() override;

  // Sleeps at most so long. True where input came or the window must be drawn anew.
  bool wait(double seconds);
  // Ends a wait() from any thread.
  static void wake();
  bool should_close() const;
  void close();  // should_close() is true from now on

 private:
  struct Glfw;
  Window();
  std::unique_ptr<Glfw> glfw_;
};

}  // namespace meetpoint::pixels
