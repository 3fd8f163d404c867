#include "kiosk/scan/decode/locator.h"

#include <algorithm>
#include <tuple>

namespace meetpoint::scan {
namespace {

constexpr std::size_t most_finders = 24;  // of each level
constexpr std::size_t most_groups = 8;
constexpr double least_covered_score = 0.4;
constexpr std::size_t most_pairs = 8;

// The same pattern is seen in several sizes of the picture; the clearest one counts.
bool same_pattern(const Finder& a, const Finder& b) {
  return a.inverted == b.inverted && length(a.centre - b.centre) < 1.5 * a.module_px();
}

// Turned by a quarter, it would be another one.
bool same_place(const CodeFit& a, const CodeFit& b) {
  return length(a.plane.corners[0] - b.plane.corners[0]) < 3 * a.module_px &&
         length(a.plane.corners[2] - b.plane.corners[2]) < 5 * a.module_px;
}

}  // namespace

bool lies_in(const std::array<Point, 4>& outline, Point2 at, double margin) {
  double turn = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    turn += cross({double(outline[i].x), double(outline[i].y)},
                  {double(outline[(i + 1) % 4].x), double(outline[(i + 1) % 4].y)});
  }
  for (std::size_t i = 0; i < 4; ++i) {
    const Point2 from{double(outline[i].x), double(outline[i].y)};
    const Point2 side =
        Point2{double(outline[(i + 1) % 4].x), double(outline[(i + 1) % 4].y)} - from;
    const double inside = cross(side, at - from) / std::max(1.0, length(side));
    if ((turn < 0 ? -inside : inside) < -margin) return false;
  }
  return true;
}

void Locator::look_at(const GrayView& picture) {
  pyramid_.reset(picture);
  finders_.clear();
  searched_ = {};
}

void Locator::search(int first, int last) {
  for (int n = first; n <= last; ++n) {
    bool& searched = searched_[static_cast<std::size_t>(n)];
    if (searched) continue;
    searched = true;
    const GrayView level = pyramid_.level(n);
    if (level.empty()) continue;
    for (Finder finder : search_.find(level, most_finders)) {
      finder.centre = Pyramid::to_picture(finder.centre, n);
      finder.across = finder.across * Pyramid::scale(n);
      finder.down = finder.down * Pyramid::scale(n);
      const auto known = std::find_if(finders_.begin(), finders_.end(), [&](const Finder& other) {
        return same_pattern(other, finder);
      });
      if (known == finders_.end()) {
        finders_.push_back(finder);
      } else if (finder.quality > known->quality) {
        *known = finder;
      }
    }
  }
}

std::vector<CodeFit> Locator::fit_all(std::span<const FinderGroup> groups, std::size_t most,
                                      std::span<const std::array<Point, 4>> known) {
  std::vector<CodeFit> fits;
  for (const FinderGroup& group : groups) {
    if (fits.size() == most) break;
    const bool of_known = std::any_of(known.begin(), known.end(), [&](const auto& outline) {
      for (std::size_t i = 0; i < 3; ++i)
        if (group.seen[i] && lies_in(outline, group.finders[i].centre)) return true;
      return false;
    });
    if (of_known) continue;
    const auto fit = fitter_.fit(pyramid_, group);
    if (!fit) continue;
    const bool twice = std::any_of(fits.begin(), fits.end(),
                                   [&](const CodeFit& other) { return same_place(*fit, other); });
    if (!twice) fits.push_back(*fit);
  }
  const auto key = [](const CodeFit& fit) {
    const auto& c = fit.plane.corners;
    return std::tuple(-fit.score, c[0].y, c[0].x, c[1].y, c[1].x);
  };
  std::sort(fits.begin(), fits.end(),
            [&](const CodeFit& a, const CodeFit& b) { return key(a) < key(b); });
  return fits;
}

std::vector<CodeFit> Locator::codes(std::size_t most, std::span<const std::array<Point, 4>> known) {
  return fit_all(group_finders(finders_, most_groups), most, known);
}

std::vector<CodeFit> Locator::covered_codes(std::size_t most,
                                            std::span<const std::array<Point, 4>> known) {
  // Of the ways in which a pair may lie in its code only one is right: all are fitted, and those
  // that agree best are it.
  auto fits = fit_all(complete_pairs(finders_, most_pairs), most_pairs, known);
  std::erase_if(fits, [](const CodeFit& fit) { return fit.score < least_covered_score; });
  if (fits.size() > most) fits.resize(most);
  return fits;
}

}  // namespace meetpoint::scan
