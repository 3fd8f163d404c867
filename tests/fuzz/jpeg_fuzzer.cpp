// Bytes as what a camera sends that says it sends JPEG: as one frame, and as a film of them.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "kiosk/scan/base/jpeg.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace meetpoint::scan;
  constexpr std::int64_t most_pixels = 1'000'000;
  static JpegDecoder decoder;  // lives as long as a camera does
  static GrayImage picture;
  const std::span<const std::uint8_t> bytes(data, size);
  for (const auto damage : {JpegDecoder::Damage::refuse, JpegDecoder::Damage::accept}) {
    const auto status = decoder.decode(bytes, damage, most_pixels, picture);
    if (status && picture.view().pixels() > most_pixels) std::abort();
    if (!status && status.error().message.empty()) std::abort();
  }
  std::span<const std::uint8_t> rest = bytes;
  while (!rest.empty()) {
    const std::size_t before = rest.size();
    const auto frame = take_jpeg(rest);
    if (frame.empty()) break;
    // Each is in the film, and the film gets shorter.
    if (frame.data() < data || frame.data() + frame.size() > data + size) std::abort();
    if (rest.size() + frame.size() > before) std::abort();
  }
  return 0;
}
