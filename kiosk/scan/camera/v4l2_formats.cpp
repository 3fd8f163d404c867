#include "kiosk/scan/camera/v4l2_formats.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include "kiosk/scan/camera/packed_luma.h"

namespace meetpoint::scan {
namespace {

constexpr int largest_side = 8192;
constexpr int smallest_side = 32;
constexpr double fast_enough = 24;             // frames a second
constexpr std::uint32_t most_enumerated = 64;  // a device that never says "no more" is cut off here

struct Offer {
  std::uint32_t fourcc = 0;
  PixelFormat pixels = PixelFormat::grey;
  double frames_per_second = 0;  // 0: the camera does not say
};

double rate_of(const v4l2_fract& interval) {
  return interval.numerator == 0 ? 0
                                 : static_cast<double>(interval.denominator) / interval.numerator;
}

double best_rate(VideoDevice& device, std::uint32_t fourcc, int width, int height) {
  double best = 0;
  for (std::uint32_t index = 0; index < most_enumerated; ++index) {
    v4l2_frmivalenum interval{};
    interval.index = index;
    interval.pixel_format = fourcc;
    interval.width = static_cast<std::uint32_t>(width);
    interval.height = static_cast<std::uint32_t>(height);
    if (device.control(VIDIOC_ENUM_FRAMEINTERVALS, &interval) != 0) break;
    if (interval.type != V4L2_FRMIVAL_TYPE_DISCRETE)
      return std::max(best, rate_of(interval.stepwise.min));
    best = std::max(best, rate_of(interval.discrete));
  }
  return best;
}

bool is_packed(PixelFormat pixels) {
  return pixels == PixelFormat::yuyv || pixels == PixelFormat::uyvy;
}

// Lower is better.
int rank(const Offer& offer) {
  const bool unknown = offer.frames_per_second <= 0;
  const bool fast = offer.frames_per_second >= fast_enough;
  switch (offer.pixels) {
    case PixelFormat::grey: return fast || unknown ? 0 : 5;
    case PixelFormat::planar: return fast || unknown ? 1 : 6;
    case PixelFormat::yuyv:
    case PixelFormat::uyvy: return fast ? 2 : 7;  // over USB 2 it is mostly slow at this size
    case PixelFormat::mjpeg: return fast || unknown ? 3 : 8;
  }
  return 9;
}

std::vector<Offer> offers_of(VideoDevice& device, int width, int height) {
  std::vector<Offer> offers;
  for (std::uint32_t index = 0; index < most_enumerated; ++index) {
    v4l2_fmtdesc described{};
    described.index = index;
    described.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    if (device.control(VIDIOC_ENUM_FMT, &described) != 0) break;
    const auto pixels = pixel_format_of(described.pixelformat);
    if (!pixels) continue;
    offers.push_back(
        {described.pixelformat, *pixels, best_rate(device, described.pixelformat, width, height)});
  }
  std::sort(offers.begin(), offers.end(), [](const Offer& a, const Offer& b) {
    return std::pair(rank(a), a.fourcc) < std::pair(rank(b), b.fourcc);
  });
  return offers;
}

// What the driver really set, which may be another size, or even another format, than was asked.
std::optional<CameraFormat> accepted(const v4l2_pix_format& set) {
  const auto pixels = pixel_format_of(set.pixelformat);
  if (!pixels) return std::nullopt;
  if (set.width < smallest_side || set.width > largest_side) return std::nullopt;
  if (set.height < smallest_side || set.height > largest_side) return std::nullopt;
  CameraFormat format;
  format.pixels = *pixels;
  format.fourcc = set.pixelformat;
  format.width = static_cast<int>(set.width);
  format.height = static_cast<int>(set.height);
  const std::uint32_t needed = is_packed(*pixels) ? set.width * 2 : set.width;
  // Drivers that leave it 0, or say less than a row needs, deliver rows without padding.
  const bool believable = set.bytesperline >= needed && set.bytesperline <= 16u * largest_side;
  format.bytes_per_line = static_cast<int>(believable ? set.bytesperline : needed);
  return format;
}

// Whether a frame without compression is all there; colours behind the luma may be missing.
bool is_whole(const CameraFormat& format, std::size_t bytes) {
  const auto stride = static_cast<std::size_t>(format.bytes_per_line);
  const std::size_t row =
      static_cast<std::size_t>(format.width) * (is_packed(format.pixels) ? 2u : 1u);
  return bytes >= stride * static_cast<std::size_t>(format.height - 1) + row;
}

}  // namespace

std::optional<PixelFormat> pixel_format_of(std::uint32_t fourcc) {
  switch (fourcc) {
    case V4L2_PIX_FMT_GREY: return PixelFormat::grey;
    case V4L2_PIX_FMT_NV12:
    case V4L2_PIX_FMT_NV21:
    case V4L2_PIX_FMT_NV16:
    case V4L2_PIX_FMT_YUV420:
    case V4L2_PIX_FMT_YVU420:
    case V4L2_PIX_FMT_YUV422P: return PixelFormat::planar;
    case V4L2_PIX_FMT_YUYV:
    case V4L2_PIX_FMT_YVYU: return PixelFormat::yuyv;
    case V4L2_PIX_FMT_UYVY:
    case V4L2_PIX_FMT_VYUY: return PixelFormat::uyvy;
    case V4L2_PIX_FMT_MJPEG:
    case V4L2_PIX_FMT_JPEG: return PixelFormat::mjpeg;
    default: return std::nullopt;
  }
}

bool can_film(const v4l2_capability& capability) {
  const auto abilities = (capability.capabilities & V4L2_CAP_DEVICE_CAPS) != 0
                             ? capability.device_caps
                             : capability.capabilities;
  return (abilities & V4L2_CAP_VIDEO_CAPTURE) != 0 && (abilities & V4L2_CAP_STREAMING) != 0;
}

std::string name_of(const CameraFormat& format) {
  if (format.pixels == PixelFormat::mjpeg) return "MJPEG";
  std::string name;
  for (int shift = 0; shift < 32; shift += 8) {
    const auto letter = static_cast<char>((format.fourcc >> shift) & 0x7F);
    if (letter > ' ' && letter < 0x7F) name.push_back(letter);
  }
  return name;
}

bool has_usable_format(VideoDevice& device) {
  for (std::uint32_t index = 0; index < most_enumerated; ++index) {
    v4l2_fmtdesc described{};
    described.index = index;
    described.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    if (device.control(VIDIOC_ENUM_FMT, &described) != 0) return false;
    if (pixel_format_of(described.pixelformat)) return true;
  }
  return false;
}

Result<CameraFormat> negotiate_format(VideoDevice& device, int width, int height) {
  const auto offers = offers_of(device, width, height);
  if (offers.empty()) {
    return fail(ErrorCode::invalid_input,
                "delivers none of GREY, NV12, YUYV and MJPEG; use another camera");
  }
  for (const Offer& offer : offers) {
    v4l2_format wanted{};
    wanted.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    wanted.fmt.pix.width = static_cast<std::uint32_t>(width);
    wanted.fmt.pix.height = static_cast<std::uint32_t>(height);
    wanted.fmt.pix.pixelformat = offer.fourcc;
    wanted.fmt.pix.field = V4L2_FIELD_NONE;
    const int error = device.control(VIDIOC_S_FMT, &wanted);
    if (error == EBUSY) return fail(ErrorCode::io, "is in use by another program; close that one");
    if (error == ENODEV) return fail(ErrorCode::io, "was unplugged; plug it in again");
    if (error != 0) continue;
    if (const auto format = accepted(wanted.fmt.pix)) return *format;
  }
  return fail(ErrorCode::io, "offers formats that it then refuses; unplug it and plug it in again");
}

std::optional<GrayView> luma_in_place(const CameraFormat& format,
                                      std::span<const std::uint8_t> bytes) {
  if (format.pixels != PixelFormat::grey && format.pixels != PixelFormat::planar)
    return std::nullopt;
  if (!is_whole(format, bytes.size())) return GrayView{};
  return GrayView{bytes.data(), format.width, format.height, format.bytes_per_line};
}

bool extract_luma(const CameraFormat& format, std::span<const std::uint8_t> bytes,
                  JpegDecoder& jpeg, GrayImage& out) {
  if (format.pixels == PixelFormat::mjpeg) {
    constexpr std::int64_t most = std::int64_t{largest_side} * largest_side;
    return jpeg.decode(bytes, JpegDecoder::Damage::refuse, most, out).has_value();
  }
  if (!is_whole(format, bytes.size())) return false;
  out.resize(format.width, format.height);
  const auto width = static_cast<std::size_t>(format.width);
  for (int y = 0; y < format.height; ++y) {
    const std::uint8_t* from = bytes.data() + std::ptrdiff_t{format.bytes_per_line} * y;
    if (is_packed(format.pixels)) {
      take_every_second(from, format.pixels == PixelFormat::uyvy ? 1 : 0, width, out.row(y));
    } else {
      std::memcpy(out.row(y), from, width);
    }
  }
  return true;
}

}  // namespace meetpoint::scan
