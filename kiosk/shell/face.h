// The kiosk's face: draws its model on a surface, with the camera's picture, and tells what was
// touched. The same for a window and off screen. Main thread.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "kiosk/core/screen_model.h"
#include "kiosk/pixels/camera_texture.h"
#include "kiosk/pixels/surface.h"
#include "kiosk/scan/scanner.h"
#include "kiosk/ui/draw.h"

namespace meetpoint::shell {

class Face {
 public:
  // Reads the translations. `surface` must outlive it.
  static Result<std::unique_ptr<Face>> make(pixels::Surface& surface,
                                            const std::filesystem::path& translations);

  // Draws one frame, whether needed or not.
  std::optional<core::Intent> show(const core::ScreenModel&, const scan::Preview&);

  // Whether what would be drawn differs from the last frame.
  bool is_stale(const core::ScreenModel&, const scan::Preview&) const;

  // Where the touch target of this label was in the last frame, pixels from the top left.
  std::optional<ui::Rect> target(const std::string& label) const;
  const ui::LayoutLog& layout() const { return log_; }
  void keep_layout(bool keep) { ui_.log = keep ? &log_ : nullptr; }

 private:
  Face(pixels::Surface& surface, ui::TextBook texts)
      : surface_(surface), texts_(std::move(texts)) {}

  pixels::Surface& surface_;
  ui::TextBook texts_;
  ui::UiState ui_;
  ui::LayoutLog log_;
  pixels::CameraTexture camera_;
  // Not kept alive: a frame may hold one of a camera's few buffers.
  std::weak_ptr<const scan::Frame> uploaded_;
  std::vector<scan::Outline> outlines_;  // as drawn: they come after their frame
  std::vector<scan::Outline> located_;
  std::optional<core::ScreenModel> shown_;
};

}  // namespace meetpoint::shell
