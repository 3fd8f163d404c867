#include "kiosk/scan/decode/decoder_zxing.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "kiosk/scan/decode/bar_extent.h"
#include "kiosk/scan/decode/zxing_guard.h"
#include "kiosk/scan/decode/zxing_reading.h"

namespace meetpoint::scan {
namespace {

// Never more than one: with several formats 1.4 can abort the process, and every version reads
// wrong texts out of stripes and shadows, at eight times the cost.
ZXing::BarcodeFormat format_of(Symbology symbology) {
  using Format = ZXing::BarcodeFormat;
  switch (symbology) {
    case Symbology::qr_code:
#if ZXING_VERSION_MAJOR >= 3
      return Format::QRCodeModel2;  // QRCode alone would be Micro QR and model 1 as well
#else
      return Format::QRCode;
#endif
    case Symbology::micro_qr_code: return Format::MicroQRCode;
    case Symbology::data_matrix: return Format::DataMatrix;
    case Symbology::aztec:
#if ZXING_VERSION_MAJOR >= 3
      return Format::AztecCode;  // without runes, which are a byte in a ring
#else
      return Format::Aztec;
#endif
    case Symbology::pdf417: return Format::PDF417;
    case Symbology::code_128: return Format::Code128;
  }
  return Format::None;
}

// Those that are found along one direction only.
bool has_lines(Symbology symbology) {
  return symbology == Symbology::code_128 || symbology == Symbology::pdf417 ||
         symbology == Symbology::data_matrix;
}

// A bar code's only protection is one check character, which one line in a hundred of stripes
// has by chance. So many lines that say the same are no chance.
constexpr int code_128_lines = 6;

ZxingOptions options_for(Threshold threshold, Symbology symbology) {
  ZxingOptions options;
  options.setFormats(format_of(symbology));
  options.setTryHarder(true);
  options.setTryRotate(has_lines(symbology));  // the others are found at any angle anyway
  options.setTryDownscale(false);              // the cascade shrinks, and knows when
#if ZXING_VERSION_MAJOR >= 2
  options.setTryInvert(false);  // the cascade inverts
  options.setTextMode(ZXing::TextMode::Plain);
#endif
  if (symbology == Symbology::code_128) {
    options.setMinLineCount(code_128_lines);
    options.setMaxNumberOfSymbols(1);  // with a second one, an assertion of 1.4 fails
  }
  switch (threshold) {
    case Threshold::local: options.setBinarizer(ZXing::Binarizer::LocalAverage); break;
    case Threshold::histogram: options.setBinarizer(ZXing::Binarizer::GlobalHistogram); break;
    case Threshold::ready: options.setBinarizer(ZXing::Binarizer::BoolCast); break;
  }
  return options;
}

// A code seen by a camera is a convex figure with some extent. What is not was pieced together from
// patterns that do not belong together, whatever its check bytes say.
bool plausible(const std::array<Point, 4>& corners, const GrayView& picture, int shortest_side) {
  int turn = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const Point& a = corners[i];
    const Point& b = corners[(i + 1) % 4];
    const Point& c = corners[(i + 2) % 4];
    const std::int64_t cross =
        std::int64_t{b.x - a.x} * (c.y - b.y) - std::int64_t{b.y - a.y} * (c.x - b.x);
    if (cross == 0 || (turn != 0 && (cross > 0) != (turn > 0))) return false;
    turn = cross > 0 ? 1 : -1;
    if (std::abs(b.x - a.x) + std::abs(b.y - a.y) < shortest_side) return false;
    if (a.x < -picture.width || a.x > 2 * picture.width) return false;
    if (a.y < -picture.height || a.y > 2 * picture.height) return false;
  }
  return true;
}

// The small kinds have few check bits, and few letters are soon read from a pattern: a ticket has
// more. QR codes are taken as they are.
bool long_enough(const std::string& text, Symbology symbology) {
  constexpr std::size_t shortest = 4;
  constexpr std::size_t shortest_micro = 6;  // leaves out version M1, which corrects nothing
  if (symbology == Symbology::qr_code) return !text.empty();
  return text.size() >= (symbology == Symbology::micro_qr_code ? shortest_micro : shortest);
}

// What a ticket system prints; control characters come of bars that are none.
bool printable(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

// A PDF417 in which nothing could be made out passes as zeros, which stand for the letter A.
bool blank(const std::string& text) { return text.find_first_not_of('A') == std::string::npos; }

std::vector<Decoded> read(const GrayView& picture, Threshold threshold, Symbology symbology) {
  const ZXing::ImageView view(picture.data, picture.width, picture.height, ZXing::ImageFormat::Lum,
                              static_cast<int>(picture.stride));
  const int shortest_side = symbology == Symbology::code_128 ? code_128_lines - 2 : 8;
  std::vector<Decoded> all;
  for (const auto& code : ZXing::ReadBarcodes(view, options_for(threshold, symbology))) {
    if (!code.isValid()) continue;
    Decoded decoded;
    decoded.text = code.text();
    const auto position = code.position();
    for (std::size_t i = 0; i < 4; ++i) {
      const auto& corner = position[i];
      decoded.corners[i] = {static_cast<int>(corner.x), static_cast<int>(corner.y)};
    }
    if (!long_enough(decoded.text, symbology)) continue;
    if (symbology == Symbology::pdf417 && blank(decoded.text)) continue;
    if (symbology == Symbology::code_128 &&
        (code.lineCount() < code_128_lines || !printable(decoded.text)))
      continue;
    if (symbology == Symbology::code_128) decoded.corners = bar_extent(picture, decoded.corners);
    if (plausible(decoded.corners, picture, shortest_side)) all.push_back(std::move(decoded));
  }
  return all;
}

}  // namespace

std::vector<Decoded> read_with_zxing(const GrayView& picture, Threshold threshold,
                                     Symbology symbology) {
  if (picture.width < 16 || picture.height < 16) return {};  // too small for the smallest code
  struct Call {
    const GrayView& picture;
    Threshold threshold;
    Symbology symbology;
    std::vector<Decoded> codes;
  } call{picture, threshold, symbology, {}};
  try {
    const bool whole = guarded(
        [](void* data) {
          auto& call_data = *static_cast<Call*>(data);
          call_data.codes = read(call_data.picture, call_data.threshold, call_data.symbology);
        },
        &call);
    return whole ? std::move(call.codes) : std::vector<Decoded>();
  } catch (...) {
    // 2.3 throws things that are no std::exception.
    return {};
  }
}

bool finds_anywhere([[maybe_unused]] Symbology symbology) {
#if ZXING_VERSION_MAJOR >= 2
  return true;
#else
  return symbology != Symbology::aztec && symbology != Symbology::data_matrix;
#endif
}

std::string decoder_version() {
  return "ZXing " + std::to_string(ZXING_VERSION_MAJOR) + "." +
         std::to_string(ZXING_VERSION_MINOR) + "." + std::to_string(ZXING_VERSION_PATCH);
}

}  // namespace meetpoint::scan
