#include "kiosk/scan/base/image_file.h"

#include <array>
#include <cctype>
#include <fstream>
#include <memory>

#include "kiosk/scan/base/jpeg.h"

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_NO_JPEG  // libjpeg-turbo's; stb's of Debian 12 writes behind a table of a damaged one
#define STBI_NO_HDR
#define STBI_NO_LINEAR
#define STBI_NO_PSD
#define STBI_NO_PIC
#define STBI_NO_TGA
#define STBI_NO_STDIO
#define STBI_NO_FAILURE_STRINGS
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#ifdef __clang__  // it copies nothing from and to nowhere, which fuzzing need not stop at
#pragma clang attribute push(__attribute__((no_sanitize("nonnull-attribute"))), apply_to = function)
#endif
#include <stb/stb_image.h>
#ifdef __clang__
#pragma clang attribute pop
#endif
#pragma GCC diagnostic pop

namespace meetpoint::scan {
namespace {

std::string quoted(const std::filesystem::path& file) { return "\"" + file.string() + "\""; }

Result<GrayImage> load_with_stb(const std::vector<std::uint8_t>& bytes,
                                const std::filesystem::path& file) {
  const int length = static_cast<int>(bytes.size());
  int width = 0;
  int height = 0;
  int channels = 0;
  if (stbi_info_from_memory(bytes.data(), length, &width, &height, &channels) == 0) {
    return fail(ErrorCode::invalid_input,
                quoted(file) + " is not a picture; use JPEG, PNG, BMP, GIF or PGM.");
  }
  if (std::int64_t{width} * height > largest_image_pixels) {
    return fail(ErrorCode::too_large,
                quoted(file) + " has more than 120 million pixels; make it smaller.");
  }
  const std::unique_ptr<stbi_uc, void (*)(void*)> pixels(
      stbi_load_from_memory(bytes.data(), length, &width, &height, &channels, 1), &stbi_image_free);
  if (!pixels)
    return fail(ErrorCode::corrupt, quoted(file) + " is damaged; copy or save it once more.");
  GrayImage image;
  image.resize(width, height);
  std::copy_n(pixels.get(), static_cast<std::size_t>(width) * static_cast<std::size_t>(height),
              image.data());
  return image;
}

}  // namespace

Result<std::vector<std::uint8_t>> read_bytes(const std::filesystem::path& file,
                                             std::uintmax_t limit) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status))
    return fail(ErrorCode::not_found, quoted(file) + " does not exist; check the path.");
  if (!std::filesystem::is_regular_file(status))
    return fail(ErrorCode::invalid_input, quoted(file) + " is not a file.");
  const auto size = std::filesystem::file_size(file, error);
  if (error) return fail(ErrorCode::io, quoted(file) + " can't be read: " + error.message() + ".");
  if (size > limit) {
    return fail(ErrorCode::too_large,
                quoted(file) + " is larger than " + std::to_string(limit >> 20) + " MB.");
  }
  std::ifstream in(file, std::ios::binary);
  std::vector<std::uint8_t> bytes(size);
  // The one cast that reading bytes through a stream needs.
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  if (!in || static_cast<std::uintmax_t>(in.gcount()) != size)
    return fail(ErrorCode::io, quoted(file) + " can't be read; check its permissions.");
  return bytes;
}

Result<GrayImage> load_gray(const std::filesystem::path& file) {
  const auto bytes = read_bytes(file, largest_image_bytes);
  if (!bytes) return fail(bytes);
  const bool jpeg = bytes->size() > 2 && (*bytes)[0] == 0xFF && (*bytes)[1] == 0xD8;
  if (jpeg) {
    JpegDecoder decoder;
    GrayImage image;
    const Status status =
        decoder.decode(*bytes, JpegDecoder::Damage::accept, largest_image_pixels, image);
    if (status) return image;
    if (status.error().code == ErrorCode::too_large) {
      return fail(ErrorCode::too_large,
                  quoted(file) + " has more than 120 million pixels; make it smaller.");
    }
    return fail(ErrorCode::corrupt, quoted(file) + " is damaged; copy or save it once more.");
  }
  return load_with_stb(*bytes, file);
}

bool is_image_name(const std::filesystem::path& file) {
  std::string extension = file.extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  constexpr std::array<const char*, 9> known{".jpg", ".jpeg", ".png", ".bmp", ".gif",
                                             ".pgm", ".ppm",  ".pnm", ".jpe"};
  return std::find(known.begin(), known.end(), extension) != known.end();
}

Status save_pgm(const GrayView& picture, const std::filesystem::path& file) {
  std::ofstream out(file, std::ios::binary);
  out << "P5\n" << picture.width << ' ' << picture.height << "\n255\n";
  for (int y = 0; y < picture.height; ++y)
    out.write(reinterpret_cast<const char*>(picture.row(y)), picture.width);
  out.flush();
  if (!out) return fail(ErrorCode::io, quoted(file) + " could not be written.");
  return {};
}

}  // namespace meetpoint::scan
