// Grey pictures as files.
#pragma once

#include <filesystem>

#include "kiosk/scan/base/gray.h"
#include "sync/base/result.h"

namespace meetpoint::samples {

// `quality` 1 … 100.
std::vector<std::uint8_t> to_jpeg(const scan::GrayView& picture, int quality);
// What is left of the picture after that.
void through_jpeg(scan::GrayImage& picture, int quality);

// io where the file can't be written.
Status save_jpeg(const scan::GrayView& picture, int quality, const std::filesystem::path& file);
Status save_png(const scan::GrayView& picture, const std::filesystem::path& file);

}  // namespace meetpoint::samples
