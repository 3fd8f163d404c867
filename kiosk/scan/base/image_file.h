// A picture of a file as grey: JPEG, PNG, BMP, GIF, PGM and PPM, told apart by their contents.
#pragma once

#include <filesystem>

#include "kiosk/scan/base/gray.h"
#include "sync/base/result.h"

namespace meetpoint::scan {

inline constexpr std::int64_t largest_image_pixels = 120'000'000;
inline constexpr std::uintmax_t largest_image_bytes = 256u << 20;

// not_found, io, too_large (see above), or invalid_input for what is no picture. Thread-safe.
Result<GrayImage> load_gray(const std::filesystem::path& file);

// By its name: whether a folder's file is meant to be a picture that load_gray reads.
bool is_image_name(const std::filesystem::path& file);

// Binary PGM, for looking at what a camera or a test saw.
Status save_pgm(const GrayView& picture, const std::filesystem::path& file);

// All bytes of a file of at most `limit` bytes.
Result<std::vector<std::uint8_t>> read_bytes(const std::filesystem::path& file,
                                             std::uintmax_t limit);

}  // namespace meetpoint::scan
