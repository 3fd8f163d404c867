// Loaded into meetpoint-kiosk with LD_PRELOAD: stands before the two functions with which a frame
// leaves the program (to its window, or as a picture of an off-screen kiosk) and notes when the
// first was finished, and how many there were. The kiosk itself is measured as it is shipped.
#include "tests/bench/frame_probe.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>

namespace {

using meetpoint::bench::FrameProbe;

FrameProbe* open_probe() {
  const char* path = std::getenv(meetpoint::bench::probe_variable);
  const int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
  if (file < 0) return nullptr;
  void* shared = mmap(nullptr, sizeof(FrameProbe), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  return shared == MAP_FAILED ? nullptr : static_cast<FrameProbe*>(shared);
}

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

void note_frame() {
  static FrameProbe* const probe = open_probe();
  if (probe == nullptr) return;
  if (probe->frames++ != 0) return;
  // What was asked of the graphics library has happened only now.
  if (auto* finish = reinterpret_cast<void (*)()>(dlsym(RTLD_DEFAULT, "glFinish"))) finish();
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  probe->first_us = std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000;
}

}  // namespace

extern "C" {

void glfwSwapBuffers(void* window) {
  static auto* const swap = next<void(void*)>("glfwSwapBuffers");
  swap(window);
  note_frame();
}

void glReadPixels(int x, int y, int width, int height, unsigned format, unsigned type, void* out) {
  static auto* const read =
      next<void(int, int, int, int, unsigned, unsigned, void*)>("glReadPixels");
  read(x, y, width, height, format, type, out);
  note_frame();
}

}  // extern "C"
