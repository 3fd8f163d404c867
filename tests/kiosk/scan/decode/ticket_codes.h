// Codes of other ticket systems, as pictures, made by ZXing's own writers. They write no Micro QR:
// those here were made by another program (qrencode 4.1).
#pragma once

#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>

#include <string>
#include <string_view>

#include "kiosk/scan/base/gray.h"
#include "kiosk/scan/decode/symbology.h"

namespace meetpoint::scan::testing_codes {

inline constexpr std::string_view micro_text = "TICKET-42";
inline constexpr std::string_view micro_modules =
    "#######.#.#.#.#.#\n"
    "#.....#......#.#.\n"
    "#.###.#...#..####\n"
    "#.###.#.....#.#..\n"
    "#.###.#.#.#...#..\n"
    "#.....#..###.##..\n"
    "#######..#.##..#.\n"
    ".........###....#\n"
    "#.#..#.#.####...#\n"
    "...#.###.#....##.\n"
    "#..##.#..#....#.#\n"
    ".#...####...#...#\n"
    "#...###.#....###.\n"
    ".#####.#......##.\n"
    "##..#...#..#####.\n"
    "..#.#..#.##.....#\n"
    "#..##.#.#..######\n";
// Version M1: five digits, and nothing to correct them by.
inline constexpr std::string_view micro_m1_modules =
    "#######.#.#\n"
    "#.....#.##.\n"
    "#.###.#.#..\n"
    "#.###.#....\n"
    "#.###.#.###\n"
    "#.....#..##\n"
    "#######.#..\n"
    ".........##\n"
    "##..###..##\n"
    ".#.#...##..\n"
    "####.....##\n";

// Rows of '#' and '.', with a quiet zone of `quiet` modules.
inline GrayImage drawn_modules(std::string_view rows, int pixels, int quiet = 4) {
  const int width = static_cast<int>(rows.find('\n'));
  const int height = static_cast<int>(rows.size()) / (width + 1);
  GrayImage image((width + 2 * quiet) * pixels, (height + 2 * quiet) * pixels, 255);
  for (int y = 0; y < height * pixels; ++y) {
    for (int x = 0; x < width * pixels; ++x) {
      const auto at = static_cast<std::size_t>((y / pixels) * (width + 1) + x / pixels);
      if (rows[at] == '#') image.row(y + quiet * pixels)[x + quiet * pixels] = 0;
    }
  }
  return image;
}

// `rows` is how high, in modules, a bar code is drawn. Empty where ZXing can't write such a text.
inline GrayImage ticket_code(Symbology symbology, const std::string& text, int pixels,
                             int quiet = 6, int rows = 24) {
  using Format = ZXing::BarcodeFormat;
  Format format = Format::QRCode;
  switch (symbology) {
    case Symbology::qr_code: break;
    case Symbology::micro_qr_code:
      return text == micro_text ? drawn_modules(micro_modules, pixels, quiet) : GrayImage();
    case Symbology::data_matrix: format = Format::DataMatrix; break;
    case Symbology::aztec: format = Format::Aztec; break;
    case Symbology::pdf417: format = Format::PDF417; break;
    case Symbology::code_128: format = Format::Code128; break;
  }
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"  // 3.x prefers another writer
  ZXing::MultiFormatWriter writer(format);
  writer.setMargin(0);
  ZXing::BitMatrix matrix;
  try {
    matrix = writer.encode(text, 1, symbology == Symbology::code_128 ? rows : 1);
  } catch (...) {
    return {};
  }
#pragma GCC diagnostic pop
  GrayImage image((matrix.width() + 2 * quiet) * pixels, (matrix.height() + 2 * quiet) * pixels,
                  255);
  for (int y = 0; y < matrix.height() * pixels; ++y) {
    for (int x = 0; x < matrix.width() * pixels; ++x) {
      if (matrix.get(x / pixels, y / pixels)) image.row(y + quiet * pixels)[x + quiet * pixels] = 0;
    }
  }
  return image;
}

}  // namespace meetpoint::scan::testing_codes
