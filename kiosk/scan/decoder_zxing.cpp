#include "kiosk/scan/decoder_zxing.h"

#define ZX_USE_UTF8 1  // 1.4: texts as UTF-8; unknown to later versions
#include <ZXing/ReadBarcode.h>
#if __has_include(<ZXing/ReaderOptions.h>)
#include <ZXing/ReaderOptions.h>
#include <ZXing/Version.h>
#else
#include <ZXing/ZXVersion.h>
#endif

#include <cstdlib>

namespace meetpoint::scan {
namespace {

#if ZXING_VERSION_MAJOR >= 2
using Options = ZXing::ReaderOptions;
#else
using Options = ZXing::DecodeHints;
#endif

// QR codes only: with all formats 1.4 can abort the process, and every version reads wrong texts
// out of stripes and shadows, at eight times the cost.
Options options_for(Threshold threshold) {
  Options options;
#if ZXING_VERSION_MAJOR >= 3
  options.setFormats(ZXing::BarcodeFormat::QRCodeModel2);
#else
  options.setFormats(ZXing::BarcodeFormat::QRCode);
#endif
  options.setTryHarder(true);
  options.setTryRotate(false);     // a QR code is found at any angle anyway
  options.setTryDownscale(false);  // the cascade shrinks, and knows when
#if ZXING_VERSION_MAJOR >= 2
  options.setTryInvert(false);  // the cascade inverts
  options.setTextMode(ZXing::TextMode::Plain);
#endif
  switch (threshold) {
    case Threshold::local: options.setBinarizer(ZXing::Binarizer::LocalAverage); break;
    case Threshold::histogram: options.setBinarizer(ZXing::Binarizer::GlobalHistogram); break;
    case Threshold::ready: options.setBinarizer(ZXing::Binarizer::BoolCast); break;
  }
  return options;
}

// A code seen by a camera is a convex figure with some extent. What is not was pieced together from
// patterns that do not belong together, whatever its check bytes say.
bool plausible(const std::array<Point, 4>& corners, const GrayView& picture) {
  int turn = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const Point& a = corners[i];
    const Point& b = corners[(i + 1) % 4];
    const Point& c = corners[(i + 2) % 4];
    const std::int64_t cross =
        std::int64_t{b.x - a.x} * (c.y - b.y) - std::int64_t{b.y - a.y} * (c.x - b.x);
    if (cross == 0 || (turn != 0 && (cross > 0) != (turn > 0))) return false;
    turn = cross > 0 ? 1 : -1;
    if (std::abs(b.x - a.x) + std::abs(b.y - a.y) < 8) return false;
    if (a.x < -picture.width || a.x > 2 * picture.width) return false;
    if (a.y < -picture.height || a.y > 2 * picture.height) return false;
  }
  return true;
}

std::vector<Decoded> read(const GrayView& picture, Threshold threshold) {
  const ZXing::ImageView view(picture.data, picture.width, picture.height, ZXing::ImageFormat::Lum,
                              static_cast<int>(picture.stride));
  std::vector<Decoded> all;
  for (const auto& code : ZXing::ReadBarcodes(view, options_for(threshold))) {
    if (!code.isValid()) continue;
    Decoded decoded;
    decoded.text = code.text();
    const auto position = code.position();
    for (std::size_t i = 0; i < 4; ++i) {
      const auto& corner = position[i];
      decoded.corners[i] = {static_cast<int>(corner.x), static_cast<int>(corner.y)};
    }
    if (!decoded.text.empty() && plausible(decoded.corners, picture)) all.push_back(decoded);
  }
  return all;
}

}  // namespace

std::vector<Decoded> read_with_zxing(const GrayView& picture, Threshold threshold) {
  if (picture.width < 16 || picture.height < 16) return {};  // too small for the smallest code
  try {
    return read(picture, threshold);
  } catch (...) {
    // 2.3 throws things that are no std::exception.
    return {};
  }
}

std::string decoder_version() {
  return "ZXing " + std::to_string(ZXING_VERSION_MAJOR) + "." +
         std::to_string(ZXING_VERSION_MINOR) + "." + std::to_string(ZXING_VERSION_PATCH);
}

}  // namespace meetpoint::scan
