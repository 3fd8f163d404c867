#include "kiosk/scan/decode/qr_code.h"

#include <ZXing/BitMatrix.h>
#include <ZXing/CharacterSet.h>
#include <ZXing/MultiFormatWriter.h>

#include <string>

namespace meetpoint::scan {
namespace {

constexpr std::size_t longest_text_bytes = 1000;

int zxing_level(Correction correction) {
  switch (correction) {
    case Correction::low: return 1;
    case Correction::medium: return 3;
    case Correction::quartile: return 5;
    case Correction::high: return 8;
  }
  return 3;
}

bool is_ascii(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

ZXing::BitMatrix encode(std::string_view text, Correction correction) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"  // 3.x prefers another writer
  ZXing::MultiFormatWriter writer(ZXing::BarcodeFormat::QRCode);
  writer.setMargin(0);
  writer.setEccLevel(zxing_level(correction));
  if (!is_ascii(text)) writer.setEncoding(ZXing::CharacterSet::UTF8);
  return writer.encode(std::string(text), 1, 1);
#pragma GCC diagnostic pop
}

}  // namespace

Result<QrCode> make_qr_code(std::string_view text, Correction correction) {
  if (text.empty())
    return fail(ErrorCode::invalid_input, "A QR code needs a text; this one is empty.");
  if (text.size() > longest_text_bytes) {
    return fail(ErrorCode::too_large,
                "A QR code on a badge holds at most 1,000 bytes of text; "
                "use a shorter code.");
  }
  try {
    const ZXing::BitMatrix matrix = encode(text, correction);
    std::vector<std::uint8_t> dark;
    dark.reserve(static_cast<std::size_t>(matrix.width()) *
                 static_cast<std::size_t>(matrix.height()));
    for (int y = 0; y < matrix.height(); ++y) {
      for (int x = 0; x < matrix.width(); ++x) dark.push_back(matrix.get(x, y) ? 1 : 0);
    }
    return QrCode(matrix.width(), std::move(dark));
  } catch (...) {
    return fail(ErrorCode::invalid_input,
                "No QR code can be made of this text; use letters and digits, and fewer of them.");
  }
}

GrayImage draw_qr_code(const QrCode& code, int pixels_per_module, int quiet_modules) {
  const int side = (code.size() + 2 * quiet_modules) * pixels_per_module;
  GrayImage image(side, side, 255);
  for (int y = 0; y < code.size() * pixels_per_module; ++y) {
    std::uint8_t* row =
        image.row(y + quiet_modules * pixels_per_module) + quiet_modules * pixels_per_module;
    for (int x = 0; x < code.size() * pixels_per_module; ++x) {
      if (code.dark(x / pixels_per_module, y / pixels_per_module)) row[x] = 0;
    }
  }
  return image;
}

}  // namespace meetpoint::scan
