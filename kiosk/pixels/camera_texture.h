// The camera's grey picture on the graphics card: one byte a pixel, nothing converted on the CPU.
// Mirroring is done by the texture's coordinates when it is drawn (ui::Picture::mirrored).
#pragma once

#include <imgui.h>

#include <cstddef>
#include <cstdint>

namespace meetpoint::pixels {

// Belongs to the surface that was current when it was first uploaded; destroy it before that, with
// it current.
class CameraTexture {
 public:
  CameraTexture() = default;
  ~CameraTexture();
  CameraTexture(const CameraTexture&) = delete;
  CameraTexture& operator=(const CameraTexture&) = delete;

  // `luma`: height rows of width bytes, `stride` bytes apart. The surface must be current.
  void upload(const std::uint8_t* luma, int width, int height, std::size_t stride);
  // nullptr before the first picture.
  ImTextureID id() const;
  int width() const { return width_; }
  int height() const { return height_; }

 private:
  unsigned texture_ = 0;
  int width_ = 0;
  int height_ = 0;
};

}  // namespace meetpoint::pixels
