#include "kiosk/pixels/camera_texture.h"

#include "kiosk/pixels/gl.h"

namespace meetpoint::pixels {

CameraTexture::~CameraTexture() {
  if (texture_ != 0) glDeleteTextures(1, &texture_);
}

void CameraTexture::upload(const std::uint8_t* luma, int width, int height, std::size_t stride) {
  if (luma == nullptr || width <= 0 || height <= 0) return;
  if (texture_ == 0) texture_ = make_byte_texture(false);
  glBindTexture(GL_TEXTURE_2D, texture_);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  glPixelStorei(GL_UNPACK_ROW_LENGTH, static_cast<GLint>(stride));
  if (width != width_ || height != height_) {
    glTexImage2D(GL_TEXTURE_2D, 0, GL_R8, width, height, 0, GL_RED, GL_UNSIGNED_BYTE, luma);
    width_ = width;
    height_ = height;
  } else {
    glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, width, height, GL_RED, GL_UNSIGNED_BYTE, luma);
  }
  glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
}

ImTextureID CameraTexture::id() const { return texture_ == 0 ? nullptr : texture_id(texture_); }

}  // namespace meetpoint::pixels
