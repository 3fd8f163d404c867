#include "kiosk/scan/base/image_ops.h"

namespace meetpoint::scan {
namespace {

template <int Factor>
void shrink_by(const GrayView& in, GrayImage& out) {
  constexpr int area = Factor * Factor;
  std::vector<std::uint16_t> sums(static_cast<std::size_t>(in.width));
  std::uint16_t* sum = sums.data();
  for (int y = 0; y < out.height(); ++y) {
    std::fill(sums.begin(), sums.end(), std::uint16_t{0});
    for (int k = 0; k < Factor; ++k) {
      const std::uint8_t* from = in.row(y * Factor + k);
      for (int x = 0; x < in.width; ++x) sum[x] = static_cast<std::uint16_t>(sum[x] + from[x]);
    }
    std::uint8_t* to = out.row(y);
    for (int x = 0; x < out.width(); ++x) {
      int total = area / 2;
      for (int k = 0; k < Factor; ++k) total += sum[x * Factor + k];
      to[x] = static_cast<std::uint8_t>(total / area);
    }
  }
}

// A quarter of a pixel before and after the middle, in 1/128.
int before(int a, int b, int c, int d) { return -3 * a + 29 * b + 111 * c - 9 * d; }

}  // namespace

void shrink(const GrayView& in, int factor, GrayImage& out) {
  out.resize(in.width / factor, in.height / factor);
  if (out.empty()) return;
  switch (factor) {
    case 1: return shrink_by<1>(in, out);
    case 2: return shrink_by<2>(in, out);
    case 3: return shrink_by<3>(in, out);
    case 4: return shrink_by<4>(in, out);
    case 5: return shrink_by<5>(in, out);
    case 6: return shrink_by<6>(in, out);
    case 7: return shrink_by<7>(in, out);
    default: return shrink_by<8>(in, out);
  }
}

void double_size(const GrayView& in, GrayImage& out) {
  const int width = in.width * 2;
  out.resize(width, in.height * 2);
  if (out.empty()) return;
  std::vector<std::int16_t> wide(static_cast<std::size_t>(width) *
                                 static_cast<std::size_t>(in.height));
  const auto wide_row = [&](int y) {
    return wide.data() + std::ptrdiff_t{std::clamp(y, 0, in.height - 1)} * width;
  };
  for (int y = 0; y < in.height; ++y) {
    const std::uint8_t* from = in.row(y);
    const auto at = [&](int x) -> int { return from[std::clamp(x, 0, in.width - 1)]; };
    std::int16_t* to = wide_row(y);
    for (int x = 0; x < in.width; ++x) {
      const int l = before(at(x - 2), at(x - 1), at(x), at(x + 1));
      const int r = before(at(x + 2), at(x + 1), at(x), at(x - 1));
      to[2 * x] = static_cast<std::int16_t>((l + 64) >> 7);
      to[2 * x + 1] = static_cast<std::int16_t>((r + 64) >> 7);
    }
  }
  for (int y = 0; y < in.height; ++y) {
    const std::int16_t* r0 = wide_row(y - 2);
    const std::int16_t* r1 = wide_row(y - 1);
    const std::int16_t* r2 = wide_row(y);
    const std::int16_t* r3 = wide_row(y + 1);
    const std::int16_t* r4 = wide_row(y + 2);
    std::uint8_t* upper = out.row(2 * y);
    std::uint8_t* lower = out.row(2 * y + 1);
    for (int x = 0; x < width; ++x) {
      const int u = (before(r0[x], r1[x], r2[x], r3[x]) + 64) >> 7;
      const int l = (before(r4[x], r3[x], r2[x], r1[x]) + 64) >> 7;
      upper[x] = static_cast<std::uint8_t>(std::clamp(u, 0, 255));
      lower[x] = static_cast<std::uint8_t>(std::clamp(l, 0, 255));
    }
  }
}

}  // namespace meetpoint::scan
