// Which of a V4L2 camera's formats to use, and the luma of a frame in it.
#pragma once

#include <linux/videodev2.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kiosk/scan/base/jpeg.h"
#include "kiosk/scan/camera/video_device.h"

namespace meetpoint::scan {

// How the luma lies in a frame.
enum class PixelFormat {
  grey,    // alone
  planar,  // before the colours: NV12 and its kin
  yuyv,    // between them, first: YUYV, YVYU
  uyvy,    // between them, second
  mjpeg,
};

std::optional<PixelFormat> pixel_format_of(std::uint32_t fourcc);

// What the camera says it will deliver, checked to be possible.
struct CameraFormat {
  PixelFormat pixels = PixelFormat::grey;
  std::uint32_t fourcc = 0;
  int width = 0;
  int height = 0;
  int bytes_per_line = 0;  // of the luma; not used for MJPEG
};

// Whether a device films into memory that can be mapped. A USB camera has a second device, which
// does not.
bool can_film(const v4l2_capability& capability);

// "NV12", "MJPEG".
std::string name_of(const CameraFormat& format);

// Whether it offers any format that can be used.
bool has_usable_format(VideoDevice& device);

// Sets the fastest of the camera's formats at about `width` x `height`: one without compression
// where it reaches 24 frames a second, as its luma needs no decoding, else MJPEG, then whatever
// there is.
Result<CameraFormat> negotiate_format(VideoDevice& device, int width, int height);

// A buffer's luma where it lies; nothing where it is to be extracted. Empty for a torn frame.
std::optional<GrayView> luma_in_place(const CameraFormat& format,
                                      std::span<const std::uint8_t> bytes);

// Copies or decodes a buffer's luma into `out`. False for a torn frame: bytes are missing.
bool extract_luma(const CameraFormat& format, std::span<const std::uint8_t> bytes,
                  JpegDecoder& jpeg, GrayImage& out);

}  // namespace meetpoint::scan
