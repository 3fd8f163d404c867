#include "kiosk/scan/base/jpeg.h"

#include <turbojpeg.h>

#include <vector>

namespace meetpoint::scan {
namespace {

constexpr std::uint8_t marker = 0xFF;
constexpr std::uint8_t start_of_image = 0xD8;
constexpr std::uint8_t end_of_image = 0xD9;
constexpr std::uint8_t start_of_scan = 0xDA;

bool has_no_length(std::uint8_t code) { return code == 0x01 || (code >= 0xD0 && code <= 0xD8); }

// Behind the picture that starts at `at`, or 0 when it does not end or is no picture.
std::size_t end_of_jpeg(std::span<const std::uint8_t> bytes, std::size_t at) {
  at += 2;
  while (at + 1 < bytes.size()) {
    if (bytes[at] != marker) return 0;
    const std::uint8_t code = bytes[at + 1];
    if (code == marker) {  // a fill byte
      at += 1;
      continue;
    }
    at += 2;
    if (code == end_of_image) return at;
    if (has_no_length(code)) continue;
    if (at + 1 >= bytes.size()) return 0;
    const std::size_t length = std::size_t{bytes[at]} * 256 + bytes[at + 1];
    if (length < 2) return 0;
    at += length;
    if (code != start_of_scan) continue;
    // The scan's own bytes: 0xFF in them is followed by 0, or is a restart marker.
    while (at + 1 < bytes.size()) {
      const std::uint8_t next = bytes[at + 1];
      if (bytes[at] == marker && next != 0 && next != marker && !(next >= 0xD0 && next <= 0xD7))
        break;
      at += 1;
    }
  }
  return 0;
}

// Cyan, magenta, yellow and black as programs that print write them: 255 is no ink.
void gray_of_inks(const std::vector<std::uint8_t>& inks, GrayImage& out) {
  const std::size_t pixels = inks.size() / 4;
  for (std::size_t i = 0; i < pixels; ++i) {
    const unsigned red = inks[4 * i];
    const unsigned green = inks[4 * i + 1];
    const unsigned blue = inks[4 * i + 2];
    const unsigned light = (77 * red + 150 * green + 29 * blue) / 256;
    out.data()[i] = static_cast<std::uint8_t>(light * inks[4 * i + 3] / 255);
  }
}

}  // namespace

JpegDecoder::JpegDecoder() : handle_(tjInitDecompress(), &tjDestroy) {}

Status JpegDecoder::decode(std::span<const std::uint8_t> bytes, Damage damage,
                           std::int64_t max_pixels, GrayImage& out) {
  if (!handle_) return fail(ErrorCode::internal, "The JPEG decoder did not start.");
  int width = 0;
  int height = 0;
  int subsampling = 0;
  int colours = 0;
  if (tjDecompressHeader3(handle_.get(), bytes.data(), bytes.size(), &width, &height, &subsampling,
                          &colours) != 0) {
    return fail(ErrorCode::corrupt, "This is not a JPEG picture that can be read.");
  }
  if (width <= 0 || height <= 0)
    return fail(ErrorCode::corrupt, "The JPEG picture is damaged or not complete.");
  if (std::int64_t{width} * height > max_pixels)
    return fail(ErrorCode::too_large, "The picture has too many pixels; make it smaller.");
  out.resize(width, height);
  const bool for_print = colours == TJCS_CMYK || colours == TJCS_YCCK;
  std::vector<std::uint8_t> inks;  // what libjpeg-turbo gives no grey of
  if (for_print)
    inks.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
  const int done =
      tjDecompress2(handle_.get(), bytes.data(), bytes.size(), for_print ? inks.data() : out.data(),
                    width, 0, height, for_print ? TJPF_CMYK : TJPF_GRAY, TJFLAG_FASTDCT);
  if (for_print) gray_of_inks(inks, out);
  if (done == 0) return {};
  const bool readable = tjGetErrorCode(handle_.get()) == TJERR_WARNING;
  if (readable && damage == Damage::accept) return {};
  return fail(ErrorCode::corrupt, "The JPEG picture is damaged or not complete.");
}

std::span<const std::uint8_t> take_jpeg(std::span<const std::uint8_t>& bytes) {
  for (std::size_t at = 0; at + 2 < bytes.size(); ++at) {
    if (bytes[at] != marker || bytes[at + 1] != start_of_image || bytes[at + 2] != marker) continue;
    const std::size_t end = end_of_jpeg(bytes, at);
    if (end == 0) continue;  // torn: a later picture may be whole
    const auto picture = bytes.subspan(at, end - at);
    bytes = bytes.subspan(end);
    return picture;
  }
  bytes = {};
  return {};
}

}  // namespace meetpoint::scan
