#include "tests/samples/picture_file.h"

#include <turbojpeg.h>

#include <cstring>
#include <fstream>
#include <memory>

#include "kiosk/scan/base/jpeg.h"

// stb's code is compiled in here; it is not held to this project's warnings.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wunused-function"
#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

namespace meetpoint::samples {
namespace {

Status unwritable(const std::filesystem::path& file) {
  return fail(ErrorCode::io, file.string() +
                                 " can't be written; check that the folder is there, "
                                 "may be written to, and that there is room.");
}

}  // namespace

std::vector<std::uint8_t> to_jpeg(const scan::GrayView& picture, int quality) {
  const std::unique_ptr<void, int (*)(void*)> turbo(tjInitCompress(), &tjDestroy);
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  std::vector<std::uint8_t> bytes;
  if (turbo != nullptr &&
      tjCompress2(turbo.get(), picture.data, picture.width, static_cast<int>(picture.stride),
                  picture.height, TJPF_GRAY, &buffer, &size, TJSAMP_GRAY, quality,
                  TJFLAG_ACCURATEDCT) == 0) {
    bytes.assign(buffer, buffer + size);
  }
  tjFree(buffer);
  return bytes;
}

void through_jpeg(scan::GrayImage& picture, int quality) {
  const auto bytes = to_jpeg(picture.view(), quality);
  scan::JpegDecoder decoder;
  scan::GrayImage back;
  if (decoder.decode(bytes, scan::JpegDecoder::Damage::refuse, picture.view().pixels(), back))
    picture = std::move(back);
}

Status save_jpeg(const scan::GrayView& picture, int quality, const std::filesystem::path& file) {
  const auto bytes = to_jpeg(picture, quality);
  std::ofstream out(file, std::ios::binary);
  for (const std::uint8_t byte : bytes) out.put(static_cast<char>(byte));
  out.close();
  if (!out || bytes.empty()) return unwritable(file);
  return {};
}

Status save_png(const scan::GrayView& picture, const std::filesystem::path& file) {
  const int written = stbi_write_png(file.c_str(), picture.width, picture.height, 1, picture.data,
                                     static_cast<int>(picture.stride));
  if (written == 0) return unwritable(file);
  return {};
}

}  // namespace meetpoint::samples
