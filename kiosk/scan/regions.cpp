#include "kiosk/scan/regions.h"

#include <cstdlib>
#include <tuple>

#include "kiosk/scan/image_ops.h"

namespace meetpoint::scan {
namespace {

constexpr int block = 8;               // pixels of the halved picture
constexpr int block_full = 2 * block;  // pixels of the picture itself
constexpr float edge_cap = 40;         // one hard edge must not outweigh the even texture of a code
constexpr float edge_floor = 2.5;      // below this it is noise

// A field of one number a block.
struct Field {
  int width = 0;
  int height = 0;
  std::vector<float> values;

  Field(int w, int h)
      : width(w), height(h), values(static_cast<std::size_t>(w) * static_cast<std::size_t>(h)) {}
  float& at(int x, int y) { return values[static_cast<std::size_t>(y * width + x)]; }
  float at(int x, int y) const { return values[static_cast<std::size_t>(y * width + x)]; }
};

// The weaker of the two gradient directions: lines of text and table edges have one, codes both.
Field edge_field(const GrayView& half) {
  Field field(half.width / block, half.height / block);
  for (int by = 0; by < field.height; ++by) {
    for (int bx = 0; bx < field.width; ++bx) {
      int across = 0;
      int down = 0;
      for (int y = by * block; y < (by + 1) * block; ++y) {
        const std::uint8_t* here = half.row(std::min(y, half.height - 2));
        const std::uint8_t* below = half.row(std::min(y, half.height - 2) + 1);
        const int end = std::min((bx + 1) * block, half.width - 1);
        for (int x = bx * block; x < end; ++x) {
          across += std::abs(here[x + 1] - here[x]);
          down += std::abs(below[x] - here[x]);
        }
      }
      field.at(bx, by) = static_cast<float>(std::min(across, down)) / float{block * block};
    }
  }
  return field;
}

Field smoothed(const Field& in, float& highest) {
  Field out(in.width, in.height);
  highest = 0;
  for (int y = 0; y < in.height; ++y) {
    for (int x = 0; x < in.width; ++x) {
      float sum = 0;
      float count = 0;
      for (int j = std::max(0, y - 1); j <= std::min(in.height - 1, y + 1); ++j) {
        for (int i = std::max(0, x - 1); i <= std::min(in.width - 1, x + 1); ++i) {
          sum += std::min(in.at(i, j), edge_cap);
          count += 1;
        }
      }
      out.at(x, y) = sum / count;
      highest = std::max(highest, sum / count);
    }
  }
  return out;
}

struct Candidate {
  Rect area;
  float score = 0;
};

// Blocks above the threshold that touch each other, from (x, y) on.
struct Group {
  int left, top, right, bottom;
  int blocks = 0;
  float sum = 0;
};

Group grow_group(const Field& field, float threshold, int x, int y, std::vector<char>& seen) {
  Group group{x, y, x, y};
  std::vector<Point> open{{x, y}};
  seen[static_cast<std::size_t>(y * field.width + x)] = 1;
  while (!open.empty()) {
    const Point at = open.back();
    open.pop_back();
    group.blocks += 1;
    group.sum += field.at(at.x, at.y);
    group.left = std::min(group.left, at.x);
    group.right = std::max(group.right, at.x);
    group.top = std::min(group.top, at.y);
    group.bottom = std::max(group.bottom, at.y);
    constexpr Point steps[] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
    for (const Point& step : steps) {
      const int nx = at.x + step.x;
      const int ny = at.y + step.y;
      if (nx < 0 || ny < 0 || nx >= field.width || ny >= field.height) continue;
      char& mark = seen[static_cast<std::size_t>(ny * field.width + nx)];
      if (mark || field.at(nx, ny) < threshold) continue;
      mark = 1;
      open.push_back({nx, ny});
    }
  }
  return group;
}

bool same_place(const Rect& a, const Rect& b) {
  const int width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
  const int height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
  if (width <= 0 || height <= 0) return false;
  const int area_a = a.width * a.height;
  const int area_b = b.width * b.height;
  const bool like_sized = area_a < 2 * area_b && area_b < 2 * area_a;
  return like_sized && width * height * 10 > 6 * std::min(area_a, area_b);
}

}  // namespace

std::vector<Rect> propose_regions(const GrayView& picture, std::size_t count) {
  GrayImage half;
  shrink(picture, 2, half);
  if (half.width() < 4 * block || half.height() < 4 * block) return {};
  float highest = 0;
  const Field field = smoothed(edge_field(half.view()), highest);

  std::vector<Candidate> found;
  // Two levels: the higher one parts a code from the texture beside it.
  for (const float level : {0.55F, 0.3F}) {
    const float threshold = std::max(edge_floor, level * highest);
    std::vector<char> seen(field.values.size(), 0);
    for (int y = 0; y < field.height; ++y) {
      for (int x = 0; x < field.width; ++x) {
        if (seen[static_cast<std::size_t>(y * field.width + x)] || field.at(x, y) < threshold)
          continue;
        const Group group = grow_group(field, threshold, x, y, seen);
        const int width = group.right - group.left + 1;
        const int height = group.bottom - group.top + 1;
        const float blocks = static_cast<float>(group.blocks);
        const float fullness = blocks / static_cast<float>(width * height);
        if (width < 2 || height < 2 || width > 3 * height || height > 3 * width) continue;
        if (fullness < 0.35F || width * height * 10 > 3 * field.width * field.height) continue;
        const int room = 2 + std::max(width, height) / 6;
        Candidate candidate;
        candidate.area.x = std::max(0, (group.left - room) * block_full);
        candidate.area.y = std::max(0, (group.top - room) * block_full);
        candidate.area.width =
            std::min(picture.width, (group.right + 1 + room) * block_full) - candidate.area.x;
        candidate.area.height =
            std::min(picture.height, (group.bottom + 1 + room) * block_full) - candidate.area.y;
        candidate.score = group.sum / blocks * std::min(1.F, blocks / 60.F) * fullness;
        const bool known = std::any_of(found.begin(), found.end(), [&](const Candidate& other) {
          return same_place(other.area, candidate.area);
        });
        if (!known) found.push_back(candidate);
      }
    }
  }
  std::sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) {
    return std::tuple(-a.score, a.area.y, a.area.x) < std::tuple(-b.score, b.area.y, b.area.x);
  });
  std::vector<Rect> best;
  for (const Candidate& candidate : found) {
    if (best.size() == count) break;
    best.push_back(candidate.area);
  }
  return best;
}

Rect grown(const Rect& area, double by, const GrayView& picture) {
  const int room = static_cast<int>(std::max(area.width, area.height) * by);
  const int left = std::max(0, area.x - room);
  const int top = std::max(0, area.y - room);
  const int right = std::min(picture.width, area.x + area.width + room);
  const int bottom = std::min(picture.height, area.y + area.height + room);
  return {left, top, std::max(0, right - left), std::max(0, bottom - top)};
}

}  // namespace meetpoint::scan
