#include "kiosk/scan/base/image_ops.h"

#include <cmath>
#include <cstring>

namespace meetpoint::scan {
namespace {

std::uint8_t to_shade(int value) { return static_cast<std::uint8_t>(std::clamp(value, 0, 255)); }

std::size_t size_of(int count) { return static_cast<std::size_t>(std::max(count, 0)); }

}  // namespace

void copy(const GrayView& in, GrayImage& out) {
  out.resize(in.width, in.height);
  if (in.empty()) return;
  for (int y = 0; y < out.height(); ++y) std::memcpy(out.row(y), in.row(y), size_of(in.width));
}

void invert(const GrayView& in, GrayImage& out) {
  out.resize(in.width, in.height);
  for (int y = 0; y < out.height(); ++y) {
    const std::uint8_t* from = in.row(y);
    std::uint8_t* to = out.row(y);
    for (int x = 0; x < in.width; ++x) to[x] = static_cast<std::uint8_t>(255 - from[x]);
  }
}

void blur(const GrayView& in, GrayImage& out) {
  out.resize(in.width, in.height);
  std::vector<int> columns(size_of(in.width));
  int* column = columns.data();
  const int last = in.width - 1;
  for (int y = 0; y < out.height(); ++y) {
    const std::uint8_t* above = in.row(std::max(0, y - 1));
    const std::uint8_t* here = in.row(y);
    const std::uint8_t* below = in.row(std::min(in.height - 1, y + 1));
    for (int x = 0; x < in.width; ++x) column[x] = above[x] + 2 * here[x] + below[x];
    std::uint8_t* to = out.row(y);
    for (int x = 0; x < in.width; ++x) {
      const int sum = column[std::max(0, x - 1)] + 2 * column[x] + column[std::min(last, x + 1)];
      to[x] = static_cast<std::uint8_t>((sum + 8) / 16);
    }
  }
}

void sharpen(const GrayView& in, int strength, GrayImage& out) {
  constexpr int radius = 2;
  constexpr int area = (2 * radius + 1) * (2 * radius + 1);
  out.resize(in.width, in.height);
  if (out.empty()) return;
  const int last_x = in.width - 1;
  const auto row_at = [&](int y) { return in.row(std::clamp(y, 0, in.height - 1)); };
  // Sums over the window's height for each column, moved down a row at a time.
  std::vector<int> columns(size_of(in.width), 0);
  int* column = columns.data();
  for (int dy = -radius; dy <= radius; ++dy) {
    const std::uint8_t* from = row_at(dy);
    for (int x = 0; x < in.width; ++x) column[x] += from[x];
  }
  for (int y = 0; y < in.height; ++y) {
    const std::uint8_t* here = in.row(y);
    std::uint8_t* to = out.row(y);
    int sum = 0;
    for (int x = -radius; x <= radius; ++x) sum += column[std::clamp(x, 0, last_x)];
    for (int x = 0; x < in.width; ++x) {
      to[x] = to_shade(here[x] + strength * (here[x] - sum / area));
      sum += column[std::min(x + radius + 1, last_x)] - column[std::max(x - radius, 0)];
    }
    const std::uint8_t* enters = row_at(y + radius + 1);
    const std::uint8_t* leaves = row_at(y - radius);
    for (int x = 0; x < in.width; ++x) column[x] += enters[x] - leaves[x];
  }
}

void local_threshold(const GrayView& in, int radius, int percent, GrayImage& out) {
  out.resize(in.width, in.height);
  if (out.empty()) return;
  // A running sum over the window's rows for each column keeps memory at one row; 32 bits hold
  // 255 * (2 * radius + 1)^2 for every radius in use.
  std::vector<std::uint32_t> columns(size_of(in.width), 0);
  std::vector<std::uint32_t> sums(size_of(in.width) + 1, 0);
  std::uint32_t* column = columns.data();
  std::uint32_t* prefix = sums.data();
  const auto keep = static_cast<std::uint32_t>(100 - percent);
  for (int y = 0; y < std::min(radius, in.height); ++y) {
    const std::uint8_t* from = in.row(y);
    for (int x = 0; x < in.width; ++x) column[x] += from[x];
  }
  for (int y = 0; y < in.height; ++y) {
    if (y + radius < in.height) {
      const std::uint8_t* enters = in.row(y + radius);
      for (int x = 0; x < in.width; ++x) column[x] += enters[x];
    }
    if (y - radius - 1 >= 0) {
      const std::uint8_t* leaves = in.row(y - radius - 1);
      for (int x = 0; x < in.width; ++x) column[x] -= leaves[x];
    }
    const int rows = std::min(in.height, y + radius + 1) - std::max(0, y - radius);
    for (int x = 0; x < in.width; ++x) prefix[x + 1] = prefix[x] + column[x];
    const std::uint8_t* from = in.row(y);
    std::uint8_t* to = out.row(y);
    for (int x = 0; x < in.width; ++x) {
      const int left = std::max(0, x - radius);
      const int right = std::min(in.width, x + radius + 1);
      const auto count = static_cast<std::uint32_t>((right - left) * rows);
      const std::uint64_t mean = std::uint64_t{prefix[right] - prefix[left]} * keep;
      to[x] = std::uint64_t{from[x]} * count * 100 <= mean ? 0 : 255;
    }
  }
}

void pad(const GrayView& in, int margin, std::uint8_t shade, GrayImage& out) {
  out.resize(in.width + 2 * margin, in.height + 2 * margin);
  out.fill(shade);
  if (in.empty()) return;  // memcpy takes no null, however few bytes
  for (int y = 0; y < in.height; ++y)
    std::memcpy(out.row(y + margin) + margin, in.row(y), size_of(in.width));
}

void fill_quad(GrayImage& image, const Point (&corners)[4], int margin, std::uint8_t shade) {
  int top = corners[0].y;
  int bottom = corners[0].y;
  for (const Point& corner : corners) {
    top = std::min(top, corner.y);
    bottom = std::max(bottom, corner.y);
  }
  for (int y = std::max(0, top - margin); y <= std::min(image.height() - 1, bottom + margin); ++y) {
    // Where the row, moved into the figure at its top and bottom margin, crosses the sides.
    const double level = std::clamp<double>(y, top, bottom);
    double left = image.width();
    double right = -1;
    for (int i = 0; i < 4; ++i) {
      const Point& a = corners[i];
      const Point& b = corners[(i + 1) % 4];
      if (level < std::min(a.y, b.y) || level > std::max(a.y, b.y)) continue;
      const double part = a.y == b.y ? 0.0 : (level - a.y) / (b.y - a.y);
      const double x = a.x + part * (b.x - a.x);
      left = std::min({left, x, a.y == b.y ? double(b.x) : x});
      right = std::max({right, x, a.y == b.y ? double(b.x) : x});
    }
    const int from = std::clamp(static_cast<int>(std::floor(left)) - margin, 0, image.width());
    const int to = std::clamp(static_cast<int>(std::ceil(right)) + margin + 1, from, image.width());
    std::memset(image.row(y) + from, shade, static_cast<std::size_t>(to - from));
  }
}

}  // namespace meetpoint::scan
