#include "kiosk/pixels/window.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <imgui_impl_glfw.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "kiosk/pixels/gl.h"
#include "kiosk/pixels/painter.h"

namespace meetpoint::pixels {

struct Window::Glfw {
  GLFWwindow* window = nullptr;
  std::unique_ptr<Painter> painter;
  RawInput input;
  WindowOptions options;
  bool backend = false;
  int frames_due = 1;
  int width = 0;
  int height = 0;

  // ImGui takes one step of a touch a frame (there, down, up), and shows it in the next.
  void touched() { frames_due = 4; }
  static Glfw& of(GLFWwindow* window) {
    return *static_cast<Glfw*>(glfwGetWindowUserPointer(window));
  }
  ~Glfw() {
    if (window != nullptr) {
      glfwMakeContextCurrent(window);
      if (painter) painter->make_current();
      if (backend) ImGui_ImplGlfw_Shutdown();
      painter.reset();
      glfwDestroyWindow(window);
    }
    glfwTerminate();
  }
  float px_per_mm() const {
    if (options.px_per_mm > 0) return options.px_per_mm;
    GLFWmonitor* monitor = glfwGetPrimaryMonitor();
    if (monitor == nullptr) return 0;
    int mm_w = 0;
    int mm_h = 0;
    glfwGetMonitorPhysicalSize(monitor, &mm_w, &mm_h);
    const GLFWvidmode* mode = glfwGetVideoMode(monitor);
    return mm_w > 0 && mode != nullptr ? static_cast<float>(mode->width) / static_cast<float>(mm_w)
                                       : 0;
  }
  // Fonts and sizes for the window as it is now.
  Status fit_theme() {
    glfwGetFramebufferSize(window, &width, &height);
    if (width == 0 || height == 0) return {};  // minimised
    return painter->use(ui::make_theme(width, height, px_per_mm(), options.text_scale));
  }
};

namespace {

GLFWwindow* open(const WindowOptions& options, bool es) {
  glfwDefaultWindowHints();
  glfwWindowHint(GLFW_CLIENT_API, es ? GLFW_OPENGL_ES_API : GLFW_OPENGL_API);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, es ? 0 : 3);
  if (!es) glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_DEPTH_BITS, 0);
  glfwWindowHint(GLFW_STENCIL_BITS, 0);
  // A kiosk that loses the focus for a moment must not vanish.
  glfwWindowHint(GLFW_AUTO_ICONIFY, GLFW_FALSE);
  GLFWmonitor* monitor = options.fullscreen ? glfwGetPrimaryMonitor() : nullptr;
  int width = options.width;
  int height = options.height;
  if (monitor != nullptr) {
    if (const GLFWvidmode* mode = glfwGetVideoMode(monitor)) {
      width = mode->width;
      height = mode->height;
    }
  }
  return glfwCreateWindow(width, height, options.title.c_str(), monitor, nullptr);
}

// GLFW calls keys by their places, in the words of a keyboard of the United States. Nothing for a
// key that types nothing by itself, or that is a command.
std::optional<RawPress> press_of(GLFWwindow* window, int key, int mods) {
  RawPress press;
  // GLFW tells of no AltGr; where the layout has none, it is an Alt.
  press.alt_gr = glfwGetKey(window, GLFW_KEY_RIGHT_ALT) == GLFW_PRESS;
  if ((mods & (GLFW_MOD_CONTROL | GLFW_MOD_SUPER)) != 0) return std::nullopt;
  if ((mods & GLFW_MOD_ALT) != 0 && !press.alt_gr) return std::nullopt;
  press.shift = (mods & GLFW_MOD_SHIFT) != 0;
  if (key >= GLFW_KEY_SPACE && key <= GLFW_KEY_GRAVE_ACCENT) {
    press.us_character =
        static_cast<char>(key >= GLFW_KEY_A && key <= GLFW_KEY_Z ? key - 'A' + 'a' : key);
    return press;
  }
  press.iso_key = key == GLFW_KEY_WORLD_1 || key == GLFW_KEY_WORLD_2;
  if (press.iso_key) return press;
  press.keypad = true;
  if (key >= GLFW_KEY_KP_0 && key <= GLFW_KEY_KP_9) {
    press.us_character = static_cast<char>('0' + (key - GLFW_KEY_KP_0));
    return press;
  }
  switch (key) {
    case GLFW_KEY_KP_DECIMAL: press.us_character = '.'; return press;
    case GLFW_KEY_KP_DIVIDE: press.us_character = '/'; return press;
    case GLFW_KEY_KP_MULTIPLY: press.us_character = '*'; return press;
    case GLFW_KEY_KP_SUBTRACT: press.us_character = '-'; return press;
    case GLFW_KEY_KP_ADD: press.us_character = '+'; return press;
    default: return std::nullopt;
  }
}

}  // namespace

Window::Window() : glfw_(std::make_unique<Glfw>()) {}
Window::~Window() = default;

Result<std::unique_ptr<Window>> Window::make(const WindowOptions& options, RawInput input) {
  Result<ui::FontFiles> files = ui::find_fonts();
  if (!files) return fail(files);
  std::unique_ptr<Window> out(new Window);
  Glfw& glfw = *out->glfw_;
  glfw.input = std::move(input);
  glfw.options = options;
  if (glfwInit() != GLFW_TRUE) {
    return fail(ErrorCode::io, "There is no display; start the kiosk in a graphical session.");
  }
  glfw.window = open(options, false);
  const bool es = glfw.window == nullptr;
  if (es) glfw.window = open(options, true);
  if (glfw.window == nullptr) {
    return fail(ErrorCode::io,
                "A window can't be opened: OpenGL 3.3 or ES 3 is needed; check the driver.");
  }
  glfwMakeContextCurrent(glfw.window);
  glfwSwapInterval(1);
  glfwSetWindowUserPointer(glfw.window, &glfw);
  glfwSetCharCallback(glfw.window, [](GLFWwindow* w, unsigned character) {
    Glfw& self = Glfw::of(w);
    self.touched();
    if (self.input.on_character) self.input.on_character(static_cast<char32_t>(character));
  });
  glfwSetKeyCallback(glfw.window, [](GLFWwindow* w, int key, int, int action, int mods) {
    Glfw& self = Glfw::of(w);
    if (action == GLFW_RELEASE || !self.input.on_key) return;
    self.touched();
    if (const auto press = press_of(w, key, mods); press && self.input.on_press)
      self.input.on_press(*press);
    if (key == GLFW_KEY_ENTER || key == GLFW_KEY_KP_ENTER) self.input.on_key(RawKey::enter);
    if (key == GLFW_KEY_TAB) self.input.on_key(RawKey::tab);
    if (key == GLFW_KEY_BACKSPACE) self.input.on_key(RawKey::backspace);
    if (key == GLFW_KEY_ESCAPE) self.input.on_key(RawKey::escape);
  });
  // ImGui gets the pointer alone. It takes in keys at one a frame, so that a touch after a badge
  // reader's burst would wait for thirty frames.
  glfwSetCursorPosCallback(glfw.window, [](GLFWwindow* w, double x, double y) {
    Glfw::of(w).touched();
    ImGui_ImplGlfw_CursorPosCallback(w, x, y);
  });
  glfwSetMouseButtonCallback(glfw.window, [](GLFWwindow* w, int button, int action, int mods) {
    Glfw::of(w).touched();
    ImGui_ImplGlfw_MouseButtonCallback(w, button, action, mods);
  });
  glfwSetCursorEnterCallback(glfw.window, [](GLFWwindow* w, int entered) {
    Glfw::of(w).touched();
    ImGui_ImplGlfw_CursorEnterCallback(w, entered);
  });
  glfwSetWindowRefreshCallback(glfw.window, [](GLFWwindow* w) { Glfw::of(w).touched(); });
  glfwSetFramebufferSizeCallback(glfw.window, [](GLFWwindow* w, int, int) {
    Glfw& self = Glfw::of(w);
    self.touched();
    // A failure leaves the sizes that were there; the picture is then scaled, not lost.
    (void)self.fit_theme();
  });

  Result<std::unique_ptr<Painter>> painter =
      Painter::make(*files, es ? "#version 300 es" : "#version 330 core");
  if (!painter) return fail(painter);
  glfw.painter = std::move(*painter);
  glfw.backend = ImGui_ImplGlfw_InitForOpenGL(glfw.window, false);
  const Status fonts = glfw.fit_theme();
  if (!fonts) return fail(fonts);
  return out;
}

const ui::Theme& Window::theme() const { return glfw_->painter->theme(); }
const ui::Fonts& Window::fonts() const { return glfw_->painter->fonts(); }

void Window::make_current() {
  glfwMakeContextCurrent(glfw_->window);
  glfw_->painter->make_current();
}

void Window::render(const std::function<void()>& draw) {
  if (glfw_->width == 0 || glfw_->height == 0) return;
  make_current();
  glfw_->frames_due = std::max(0, glfw_->frames_due - 1);
  glViewport(0, 0, glfw_->width, glfw_->height);
  glfw_->painter->paint([] { ImGui_ImplGlfw_NewFrame(); }, draw);
  glfwSwapBuffers(glfw_->window);
}

bool Window::bake_missing(ui::UiState& state) {
  if (state.missing_glyphs.empty()) return false;
  make_current();
  return glfw_->painter->bake_missing(state);
}

bool Window::wait(double seconds) {
  glfw_->painter->make_current();
  if (seconds > 0 && glfw_->frames_due == 0) {
    glfwWaitEventsTimeout(seconds);
  } else {
    glfwPollEvents();
  }
  return glfw_->frames_due > 0;
}

void Window::wake() { glfwPostEmptyEvent(); }
bool Window::should_close() const { return glfwWindowShouldClose(glfw_->window) == GLFW_TRUE; }
void Window::close() { glfwSetWindowShouldClose(glfw_->window, GLFW_TRUE); }

}  // namespace meetpoint::pixels
