#include "tests/samples/optics.h"

#include <array>

#include "tests/samples/exact_math.h"

namespace meetpoint::samples {
namespace {

constexpr int most_taps = 9;

// `line` has `reach` more values on both sides than `out`.
void convolve(const float* line, float* out, int count, const float* taps, int reach) {
  for (int x = 0; x < count; ++x) out[x] = line[x + reach] * taps[0];
  for (int k = 1; k <= reach; ++k) {
    const float tap = taps[k];
    const float* left = line + reach - k;
    const float* right = line + reach + k;
    for (int x = 0; x < count; ++x) out[x] += (left[x] + right[x]) * tap;
  }
}

void pad_line(const float* row, int count, int reach, std::vector<float>& line) {
  line.resize(static_cast<std::size_t>(count + 2 * reach));
  std::fill_n(line.begin(), reach, row[0]);
  std::copy_n(row, count, line.begin() + reach);
  std::fill_n(line.begin() + reach + count, reach, row[count - 1]);
}

void mean_rows(const Plane& in, int radius, Plane& out) {
  const int width = in.width();
  const float share = 1.0f / static_cast<float>(2 * radius + 1);
  std::vector<float> line;
  for (int y = 0; y < in.height(); ++y) {
    pad_line(in.row(y), width, radius + 1, line);
    double sum = 0;
    for (int x = 0; x < 2 * radius + 1; ++x) sum += line[static_cast<std::size_t>(x)];
    float* to = out.row(y);
    for (int x = 0; x < width; ++x) {
      const auto at = static_cast<std::size_t>(x);
      sum += line[at + static_cast<std::size_t>(2 * radius + 1)] - line[at];
      to[x] = static_cast<float>(sum) * share;
    }
  }
}

void mean_columns(const Plane& in, int radius, Plane& out) {
  const int width = in.width();
  const int last = in.height() - 1;
  const float share = 1.0f / static_cast<float>(2 * radius + 1);
  std::vector<float> sum(static_cast<std::size_t>(width), 0.0f);
  for (int y = -radius - 1; y < radius; ++y) {
    const float* row = in.row(std::clamp(y, 0, last));
    for (int x = 0; x < width; ++x) sum[static_cast<std::size_t>(x)] += row[x];
  }
  for (int y = 0; y <= last; ++y) {
    const float* enters = in.row(std::min(last, y + radius));
    const float* leaves = in.row(std::max(0, y - radius - 1));
    float* to = out.row(y);
    for (int x = 0; x < width; ++x) {
      sum[static_cast<std::size_t>(x)] += enters[x] - leaves[x];
      to[x] = sum[static_cast<std::size_t>(x)] * share;
    }
  }
}

}  // namespace

void soften(Plane& light, double sigma, Plane& scratch) {
  if (sigma < 0.15 || light.width() == 0 || light.height() == 0) return;
  std::array<float, most_taps + 1> taps{};
  const int reach = std::clamp(static_cast<int>(std::ceil(sigma * 2.6)), 1, most_taps);
  double sum = 0;
  for (int k = 0; k <= reach; ++k) {
    const double tap = exponential(-k * k / (2 * sigma * sigma));
    taps[static_cast<std::size_t>(k)] = static_cast<float>(tap);
    sum += k == 0 ? tap : 2 * tap;
  }
  for (float& tap : taps) tap /= static_cast<float>(sum);

  scratch.resize(light.width(), light.height());
  std::vector<float> line;
  for (int y = 0; y < light.height(); ++y) {
    pad_line(light.row(y), light.width(), reach, line);
    convolve(line.data(), scratch.row(y), light.width(), taps.data(), reach);
  }
  const int last = light.height() - 1;
  for (int y = 0; y <= last; ++y) {
    float* out = light.row(y);
    const float* middle = scratch.row(y);
    for (int x = 0; x < light.width(); ++x) out[x] = middle[x] * taps[0];
    for (int k = 1; k <= reach; ++k) {
      const float* above = scratch.row(std::max(0, y - k));
      const float* below = scratch.row(std::min(last, y + k));
      const float tap = taps[static_cast<std::size_t>(k)];
      for (int x = 0; x < light.width(); ++x) out[x] += (above[x] + below[x]) * tap;
    }
  }
}

void defocus(Plane& light, double radius, Plane& scratch) {
  if (radius < 0.5 || light.width() == 0 || light.height() == 0) return;
  // Row by row of the disc: a stretch of the line, its ends weighted by what the disc covers.
  const int reach = static_cast<int>(std::ceil(radius));
  const int width = light.width();
  const int last = light.height() - 1;
  scratch.reset(width, light.height());
  std::vector<double> chord(static_cast<std::size_t>(reach + 1));
  double area = 0;
  for (int dy = 0; dy <= reach; ++dy) {
    double half = 0;
    for (int part = 0; part < 8; ++part) {  // the mean chord over the pixel's height
      const double at = std::abs(dy + (part + 0.5) / 8 - 0.5);
      half += at < radius ? std::sqrt(radius * radius - at * at) / 8 : 0;
    }
    chord[static_cast<std::size_t>(dy)] = half;
    area += (dy == 0 ? 1 : 2) * 2 * half;
  }
  std::vector<float> line, row_sum(static_cast<std::size_t>(width));
  std::vector<double> running;
  for (int y = 0; y <= last; ++y) {
    pad_line(light.row(y), width, reach + 2, line);
    running.resize(line.size() + 1);
    running[0] = 0;
    for (std::size_t i = 0; i < line.size(); ++i) running[i + 1] = running[i] + line[i];
    for (int dy = 0; dy <= reach; ++dy) {
      const double half = chord[static_cast<std::size_t>(dy)];
      if (half <= 0) continue;
      // From x - half to x + half, pixels being one wide around their centres.
      const double extent = std::max(0.0, half - 0.5);
      const int whole = static_cast<int>(extent);
      const auto edge = static_cast<float>(half >= 0.5 ? extent - whole : 0.0);
      const float middle = half >= 0.5 ? 1.0f : static_cast<float>(2 * half);
      for (int x = 0; x < width; ++x) {
        const auto from = static_cast<std::size_t>(x + reach + 2 - whole);
        const auto to = static_cast<std::size_t>(x + reach + 2 + whole + 1);
        const auto inner = static_cast<float>(running[to] - running[from]);
        row_sum[static_cast<std::size_t>(x)] = inner * middle + edge * (line[from - 1] + line[to]);
      }
      const auto share = static_cast<float>(1 / area);
      for (const int target : {y - dy, y + dy}) {
        if (target < 0 || target > last) continue;
        float* out = scratch.row(target);
        for (int x = 0; x < width; ++x) out[x] += row_sum[static_cast<std::size_t>(x)] * share;
        if (dy == 0) break;
      }
    }
  }
  // What the disc would take from above and below the picture is taken from its own rows: scale.
  for (int y = 0; y <= last; ++y) {
    double missing = 0;
    for (int dy = 1; dy <= reach; ++dy) {
      const double part = 2 * chord[static_cast<std::size_t>(dy)] / area;
      if (y - dy < 0) missing += part;
      if (y + dy > last) missing += part;
    }
    if (missing == 0) continue;
    const auto factor = static_cast<float>(1 / (1 - missing));
    float* out = scratch.row(y);
    for (int x = 0; x < width; ++x) out[x] *= factor;
  }
  light.swap(scratch);
}

void veil(Plane& light, double part, Plane& scratch) {
  constexpr int block = 8;
  if (part <= 0 || light.width() < 2 * block || light.height() < 2 * block) return;
  Plane small(light.width() / block, light.height() / block);
  for (int y = 0; y < small.height() * block; ++y) {
    const float* from = light.row(y);
    float* to = small.row(y / block);
    for (int x = 0; x < small.width() * block; ++x)
      to[x / block] += std::min(from[x], 8.0f) / (block * block);
  }
  blur_far(small, 3, scratch);
  const auto spread = static_cast<float>(part);
  for (int y = 0; y < light.height(); ++y) {
    const float at_y = std::clamp((static_cast<float>(y) + 0.5f) / block - 0.5f, 0.0f,
                                  static_cast<float>(small.height() - 1) - 0.001f);
    const int j = static_cast<int>(at_y);
    const float fy = at_y - static_cast<float>(j);
    const float* above = small.row(j);
    const float* below = small.row(std::min(j + 1, small.height() - 1));
    float* to = light.row(y);
    for (int x = 0; x < light.width(); ++x) {
      const float at_x = std::clamp((static_cast<float>(x) + 0.5f) / block - 0.5f, 0.0f,
                                    static_cast<float>(small.width() - 1) - 0.001f);
      const int i = static_cast<int>(at_x);
      const float fx = at_x - static_cast<float>(i);
      const float up = above[i] + (above[i + 1] - above[i]) * fx;
      const float down = below[i] + (below[i + 1] - below[i]) * fx;
      to[x] += (up + (down - up) * fy - to[x]) * spread;
    }
  }
}

void blur_far(Plane& light, int radius, Plane& scratch) {
  if (radius <= 0 || light.width() == 0 || light.height() == 0) return;
  scratch.resize(light.width(), light.height());
  for (int pass = 0; pass < 3; ++pass) {
    mean_rows(light, radius, scratch);
    mean_columns(scratch, radius, light);
  }
}

}  // namespace meetpoint::samples
