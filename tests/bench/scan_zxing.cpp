// Direct calls of ZXing, so that nothing of ours is in what it is measured by. With kiosk/scan's
// adapter the only code that includes it; compiles with 1.4, 2.x and 3.x.
#include "kiosk/scan/decode/zxing_reading.h"
#include "tests/bench/scan_readers.h"

namespace meetpoint::bench {
namespace {

scan::ZxingOptions qr_only([[maybe_unused]] bool invert) {
  scan::ZxingOptions options;  // its own: it tries harder, and turns and (2.x) shrinks pictures
#if ZXING_VERSION_MAJOR >= 3
  options.setFormats(ZXing::BarcodeFormat::QRCodeModel2);
#else
  options.setFormats(ZXing::BarcodeFormat::QRCode);
#endif
#if ZXING_VERSION_MAJOR >= 2
  options.setTryInvert(invert);
  options.setTextMode(ZXing::TextMode::Plain);
#endif
  return options;
}

std::vector<std::string> call_zxing(const scan::GrayView& picture,
                                    const scan::ZxingOptions& options) {
  std::vector<std::string> texts;
  try {
    const ZXing::ImageView view(picture.data, picture.width, picture.height,
                                ZXing::ImageFormat::Lum, static_cast<int>(picture.stride));
    for (const auto& code : ZXing::ReadBarcodes(view, options)) {
      if (code.isValid() && !code.text().empty()) texts.push_back(code.text());
    }
  } catch (...) {
    return {};  // 2.3 throws things that are no std::exception
  }
  return texts;
}

class Zxing : public Reader {
 public:
  explicit Zxing(bool invert) : invert_(invert), options_(qr_only(invert)) {}

  std::string name() const override {
    const std::string version =
        "ZXing " + std::to_string(ZXING_VERSION_MAJOR) + "." + std::to_string(ZXING_VERSION_MINOR);
    return invert_ ? version + " inverting" : version;
  }

  std::vector<std::string> read(const scan::GrayView& picture) override {
    auto texts = call_zxing(picture, options_);
#if ZXING_VERSION_MAJOR < 2
    if (!invert_) return texts;
    inverted_.resize(picture.width, picture.height);
    for (int y = 0; y < picture.height; ++y) {
      const std::uint8_t* from = picture.row(y);
      std::uint8_t* to = inverted_.row(y);
      for (int x = 0; x < picture.width; ++x) to[x] = static_cast<std::uint8_t>(255 - from[x]);
    }
    for (std::string& text : call_zxing(inverted_.view(), options_))
      texts.push_back(std::move(text));
#endif
    return texts;
  }

 private:
  bool invert_;
  scan::ZxingOptions options_;
  scan::GrayImage inverted_;
};

}  // namespace

std::unique_ptr<Reader> zxing_reader() { return std::make_unique<Zxing>(false); }
std::unique_ptr<Reader> zxing_inverting_reader() { return std::make_unique<Zxing>(true); }

}  // namespace meetpoint::bench
