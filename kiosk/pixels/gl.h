// Inside kiosk/pixels: OpenGL's declarations, the same in every file.
#pragma once

#define GL_GLEXT_PROTOTYPES
#include <GL/gl.h>
#include <GL/glext.h>

#include <cstdint>

namespace meetpoint::pixels {

// A texture of one byte a pixel; `as_alpha` for letters, else grey. Returns its name.
inline unsigned make_byte_texture(bool as_alpha) {
  GLuint texture = 0;
  glGenTextures(1, &texture);
  glBindTexture(GL_TEXTURE_2D, texture);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  // The card spreads the one byte over four, so that nothing is converted or stored four times.
  const GLint colour = as_alpha ? GL_ONE : GL_RED;
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_R, colour);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_G, colour);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_B, colour);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_A, as_alpha ? GL_RED : GL_ONE);
  return texture;
}

inline void* texture_id(unsigned texture) {
  // ImGui carries the name of a texture in a pointer.
  return reinterpret_cast<void*>(static_cast<std::uintptr_t>(texture));  // NOLINT
}

}  // namespace meetpoint::pixels
