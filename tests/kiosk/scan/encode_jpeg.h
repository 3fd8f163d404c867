// A grey picture as JPEG, for the tests of what reads them.
#pragma once

#include <turbojpeg.h>

#include "kiosk/scan/base/gray.h"

namespace meetpoint::scan {

inline std::vector<std::uint8_t> encode_jpeg(const GrayView& image, int quality = 90) {
  tjhandle handle = tjInitCompress();
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  tjCompress2(handle, image.data, image.width, static_cast<int>(image.stride), image.height,
              TJPF_GRAY, &buffer, &size, TJSAMP_GRAY, quality, 0);
  std::vector<std::uint8_t> bytes(buffer, buffer + size);
  tjFree(buffer);
  tjDestroy(handle);
  return bytes;
}

inline std::vector<std::uint8_t> encode_jpeg(const GrayImage& image, int quality = 90) {
  return encode_jpeg(image.view(), quality);
}

}  // namespace meetpoint::scan
