// JPEG to grey, through libjpeg-turbo. One object belongs to one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "kiosk/scan/base/gray.h"
#include "sync/base/result.h"

namespace meetpoint::scan {

class JpegDecoder {
 public:
  // What to do with a picture whose data ends early or is damaged.
  enum class Damage {
    refuse,  // a frame of a camera: the next one is better
    accept,  // a file: what there is of it may hold the code
  };

  JpegDecoder();

  // `out` is undefined on failure. Pictures of more than `max_pixels` are refused (too_large).
  Status decode(std::span<const std::uint8_t> bytes, Damage damage, std::int64_t max_pixels,
                GrayImage& out);

 private:
  std::unique_ptr<void, int (*)(void*)> handle_;
};

// The first picture in `bytes`, from its start marker to behind its end marker; empty when there is
// none that ends. `bytes` moves behind it. Pictures embedded in a picture (thumbnails) are passed
// over.
std::span<const std::uint8_t> take_jpeg(std::span<const std::uint8_t>& bytes);

}  // namespace meetpoint::scan
