#include "kiosk/scan/decode/drawn_code.h"

#include <utility>

#include "kiosk/scan/decode/zxing_guard.h"
#include "kiosk/scan/decode/zxing_reading.h"

namespace meetpoint::scan {
namespace {

ZxingOptions options_for_drawn() {
  ZxingOptions options;
  // Of 3.1's names for a QR code, only the one of the whole family reads a drawn one.
  options.setFormats(ZXing::BarcodeFormat::QRCode);
  options.setIsPure(true);
  options.setTryHarder(false);
  options.setTryRotate(false);
  options.setTryDownscale(false);
  options.setBinarizer(ZXing::Binarizer::BoolCast);
#if ZXING_VERSION_MAJOR >= 2
  options.setTryInvert(false);
  options.setTextMode(ZXing::TextMode::Plain);
#endif
  return options;
}

}  // namespace

std::optional<std::string> read_drawn_code(const GrayView& picture) {
  struct Call {
    const GrayView& picture;
    std::optional<std::string> text;
  } call{picture, std::nullopt};
  try {
    const bool whole = guarded(
        [](void* data) {
          Call& own = *static_cast<Call*>(data);
          const ZXing::ImageView view(own.picture.data, own.picture.width, own.picture.height,
                                      ZXing::ImageFormat::Lum,
                                      static_cast<int>(own.picture.stride));
          const auto code = ZXing::ReadBarcode(view, options_for_drawn());
          if (!code.isValid()) return;
          if (std::string text = code.text(); !text.empty()) own.text = std::move(text);
        },
        &call);
    return whole ? std::move(call.text) : std::nullopt;
  } catch (...) {
    // 2.3 throws things that are no std::exception.
    return std::nullopt;
  }
}

}  // namespace meetpoint::scan
