// Pixels without a display: EGL surfaceless and a framebuffer object. The same calls give the same
// bytes, so that tests compare and people look.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kiosk/pixels/surface.h"

namespace meetpoint::pixels {

struct OffscreenOptions {
  int width = 1920;
  int height = 1080;
  float px_per_mm = 0;  // 0: as on a 15.6-inch display
  float text_scale = 1;
};

class Offscreen final : public Surface {
 public:
  // `not_found` where a font is missing, `io` where there is no OpenGL (Debian: libegl1,
  // libgl1-mesa-dri).
  static Result<std::unique_ptr<Offscreen>> make(const OffscreenOptions&);
  ~Offscreen() override;

  const ui::Theme& theme() const override;
  const ui::Fonts& fonts() const override;
  void render(const std::function<void()>& draw) override;
  bool bake_missing(ui::UiState&) override;
  void make_current() override;

  // Input for the coming frames, one step a frame: a tap needs three.
  void point(float x, float y);
  void press(bool down);
  void tap(float x, float y);

  int width() const { return options_.width; }
  int height() const { return options_.height; }
  // The last frame: rows from the top, four bytes a pixel, opaque.
  std::vector<std::uint8_t> rgba();
  Status save_png(const std::string& path);

 private:
  struct Egl;
  explicit Offscreen(const OffscreenOptions& options);

  OffscreenOptions options_;
  std::unique_ptr<Egl> egl_;
};

}  // namespace meetpoint::pixels
