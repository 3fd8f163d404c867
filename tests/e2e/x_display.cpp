#include "tests/e2e/x_display.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <thread>

// Last: it defines macros with names such as None and Status.
#include <X11/Xlib.h>
#include <X11/Xutil.h>

namespace meetpoint::e2e {

namespace {

using Connection = std::unique_ptr<::Display, decltype(&XCloseDisplay)>;

Connection connect_to(const std::string& name) {
  Connection connection(XOpenDisplay(name.c_str()), &XCloseDisplay);
  EXPECT_TRUE(connection) << "no X display " << name;
  return connection;
}

bool is_number(const std::string& text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The server writes the number of its display once it takes clients, among what else it says.
std::string number_of(Process& server) {
  const auto end = std::chrono::steady_clock::now() + Seconds(30);
  while (server.running() && std::chrono::steady_clock::now() < end) {
    std::istringstream lines(server.output());
    for (std::string line; std::getline(lines, line);) {
      if (is_number(line) && !lines.eof()) return line;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return {};
}

::Window window_titled(::Display* display, ::Window at, const std::string& title) {
  char* name = nullptr;
  if (XFetchName(display, at, &name) != 0) {
    const bool found = title == name;
    XFree(name);
    if (found) return at;
  }
  ::Window root = 0;
  ::Window parent = 0;
  ::Window* children = nullptr;
  unsigned count = 0;
  ::Window found = 0;
  if (XQueryTree(display, at, &root, &parent, &children, &count) == 0) return 0;
  for (unsigned i = 0; i < count && found == 0; ++i) {
    found = window_titled(display, children[i], title);
  }
  if (children != nullptr) XFree(children);
  return found;
}

}  // namespace

double Picture::share_of(std::uint32_t rgb, double left, double top, double right,
                         double bottom) const {
  const auto at = [](double fraction, int size) { return static_cast<int>(fraction * size); };
  std::size_t same = 0;
  std::size_t all = 0;
  for (int y = at(top, height); y < at(bottom, height); ++y) {
    for (int x = at(left, width); x < at(right, width); ++x) {
      ++all;
      if (pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                 static_cast<std::size_t>(x)] == rgb) {
        ++same;
      }
    }
  }
  return all == 0 ? 0 : static_cast<double>(same) / static_cast<double>(all);
}

void Picture::save_ppm(const std::filesystem::path& path) const {
  std::ofstream out(path, std::ios::binary);
  out << "P6\n" << width << ' ' << height << "\n255\n";
  for (const std::uint32_t pixel : pixels) {
    for (const unsigned shift : {16U, 8U, 0U}) out.put(static_cast<char>(pixel >> shift));
  }
}

XDisplay::XDisplay(std::filesystem::path folder, int width, int height)
    : folder_(std::move(folder)),
      server_({"Xvfb", "-displayfd", "1", "-noreset", "-nolisten", "tcp", "-screen", "0",
               std::to_string(width) + "x" + std::to_string(height) + "x24"},
              folder_ / "xvfb.log") {
  const std::string number = number_of(server_);
  if (number.empty()) {
    ADD_FAILURE() << "Xvfb does not start: " << server_.output();
  } else {
    name_ = ":" + number;
  }
}

std::vector<std::string> XDisplay::here(std::vector<std::string> command) const {
  command.insert(command.begin(), {"env", "-u", "WAYLAND_DISPLAY", "DISPLAY=" + name_});
  return command;
}

void XDisplay::xdotool(const std::vector<std::string>& arguments) {
  std::vector<std::string> command{"xdotool"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  run(here(std::move(command)), folder_ / "xdotool.log");
}

void XDisplay::click(int x, int y) {
  xdotool({"mousemove", std::to_string(x), std::to_string(y), "click", "1"});
}

void XDisplay::type(const std::string& text, int delay_ms) {
  // It sleeps for half of what it is told.
  xdotool({"type", "--delay", std::to_string(2 * delay_ms), text});
}

void XDisplay::press(const std::string& key) { xdotool({"key", "--delay", "0", key}); }

void XDisplay::type_and_enter(const std::string& text) {
  xdotool({"type", "--delay", "0", "--args", "1", text, "key", "--delay", "0", "Return"});
}

Picture XDisplay::look() const {
  Picture picture;
  const Connection display = connect_to(name_);
  if (!display) return picture;
  const int screen = XDefaultScreen(display.get());
  picture.width = XDisplayWidth(display.get(), screen);
  picture.height = XDisplayHeight(display.get(), screen);
  XImage* image = XGetImage(display.get(), XRootWindow(display.get(), screen), 0, 0,
                            static_cast<unsigned>(picture.width),
                            static_cast<unsigned>(picture.height), XAllPlanes(), ZPixmap);
  if (image == nullptr) {
    ADD_FAILURE() << "the screen can't be read";
    return {};
  }
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      picture.pixels.push_back(static_cast<std::uint32_t>(XGetPixel(image, x, y)) & 0xFFFFFFU);
    }
  }
  XDestroyImage(image);
  return picture;
}

bool XDisplay::ask_to_close(const std::string& title) const {
  const Connection display = connect_to(name_);
  if (!display) return false;
  const ::Window window = window_titled(display.get(), XDefaultRootWindow(display.get()), title);
  if (window == 0) return false;
  XEvent event{};
  event.xclient.type = ClientMessage;
  event.xclient.window = window;
  event.xclient.message_type = XInternAtom(display.get(), "WM_PROTOCOLS", False);
  event.xclient.format = 32;
  event.xclient.data.l[0] =
      static_cast<long>(XInternAtom(display.get(), "WM_DELETE_WINDOW", False));
  event.xclient.data.l[1] = CurrentTime;
  return XSendEvent(display.get(), window, False, NoEventMask, &event) != 0 &&
         XSync(display.get(), False) != 0;
}

}  // namespace meetpoint::e2e
