// Which of a V4L2 camera's formats to use, and the luma of a frame in it.
#pragma once

#include <linux/videodev2.h>

#include <optional>
#include <span>
#include <vector>

#include "kiosk/scan/jpeg.h"
#include "kiosk/scan/video_device.h"

namespace meetpoint::scan {

enum class PixelFormat { grey, nv12, yuyv, mjpeg };

std::optional<PixelFormat> pixel_format_of(std::uint32_t fourcc);
const char* name_of(PixelFormat format);

// What the camera says it will deliver, checked to be possible.
struct CameraFormat {
  PixelFormat pixels = PixelFormat::grey;
  int width = 0;
  int height = 0;
  int bytes_per_line = 0;  // of the luma; not used for MJPEG
};

// Sets the fastest of the camera's formats at about `width` x `height`: one without compression
// where it reaches 24 frames a second, as its luma needs no decoding, else MJPEG, then whatever
// there is.
Result<CameraFormat> negotiate_format(VideoDevice& device, int width, int height);

// Copies or decodes a buffer's luma into `out`. False for a torn frame: bytes are missing.
bool extract_luma(const CameraFormat& format, std::span<const std::uint8_t> bytes,
                  JpegDecoder& jpeg, GrayImage& out);

}  // namespace meetpoint::scan
