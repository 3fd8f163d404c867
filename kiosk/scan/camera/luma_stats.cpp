#include "kiosk/scan/camera/luma_stats.h"

#include <array>

namespace meetpoint::scan {
namespace {

constexpr int columns = 64;
constexpr int rows = 36;
constexpr int clipped_from = 250;

}  // namespace

LumaStats measure_luma(const GrayView& picture) {
  LumaStats stats;
  if (picture.empty()) return stats;
  std::array<int, 256> count{};
  int total = 0;
  double sum = 0;
  for (int j = 0; j < rows; ++j) {
    const std::uint8_t* row = picture.row((2 * j + 1) * picture.height / (2 * rows));
    const bool middle_row = j >= rows / 4 && j < rows - rows / 4;
    for (int i = 0; i < columns; ++i) {
      const int shade = row[(2 * i + 1) * picture.width / (2 * columns)];
      const bool middle = middle_row && i >= columns / 4 && i < columns - columns / 4;
      const int weight = middle ? 2 : 1;
      count[static_cast<std::size_t>(shade)] += weight;
      total += weight;
      sum += shade * weight;
    }
  }
  stats.mean = sum / total;
  int above = 0;
  int clipped = 0;
  for (int shade = 255; shade >= 0; --shade) {
    above += count[static_cast<std::size_t>(shade)];
    if (shade == clipped_from) clipped = above;
    if (stats.brightest == 0 && above * 100 > total) stats.brightest = shade;
    if (stats.bright == 0 && above * 20 > total) stats.bright = shade;
  }
  stats.clipped = static_cast<double>(clipped) / total;
  return stats;
}

}  // namespace meetpoint::scan
