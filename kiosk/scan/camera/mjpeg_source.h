// A film of JPEG pictures, one behind the other in one file (MJPEG, or `cat *.jpg`), played as a
// camera. What lies between the pictures (the headers of a multipart stream) is passed over, and so
// are pictures that are torn.
#pragma once

#include <filesystem>

#include "kiosk/scan/camera/frame_source.h"

namespace meetpoint::scan {

struct MjpegOptions {
  double frames_per_second = 30;
  bool loop = false;
  bool paced = true;  // see film_pace.h
};

inline constexpr std::uintmax_t largest_mjpeg_bytes = 512u << 20;

// The file is held in memory. not_found, io, too_large, or invalid_input when it holds no picture.
Result<std::unique_ptr<FrameSource>> open_mjpeg(const std::filesystem::path& file,
                                                const MjpegOptions& options);

}  // namespace meetpoint::scan
