#include "kiosk/pixels/offscreen.h"

#include <EGL/egl.h>
#include <EGL/eglext.h>

#include <algorithm>

#include "kiosk/pixels/gl.h"
#include "kiosk/pixels/painter.h"

#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb/stb_image_write.h>

namespace meetpoint::pixels {

struct Offscreen::Egl {
  EGLDisplay display = EGL_NO_DISPLAY;
  EGLContext context = EGL_NO_CONTEXT;
  GLuint framebuffer = 0;
  GLuint colour = 0;
  std::unique_ptr<Painter> painter;

  bool make_current() const {
    return eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context) == EGL_TRUE;
  }
  ~Egl() {
    if (context == EGL_NO_CONTEXT) return;
    if (make_current()) {
      painter.reset();
      glDeleteFramebuffers(1, &framebuffer);
      glDeleteRenderbuffers(1, &colour);
    }
    eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    eglDestroyContext(display, context);
    // The display is the process's; another surface may use it.
  }
};

namespace {

tl::unexpected<Error> no_graphics(const char* what) {
  return fail(ErrorCode::io, std::string("Drawing off screen failed (") + what +
                                 "); install libegl1 and libgl1-mesa-dri.");
}

}  // namespace

Offscreen::Offscreen(const OffscreenOptions& options)
    : options_(options), egl_(std::make_unique<Egl>()) {}
Offscreen::~Offscreen() = default;

Result<std::unique_ptr<Offscreen>> Offscreen::make(const OffscreenOptions& options) {
  if (options.width < 320 || options.height < 320 || options.width > 8192 ||
      options.height > 8192) {
    return fail(ErrorCode::invalid_input,
                "A picture must be from 320 to 8192 pixels wide and high.");
  }
  Result<ui::FontFiles> files = ui::find_fonts();
  if (!files) return fail(files);
  std::unique_ptr<Offscreen> out(new Offscreen(options));
  Egl& egl = *out->egl_;
  const auto get_display = reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(
      eglGetProcAddress("eglGetPlatformDisplayEXT"));
  if (get_display == nullptr) return no_graphics("no EGL platform");
  egl.display = get_display(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
  if (egl.display == EGL_NO_DISPLAY || eglInitialize(egl.display, nullptr, nullptr) != EGL_TRUE ||
      eglBindAPI(EGL_OPENGL_API) != EGL_TRUE) {
    return no_graphics("no EGL display");
  }
  const EGLint wanted[] = {EGL_CONTEXT_MAJOR_VERSION,
                           3,
                           EGL_CONTEXT_MINOR_VERSION,
                           3,
                           EGL_CONTEXT_OPENGL_PROFILE_MASK,
                           EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
                           EGL_NONE};
  egl.context = eglCreateContext(egl.display, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, wanted);
  if (egl.context == EGL_NO_CONTEXT || !egl.make_current()) return no_graphics("no OpenGL 3.3");

  glGenFramebuffers(1, &egl.framebuffer);
  glGenRenderbuffers(1, &egl.colour);
  glBindRenderbuffer(GL_RENDERBUFFER, egl.colour);
  glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, options.width, options.height);
  glBindFramebuffer(GL_FRAMEBUFFER, egl.framebuffer);
  glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, egl.colour);
  if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) {
    return no_graphics("no framebuffer");
  }
  Result<std::unique_ptr<Painter>> painter = Painter::make(*files, "#version 330 core");
  if (!painter) return fail(painter);
  egl.painter = std::move(*painter);
  const Status fonts = egl.painter->use(
      ui::make_theme(options.width, options.height, options.px_per_mm, options.text_scale));
  if (!fonts) return fail(fonts);
  return out;
}

const ui::Theme& Offscreen::theme() const { return egl_->painter->theme(); }
const ui::Fonts& Offscreen::fonts() const { return egl_->painter->fonts(); }

void Offscreen::make_current() {
  egl_->make_current();
  egl_->painter->make_current();
}

void Offscreen::render(const std::function<void()>& draw) {
  make_current();
  glBindFramebuffer(GL_FRAMEBUFFER, egl_->framebuffer);
  glViewport(0, 0, options_.width, options_.height);
  egl_->painter->paint(
      [this] {
        ImGuiIO& io = ImGui::GetIO();
        io.DisplaySize = {static_cast<float>(options_.width), static_cast<float>(options_.height)};
        io.DeltaTime = 1.0F / 60;
      },
      draw);
}

bool Offscreen::bake_missing(ui::UiState& state) {
  if (state.missing_glyphs.empty()) return false;
  make_current();
  return egl_->painter->bake_missing(state);
}

void Offscreen::point(float x, float y) {
  make_current();
  ImGui::GetIO().AddMousePosEvent(x, y);
}

void Offscreen::press(bool down) {
  make_current();
  ImGui::GetIO().AddMouseButtonEvent(0, down);
}

void Offscreen::tap(float x, float y) {
  point(x, y);
  press(true);
  press(false);
}

std::vector<std::uint8_t> Offscreen::rgba() {
  make_current();
  const auto w = static_cast<std::size_t>(options_.width);
  const auto h = static_cast<std::size_t>(options_.height);
  std::vector<std::uint8_t> upside_down(w * h * 4);
  glBindFramebuffer(GL_FRAMEBUFFER, egl_->framebuffer);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, options_.width, options_.height, GL_RGBA, GL_UNSIGNED_BYTE,
               upside_down.data());
  std::vector<std::uint8_t> out(upside_down.size());
  for (std::size_t y = 0; y < h; ++y) {
    const auto from = upside_down.begin() + static_cast<std::ptrdiff_t>((h - 1 - y) * w * 4);
    std::copy(from, from + static_cast<std::ptrdiff_t>(w * 4),
              out.begin() + static_cast<std::ptrdiff_t>(y * w * 4));
  }
  for (std::size_t i = 3; i < out.size(); i += 4) out[i] = 255;
  return out;
}

Status Offscreen::save_png(const std::string& path) {
  const std::vector<std::uint8_t> bytes = rgba();
  stbi_write_force_png_filter = 2;  // one filter for all rows: five times as fast
  if (stbi_write_png(path.c_str(), options_.width, options_.height, 4, bytes.data(),
                     options_.width * 4) == 0) {
    return fail(ErrorCode::io, "The picture " + path + " can't be written; check the folder.");
  }
  return {};
}

}  // namespace meetpoint::pixels
