#include "kiosk/scan/finder_patterns.h"

#include <array>
#include <optional>

#include "kiosk/scan/sampling.h"

namespace meetpoint::scan {
namespace {

constexpr int block = 8;
constexpr int flat_range = 14;         // grey levels; what varies less is of one shade
constexpr double least_contrast = 10;  // grey levels
constexpr int row_step = 2;
constexpr std::size_t most_seeds = 400;
constexpr std::size_t most_refined = 40;
constexpr int rays = 32;
constexpr double shortest_step = 0.5;  // pixels, along a ray
constexpr double step_modules = 0.22;

bool near_module(int run, double module) { return run > module * 0.35 && run < module * 1.9; }

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
// or three.
bool is_pattern(const std::array<int, 5>& runs) {
  const int total = runs[0] + runs[1] + runs[2] + runs[3] + runs[4];
  if (total < 8 || runs[2] < runs[1] || runs[2] < runs[3]) return false;
  const double module = total / 7.0;
  return runs[2] > module * 1.8 && runs[2] < module * 4.2 && near_module(runs[0], module) &&
         near_module(runs[1], module) && near_module(runs[3], module) &&
         near_module(runs[4], module);
}

// Where a ray from the middle crosses from the core into the ring, from there into the frame, and
// out of that, in pixels; the last one 0 where it was not met.
struct Crossings {
  double core = 0;
  double ring = 0;
  double frame = 0;
};

std::optional<Crossings> cross_pattern(const GrayView& picture, Point2 from, Point2 direction,
                                       double module, double level, bool inverted) {
  const double farthest = 7.5 * module;
  const double ray_step = std::max(shortest_step, step_modules * module);
  Crossings crossings;
  int met = 0;
  double before = sample(picture, from) - level;
  if (inverted) before = -before;
  if (before > 0) return std::nullopt;
  for (double r = ray_step; r < farthest; r += ray_step) {
    double here = sample(picture, from + direction * r) - level;
    if (inverted) here = -here;
    const bool out = met % 2 == 0 ? here > 0 : here <= 0;
    if (out) {
      const double at = r - ray_step * here / (here - before);
      (met == 0 ? crossings.core : met == 1 ? crossings.ring : crossings.frame) = at;
      if (++met == 3) break;
    }
    before = here;
  }
  if (met < 2) return std::nullopt;
  const double ring = (crossings.ring - crossings.core) / crossings.core;
  if (ring < 0.25 || ring > 1.5) return std::nullopt;
  const double frame = (crossings.frame - crossings.ring) / crossings.core;
  if (met == 3 && (frame < 0.2 || frame > 1.8)) crossings.frame = 0;
  return crossings;
}

// What one module is in that direction: all three crossings tell it, and a threshold that is too
// high or too low moves them to different sides.
double module_along(const Crossings& c) {
  if (c.frame == 0) return (1.5 * c.core + 2.5 * c.ring) / (1.5 * 1.5 + 2.5 * 2.5);
  return (1.5 * c.core + 2.5 * c.ring + 3.5 * c.frame) / (1.5 * 1.5 + 2.5 * 2.5 + 3.5 * 3.5);
}

// The parallelogram with sides at w · p = ±1 and v · p = ±1 that lies closest to the points, which
// are relative to its middle.
struct Sides {
  Point2 w, v;
  double error = 0;  // the mean distance, in halves of a side
};

std::optional<Sides> fit_sides(const std::vector<Point2>& points) {
  Point2 first;
  for (const Point2& p : points)
    if (length(p) > length(first)) first = p;
  Point2 second;
  for (const Point2& p : points)
    if (std::abs(cross(first, p)) > std::abs(cross(first, second))) second = p;
  if (cross(first, second) < 0) second = second * -1;
  // The corners are first, second and what is opposite; half the sides are:
  const Point2 a = (first - second) * 0.5;
  const Point2 b = (first + second) * 0.5;
  const double area = cross(a, b);
  if (std::abs(area) < 1e-6) return std::nullopt;
  Sides sides{{b.y / area, -b.x / area}, {-a.y / area, a.x / area}, 0};
  for (int turn = 0; turn < 5; ++turn) {
    const auto improve = [&](Point2& w, const Point2& other) {
      double xx = 1e-9, xy = 0, yy = 1e-9, x = 0, y = 0;
      for (const Point2& p : points) {
        const double here = dot(w, p);
        if (std::abs(here) < std::abs(dot(other, p))) continue;
        const double sign = here < 0 ? -1 : 1;
        xx += p.x * p.x;
        xy += p.x * p.y;
        yy += p.y * p.y;
        x += sign * p.x;
        y += sign * p.y;
      }
      const double d = xx * yy - xy * xy;
      if (std::abs(d) > 1e-9) w = {(x * yy - y * xy) / d, (y * xx - x * xy) / d};
    };
    improve(sides.w, sides.v);
    improve(sides.v, sides.w);
  }
  for (const Point2& p : points)
    sides.error += std::abs(std::max(std::abs(dot(sides.w, p)), std::abs(dot(sides.v, p))) - 1) /
                   static_cast<double>(points.size());
  return sides;
}

const std::array<Point2, rays>& directions() {
  static const auto all = [] {
    std::array<Point2, rays> made;
    for (int i = 0; i < rays; ++i) {
      const double angle = 2 * 3.14159265358979 * (i + 0.5) / rays;
      made[static_cast<std::size_t>(i)] = {std::cos(angle), std::sin(angle)};
    }
    return made;
  }();
  return all;
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
          high - low < flat_range ? std::uint8_t{0} : static_cast<std::uint8_t>(sum / 9);
    }
  }
}

bool FinderSearch::dark(const GrayView& picture, int x, int y) const {
  return picture.row(y)[x] <
         thresholds_[static_cast<std::size_t>(y / block * blocks_across_ + x / block)];
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
  if (!is_pattern(runs)) return;
  const bool inverted = first_run % 2 != 0;
  const double across_px = (runs[0] + runs[1] + runs[2] + runs[3] + runs[4]) / 7.0;
  const int x = (edges_[first_run + 2] + edges_[first_run + 3]) / 2;
  for (std::size_t i = seeds.size(); i > 0; --i) {
    Seed& seed = seeds[i - 1];
    if (seed.inverted != inverted || std::abs(seed.centre.x - x) > 1.6 * across_px ||
        std::abs(seed.centre.y - y) > 1.8 * seed.down_px)
      continue;
    seed.hits += 1;
    return;
  }
  if (seeds.size() >= most_seeds) return;

  // The same down the column, from the middle out.
  const int longest = static_cast<int>(across_px * 12) + 2;
  const auto run = [&](int& at, int step, bool of_core) {
    int count = 0;
    while (at >= 0 && at < picture.height && count <= longest &&
           (dark(picture, x, at) != inverted) == of_core) {
      at += step;
      count += 1;
    }
    return count;
  };
  int up = y;
  int below = y + 1;
  std::array<int, 5> column{};
  column[2] = run(up, -1, true) + run(below, 1, true);
  const int middle = (up + below) / 2;
  column[1] = run(up, -1, false);
  column[0] = run(up, -1, true);
  column[3] = run(below, 1, false);
  column[4] = run(below, 1, true);
  // Where the pattern touches something dark, its frame has no end on that side.
  column[0] = std::min(column[0], 2 * column[1]);
  column[4] = std::min(column[4], 2 * column[3]);
  if (!is_pattern(column)) return;
  const double down_px = (column[0] + column[1] + column[2] + column[3] + column[4]) / 7.0;
  if (down_px > 3.5 * across_px || across_px > 3.5 * down_px) return;
  const Point2 centre{static_cast<double>(x), static_cast<double>(middle)};
  const Shades shades = shades_around(picture, centre, across_px, down_px, inverted);
  if (std::abs(shades.ring - shades.core) < least_contrast) return;
  seeds.push_back({centre, across_px, down_px, inverted, 1});
}

std::vector<Finder> FinderSearch::find(const GrayView& picture, std::size_t most) {
  std::vector<Finder> found;
  if (picture.width < 3 * block || picture.height < 3 * block) return found;
  threshold(picture);
  std::vector<Seed> seeds;
  for (int y = 0; y < picture.height; y += row_step) scan_row(picture, y, seeds);
  std::stable_sort(seeds.begin(), seeds.end(),
                   [](const Seed& a, const Seed& b) { return a.hits > b.hits; });
  if (seeds.size() > most_refined) seeds.resize(most_refined);

  std::vector<Point2> points;
  for (const Seed& seed : seeds) {
    const Shades shades =
        shades_around(picture, seed.centre, seed.across_px, seed.down_px, seed.inverted);
    const double level = (shades.core + shades.ring) / 2;
    const double module = std::max(seed.across_px, seed.down_px);
    Point2 centre = seed.centre;
    std::optional<Sides> sides;
    // Twice: the first outline tells where the middle really is.
    for (int turn = 0; turn < 2; ++turn) {
      points.clear();
      Point2 moved;
      std::array<std::optional<Crossings>, rays> crossed;
      for (std::size_t i = 0; i < rays; ++i)
        crossed[i] = cross_pattern(picture, centre, directions()[i], module, level, seed.inverted);
      int pairs = 0;
      for (std::size_t i = 0; i < rays / 2; ++i) {
        const auto& here = crossed[i];
        const auto& opposite = crossed[i + rays / 2];
        if (!here || !opposite) continue;
        moved =
            moved + directions()[i] * (here->core + here->ring - opposite->core - opposite->ring);
        pairs += 1;
      }
      // A shift by d moves the two crossings along a ray by its part of d; averaged over all
      // directions that is half of it each.
      if (turn == 0 && pairs > rays / 4) {
        centre = centre + moved * (0.5 / pairs);
        continue;
      }
      for (std::size_t i = 0; i < rays; ++i)
        if (crossed[i]) points.push_back(directions()[i] * module_along(*crossed[i]));
      if (points.size() * 10 >= rays * 6) sides = fit_sides(points);
    }
    if (!sides || sides->error > 0.2) continue;
    const double area = cross(sides->w, sides->v);
    if (std::abs(area) < 1e-6) continue;
    Finder finder;
    finder.centre = centre;
    finder.across = {sides->v.y / area, -sides->v.x / area};
    finder.down = {-sides->w.y / area, sides->w.x / area};
    if (cross(finder.across, finder.down) < 0) finder.down = finder.down * -1;
    finder.inverted = seed.inverted;
    finder.contrast = std::abs(shades.ring - shades.core);
    finder.quality =
        (1 - sides->error) * static_cast<double>(points.size()) / static_cast<double>(rays);
    found.push_back(finder);
    if (found.size() == most) break;
  }
  return found;
}

}  // namespace meetpoint::scan
