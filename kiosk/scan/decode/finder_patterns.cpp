#include "kiosk/scan/decode/finder_patterns.h"

#include <array>
#include <tuple>

#include "kiosk/scan/base/sampling.h"

namespace meetpoint::scan {
namespace {

constexpr int block = 8;
// What varies by fewer grey levels is of one shade: a little more than the picture's noise.
constexpr int least_flat_range = 5;
constexpr int most_flat_range = 14;
constexpr double over_noise = 1.5;
constexpr int row_step = 3;        // of the smallest patterns, the core is four pixels high
constexpr int farthest_back = 40;  // pixels from one row of a pattern's core to the next, at most
constexpr std::size_t most_seeds = 400;
constexpr std::size_t most_refined = 40;
constexpr int angles = 6;  // that are tried between upright and a quarter turn
constexpr double right_angle = 1.5707963267948966;
constexpr double worth_a_climb = 0.35;  // correlations
constexpr double least_quality = 0.65;

// That nothing overlaps lets the compiler take many columns at a time.
void add_row(const std::uint8_t* __restrict row, int width, std::uint16_t* __restrict sums,
             std::uint8_t* __restrict lows, std::uint8_t* __restrict highs) {
  for (int x = 0; x < width; ++x) {
    sums[x] = static_cast<std::uint16_t>(sums[x] + row[x]);
    lows[x] = std::min(lows[x], row[x]);
    highs[x] = std::max(highs[x], row[x]);
  }
}

// A bit for each of eight pixels that is below `cut`, the first one lowest: eight comparisons in
// one word of 64 bits (Warren, Hacker's Delight, 2-18 and 7-4).
unsigned darker_of_eight(const std::uint8_t* pixels, std::uint8_t cut) {
  constexpr std::uint64_t tops = 0x8080808080808080u;
  std::uint64_t x = 0;
  for (unsigned i = 0; i < 8; ++i) x |= std::uint64_t{pixels[i]} << (8 * i);
  const std::uint64_t y = cut * 0x0101010101010101u;
  const std::uint64_t low_less = ~((x | tops) - (y & ~tops));
  const std::uint64_t less = ((~x & y) | (~(x ^ y) & low_less)) & tops;
  return static_cast<unsigned>((less >> 7) * 0x0102040810204080u >> 56);
}

// Whether five runs are in the proportion 1:1:3:1:1, roughly: a module of two pixels is cut to one
// or three. In hundredths of the whole, of which a module is 14.
bool is_pattern(const std::array<int, 5>& runs) {
  const int total = runs[0] + runs[1] + runs[2] + runs[3] + runs[4];
  if (total < 8) return false;
  const auto is_module = [&](int run) { return run * 100 > total * 5 && run * 100 < total * 27; };
  return runs[2] * 100 > total * 26 && runs[2] * 100 < total * 60 && is_module(runs[0]) &&
         is_module(runs[1]) && is_module(runs[3]) && is_module(runs[4]);
}

// A code without a quiet zone on something dark has no end where its outermost run should end. It
// has one to the other side, where the rest of the code is.
void cut_longer_end(std::array<int, 5>& runs) {
  const int module = (runs[1] + runs[2] + runs[3] + 2) / 5;
  int& longer = runs[0] > runs[4] ? runs[0] : runs[4];
  if (longer > module) longer = module;
}

// How a pattern lies: its middle, and one module along each of its two sides.
struct Place {
  Point2 centre, across, down;
};

// The correlation of what is seen there with a finder pattern's 49 modules; negative for an
// inverted one.
double agreement(const GrayView& picture, const Place& place) {
  double dark = 0, light = 0, squares = 0;
  for (int j = -3; j <= 3; ++j) {
    for (int i = -3; i <= 3; ++i) {
      const double shade = sample(picture, place.centre + place.across * i + place.down * j);
      const int ring = std::max(std::abs(i), std::abs(j));
      (ring == 2 ? light : dark) += shade;
      squares += shade * shade;
    }
  }
  constexpr double n = 49, lights = 16, darks = n - lights;
  const double mean = (dark + light) / n;
  const double spread = squares - n * mean * mean;
  if (spread < n) return 0;
  return (light * darks / n - dark * lights / n) / std::sqrt(spread * darks * lights / n);
}

// What the runs along the row and the column say, for a pattern that is turned by `angle`.
Place turned_by(double angle, Point2 centre, double across_px, double down_px) {
  const double c = std::cos(angle);
  const double s = std::sin(angle);
  const double longest = std::max(std::abs(c), std::abs(s));
  return {centre,
          {c * across_px * longest, s * down_px * longest},
          {-s * across_px * longest, c * down_px * longest}};
}

// Moves, turns, stretches and slants the place as long as it agrees better. Steps are parts of a
// module, which along one side may be many more pixels than along the other.
double climb(const GrayView& picture, Place& place, double sign, double best) {
  for (const double step : {0.2, 0.08, 0.03}) {
    bool better = true;
    for (int round = 0; better && round < 5; ++round) {
      better = false;
      for (Point2* part : {&place.centre, &place.across, &place.down}) {
        const double by = part == &place.centre ? 2 * step : step;
        const Point2 changes[] = {place.across * by, place.down * by};
        for (const Point2& change : changes) {
          for (const double way : {1.0, -1.0}) {
            const Point2 before = *part;
            *part = before + change * way;
            const double now = sign * agreement(picture, place);
            if (now > best + 0.002) {
              best = now;
              better = true;
              break;
            }
            *part = before;
          }
        }
      }
    }
  }
  return best;
}

// The mean of the core, and of the ring around it where it is clearest.
struct Shades {
  double core = 0;
  double ring = 0;
};

Shades shades_around(const GrayView& picture, Point2 centre, double across_px, double down_px,
                     bool inverted) {
  Shades shades;
  int count = 0;
  for (int j = -1; j <= 1; ++j) {
    for (int i = -1; i <= 1; ++i) {
      shades.core += sample(picture, centre + Point2{i * across_px * 0.7, j * down_px * 0.7});
      count += 1;
    }
  }
  shades.core /= count;
  const Point2 ring[] = {
      {2 * across_px, 0}, {-2 * across_px, 0}, {0, 2 * down_px}, {0, -2 * down_px}};
  for (const Point2& at : ring) shades.ring += sample(picture, centre + at) / 4;
  if (inverted ? shades.ring > shades.core : shades.ring < shades.core) shades.ring = shades.core;
  return shades;
}

}  // namespace

double Finder::module_px() const { return std::sqrt(std::abs(cross(across, down))); }

struct FinderSearch::Seed {
  Point2 centre;
  double across_px = 0;
  double down_px = 0;
  bool inverted = false;
  int hits = 0;
};

// Each block of 8x8 pixels is cut at the mean of the 3x3 blocks around it; where there is no
// contrast in those, all is light.
void FinderSearch::threshold(const GrayView& picture) {
  const int columns = (picture.width + block - 1) / block;
  const int rows = (picture.height + block - 1) / block;
  const auto size = static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows);
  blocks_across_ = columns;
  means_.resize(size);
  lows_.resize(size);
  highs_.resize(size);
  thresholds_.resize(size);
  const auto index = [&](int x, int y) { return static_cast<std::size_t>(y * columns + x); };
  const auto width = static_cast<std::size_t>(columns * block);
  column_sums_.resize(width);
  column_lows_.resize(width);
  column_highs_.resize(width);
  for (int by = 0; by < rows; ++by) {
    // The last row and column of blocks overlap their neighbours rather than be narrower. First
    // down all columns at once, which the compiler makes few instructions of.
    const int top = std::max(0, std::min(by * block, picture.height - block));
    std::fill(column_sums_.begin(), column_sums_.end(), std::uint16_t{0});
    std::fill(column_lows_.begin(), column_lows_.end(), std::uint8_t{255});
    std::fill(column_highs_.begin(), column_highs_.end(), std::uint8_t{0});
    for (int y = top; y < top + block; ++y) {
      add_row(picture.row(y), picture.width, column_sums_.data(), column_lows_.data(),
              column_highs_.data());
    }
    for (int bx = 0; bx < columns; ++bx) {
      const auto left =
          static_cast<std::size_t>(std::max(0, std::min(bx * block, picture.width - block)));
      unsigned sum = 0;
      std::uint8_t low = 255;
      std::uint8_t high = 0;
      for (std::size_t x = left; x < left + block; ++x) {
        sum += column_sums_[x];
        low = std::min(low, column_lows_[x]);
        high = std::max(high, column_highs_[x]);
      }
      means_[index(bx, by)] = static_cast<std::uint8_t>(sum / (block * block));
      lows_[index(bx, by)] = low;
      highs_[index(bx, by)] = high;
    }
  }
  // Noise is what varies in the quieter blocks.
  std::array<int, 256> counts{};
  for (std::size_t i = 0; i < size; ++i)
    counts[static_cast<std::size_t>(highs_[i] - lows_[i])] += 1;
  int noise = 0;
  for (std::size_t quiet = 0;
       noise < 255 &&
       quiet + static_cast<std::size_t>(counts[static_cast<std::size_t>(noise)]) < size / 4;
       ++noise)
    quiet += static_cast<std::size_t>(counts[static_cast<std::size_t>(noise)]);
  flat_range_ = std::clamp(static_cast<int>(noise * over_noise), least_flat_range, most_flat_range);

  // The 3x3 blocks around each: three rows together, then three columns of that.
  for (int by = 0; by < rows; ++by) {
    const int above = std::max(0, by - 1);
    const int below = std::min(rows - 1, by + 1);
    for (int bx = 0; bx < columns; ++bx) {
      const std::size_t up = index(bx, above);
      const std::size_t here = index(bx, by);
      const std::size_t down = index(bx, below);
      const auto x = static_cast<std::size_t>(bx);
      column_sums_[x] = static_cast<std::uint16_t>(means_[up] + means_[here] + means_[down]);
      column_lows_[x] = std::min({lows_[up], lows_[here], lows_[down]});
      column_highs_[x] = std::max({highs_[up], highs_[here], highs_[down]});
    }
    for (int bx = 0; bx < columns; ++bx) {
      const auto left = static_cast<std::size_t>(std::max(0, bx - 1));
      const auto here = static_cast<std::size_t>(bx);
      const auto right = static_cast<std::size_t>(std::min(columns - 1, bx + 1));
      const int low = std::min({column_lows_[left], column_lows_[here], column_lows_[right]});
      const int high = std::max({column_highs_[left], column_highs_[here], column_highs_[right]});
      const int sum = column_sums_[left] + column_sums_[here] + column_sums_[right];
      thresholds_[index(bx, by)] =
          high - low < flat_range_
              ? std::uint8_t{0}
              : static_cast<std::uint8_t>(std::max(1, sum / 9 - flat_range_ / 5));
    }
  }
}

void FinderSearch::scan_row(const GrayView& picture, int y, std::vector<Seed>& seeds) {
  edges_.clear();
  const std::uint8_t* row = picture.row(y);
  const std::uint8_t* level = &thresholds_[static_cast<std::size_t>(y / block * blocks_across_)];
  bool was_dark = false;
  for (int left = 0, b = 0; left < picture.width; left += block, ++b) {
    const std::uint8_t cut = level[b];
    if (cut == 0) {
      if (was_dark) edges_.push_back(left);
      was_dark = false;
      continue;
    }
    const int end = std::min(left + block, picture.width);
    unsigned bits = 0;
    if (end - left == block) {
      bits = darker_of_eight(row + left, cut);
    } else {
      for (int x = left; x < end; ++x) bits |= static_cast<unsigned>(row[x] < cut) << (x - left);
    }
    unsigned changes =
        (bits ^ (bits << 1 | static_cast<unsigned>(was_dark))) & ((1u << (end - left)) - 1);
    for (; changes != 0; changes &= changes - 1) edges_.push_back(left + __builtin_ctz(changes));
    was_dark = (bits >> (end - left - 1) & 1u) != 0;
  }
  if (was_dark) edges_.push_back(picture.width);
  for (std::size_t first = 0; first + 5 < edges_.size(); ++first)
    consider(picture, y, first, seeds);
}

void FinderSearch::consider(const GrayView& picture, int y, std::size_t first_run,
                            std::vector<Seed>& seeds) {
  std::array<int, 5> runs;
  for (std::size_t i = 0; i < 5; ++i) runs[i] = edges_[first_run + i + 1] - edges_[first_run + i];
  cut_longer_end(runs);
  if (!is_pattern(runs)) return;
  const bool inverted = first_run % 2 != 0;
  const double across_px = (runs[0] + runs[1] + runs[2] + runs[3] + runs[4]) / 7.0;
  const int x = (edges_[first_run + 2] + edges_[first_run + 3]) / 2;
  for (std::size_t i = seeds.size(); i > 0; --i) {
    Seed& seed = seeds[i - 1];
    if (seed.centre.y < y - farthest_back) break;  // in the order in which they were found
    if (seed.inverted != inverted || std::abs(seed.centre.x - x) > 1.6 * across_px ||
        std::abs(seed.centre.y - y) > 1.8 * seed.down_px)
      continue;
    seed.hits += 1;
    return;
  }
  if (seeds.size() >= most_seeds) return;

  // The same down the column, from the middle out; most end at the core or the ring.
  const int longest = static_cast<int>(across_px * 12) + 2;
  const std::uint8_t* const pixels = picture.data + x;
  const std::uint8_t* const cuts = thresholds_.data() + x / block;
  const auto run = [&](int& at, int step, bool of_core) {
    int count = 0;
    for (; at >= 0 && at < picture.height && count <= longest; at += step, ++count) {
      const bool is_dark = pixels[at * picture.stride] < cuts[at / block * blocks_across_];
      if ((is_dark != inverted) != of_core) break;
    }
    return count;
  };
  int up = y;
  int below = y + 1;
  std::array<int, 5> column{};
  column[2] = run(up, -1, true) + run(below, 1, true);
  if (column[2] * 4 < runs[2] || column[2] > 4 * runs[2]) return;
  const int middle = (up + below) / 2;
  const auto is_ring = [&](int ring) {
    return ring > 0 && ring <= column[2] && ring * 9 >= column[2];
  };
  column[1] = run(up, -1, false);
  if (!is_ring(column[1])) return;
  column[3] = run(below, 1, false);
  if (!is_ring(column[3])) return;
  column[0] = run(up, -1, true);
  column[4] = run(below, 1, true);
  cut_longer_end(column);
  if (!is_pattern(column)) return;
  const double down_px = (column[0] + column[1] + column[2] + column[3] + column[4]) / 7.0;
  if (down_px > 3.5 * across_px || across_px > 3.5 * down_px) return;
  const Point2 centre{static_cast<double>(x), static_cast<double>(middle)};
  const Shades shades = shades_around(picture, centre, across_px, down_px, inverted);
  if (std::abs(shades.ring - shades.core) < flat_range_ * 0.7) return;
  seeds.push_back({centre, across_px, down_px, inverted, 1});
}

std::vector<Finder> FinderSearch::find(const GrayView& picture, std::size_t most) {
  std::vector<Finder> found;
  if (picture.width < 3 * block || picture.height < 3 * block) return found;
  threshold(picture);
  std::vector<Seed> seeds;
  for (int y = 0; y < picture.height; y += row_step) scan_row(picture, y, seeds);
  std::sort(seeds.begin(), seeds.end(), [](const Seed& a, const Seed& b) {
    return std::tuple(-a.hits, a.centre.y, a.centre.x) <
           std::tuple(-b.hits, b.centre.y, b.centre.x);
  });
  // The rows through a real pattern's core agree; what is seen in one only is chance.
  std::erase_if(seeds, [](const Seed& seed) { return seed.hits * row_step < seed.down_px; });
  if (seeds.size() > most_refined) seeds.resize(most_refined);

  for (const Seed& seed : seeds) {
    const double sign = seed.inverted ? -1 : 1;
    Place place;
    double quality = 0;
    for (int i = 0; i < angles; ++i) {
      const Place guess =
          turned_by(i * right_angle / angles, seed.centre, seed.across_px, seed.down_px);
      const double here = sign * agreement(picture, guess);
      if (here <= quality) continue;
      quality = here;
      place = guess;
    }
    if (quality < worth_a_climb) continue;
    quality = climb(picture, place, sign, quality);
    const double area = cross(place.across, place.down);
    if (quality < least_quality || area < 1) continue;
    const Shades shades =
        shades_around(picture, seed.centre, seed.across_px, seed.down_px, seed.inverted);
    found.push_back({place.centre, place.across, place.down, seed.inverted,
                     std::abs(shades.ring - shades.core), quality});
  }
  std::sort(found.begin(), found.end(), [](const Finder& a, const Finder& b) {
    return std::tuple(-a.quality, a.centre.y, a.centre.x) <
           std::tuple(-b.quality, b.centre.y, b.centre.x);
  });
  if (found.size() > most) found.resize(most);
  return found;
}

}  // namespace meetpoint::scan
