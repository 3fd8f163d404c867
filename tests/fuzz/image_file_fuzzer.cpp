// Bytes as a picture's file.
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "kiosk/scan/base/image_file.h"

namespace {

// One file of this process, in memory.
const std::string& file_path() {
  static const std::string path = [] {
    std::string name = "/dev/shm/meetpoint-image-fuzzer-XXXXXX";
    const int file = mkstemp(name.data());
    if (file < 0) std::abort();
    close(file);
    std::atexit([] { std::remove(file_path().c_str()); });
    return name;
  }();
  return path;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::FILE* file = std::fopen(file_path().c_str(), "wb");
  if (file == nullptr) std::abort();
  if (size > 0 && std::fwrite(data, 1, size, file) != size) std::abort();
  std::fclose(file);
  const auto picture = meetpoint::scan::load_gray(file_path());
  if (picture) {
    // Every pixel is there.
    std::uint64_t sum = 0;
    for (int y = 0; y < picture->height(); ++y)
      for (int x = 0; x < picture->width(); ++x) sum += picture->row(y)[x];
    if (sum > std::uint64_t{255} * static_cast<std::uint64_t>(picture->view().pixels()))
      std::abort();
  } else if (picture.error().message.empty()) {
    std::abort();  // a person is to be told what is the matter
  }
  return 0;
}
