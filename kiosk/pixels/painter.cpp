#include "kiosk/pixels/painter.h"

#include <imgui_impl_opengl3.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <utility>

#include "kiosk/pixels/gl.h"

namespace meetpoint::pixels {

Result<std::unique_ptr<Painter>> Painter::make(ui::FontFiles files, const char* glsl_version) {
  std::unique_ptr<Painter> painter(new Painter(std::move(files)));
  painter->context_ = ImGui::CreateContext();
  painter->make_current();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.MouseDragThreshold = 12;
  painter->backend_ = ImGui_ImplOpenGL3_Init(glsl_version);
  if (!painter->backend_) {
    return fail(ErrorCode::io, "OpenGL 3.3 or ES 3 can't be used; check the graphics driver.");
  }
  // The backend makes a texture of four bytes a pixel of whatever fonts there are: let it be small,
  // and put our own of one byte in its place.
  io.Fonts->AddFontDefault();
  ImGui_ImplOpenGL3_CreateDeviceObjects();
  ImGui_ImplOpenGL3_DestroyFontsTexture();
  return painter;
}

Painter::~Painter() {
  if (context_ == nullptr) return;
  make_current();
  if (texture_ != 0) glDeleteTextures(1, &texture_);
  ImGui::GetIO().Fonts->SetTexID(nullptr);
  if (backend_) ImGui_ImplOpenGL3_Shutdown();
  ImGui::DestroyContext(context_);
}

Status Painter::bake() {
  make_current();
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  Result<ui::Fonts> fonts = ui::load_fonts(atlas, theme_, files_, letters_);
  if (!fonts) return fail(fonts);
  fonts_ = *fonts;
  unsigned char* bytes = nullptr;
  int width = 0;
  int height = 0;
  atlas.GetTexDataAsAlpha8(&bytes, &width, &height);
  if (texture_ == 0) texture_ = make_byte_texture(true);
  glBindTexture(GL_TEXTURE_2D, texture_);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_R8, width, height, 0, GL_RED, GL_UNSIGNED_BYTE, bytes);
  atlas.SetTexID(texture_id(texture_));
  // Neither the picture of the letters nor the font files are needed any more.
  atlas.ClearTexData();
  atlas.ClearInputData();
#ifdef __GLIBC__
  malloc_trim(0);  // some 10 MB that nothing asks for again
#endif
  return {};
}

Status Painter::use(const ui::Theme& theme) {
  theme_ = theme;
  return bake();
}

bool Painter::bake_missing(ui::UiState& state) {
  const std::size_t before = letters_.size();
  letters_.insert(state.missing_glyphs.begin(), state.missing_glyphs.end());
  state.missing_glyphs.clear();
  return letters_.size() != before && bake().has_value();
}

void Painter::paint(const std::function<void()>& begin, const std::function<void()>& draw) {
  make_current();
  ImGui_ImplOpenGL3_NewFrame();
  begin();
  ImGui::NewFrame();
  draw();
  ImGui::Render();
  // The ground of every screen: far cheaper than a rectangle of the same size.
  constexpr ui::Colour ground = ui::palette::paper;
  glClearColor(static_cast<float>(ground.r) / 255, static_cast<float>(ground.g) / 255,
               static_cast<float>(ground.b) / 255, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

}  // namespace meetpoint::pixels
