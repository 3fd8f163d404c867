#include "kiosk/scan/decode/finder_groups.h"

#include <algorithm>
#include <optional>
#include <tuple>

namespace meetpoint::scan {
namespace {

constexpr double least_modules = 10;  // 14 in the smallest code
constexpr double most_modules = 190;  // 170 in the greatest
constexpr double greatest_slope = 0.35;

// Quarter turns of a finder's frame: which of its sides points along the code's top.
Finder turned(const Finder& finder, int quarters) {
  Finder result = finder;
  for (int i = 0; i < quarters % 4; ++i) {
    const Point2 across = result.across;
    result.across = result.down;
    result.down = across * -1;
  }
  return result;
}

// `d` in modules along the finder's two sides.
Point2 in_modules(const Finder& finder, Point2 d) {
  const double area = cross(finder.across, finder.down);
  return {cross(d, finder.down) / area, cross(finder.across, d) / area};
}

// How one finder lies towards another: straight along one of its sides, or across its corner.
struct Direction {
  int quarters = 0;    // turned by as many, its `across` points there (straight) or
                       // its `across` and `down` both do (diagonal)
  double modules = 0;  // along a side
  double slope = 0;    // 0: exactly so
};

std::optional<Direction> straight(const Finder& from, Point2 to) {
  const Point2 m = in_modules(from, to - from.centre);
  const bool along_across = std::abs(m.x) > std::abs(m.y);
  const double main = along_across ? m.x : m.y;
  const double side = along_across ? m.y : m.x;
  const double modules = std::abs(main);
  if (modules < least_modules || modules > most_modules) return std::nullopt;
  const double slope = std::abs(side) / modules;
  if (slope > greatest_slope) return std::nullopt;
  const int quarters = along_across ? (main > 0 ? 0 : 2) : (main > 0 ? 1 : 3);
  return Direction{quarters, modules, slope};
}

std::optional<Direction> diagonal(const Finder& from, Point2 to) {
  const Point2 m = in_modules(from, to - from.centre);
  const double longer = std::max(std::abs(m.x), std::abs(m.y));
  const double shorter = std::min(std::abs(m.x), std::abs(m.y));
  if (shorter < least_modules || longer > most_modules || shorter < 0.5 * longer)
    return std::nullopt;
  const int quarters = m.x > 0 ? (m.y > 0 ? 0 : 3) : (m.y > 0 ? 1 : 2);
  return Direction{quarters, (longer + shorter) / 2, 1 - shorter / longer};
}

bool like_sized(const Finder& a, const Finder& b) {
  const double ratio = a.module_px() / b.module_px();
  const double contrast = (a.contrast + 8) / (b.contrast + 8);
  return a.inverted == b.inverted && ratio > 0.4 && ratio < 2.5 && contrast > 0.25 && contrast < 4;
}

double difference(double a, double b) { return std::abs(std::log(a / b)); }

struct Link {
  std::size_t other = 0;
  Direction there;  // in this finder's frame
  Direction back;   // in the other's
  double modules = 0;
  double doubt = 0;
};

std::vector<Link> links_of(std::span<const Finder> finders, std::size_t of) {
  std::vector<Link> links;
  for (std::size_t other = 0; other < finders.size(); ++other) {
    if (other == of || !like_sized(finders[of], finders[other])) continue;
    const auto there = straight(finders[of], finders[other].centre);
    if (!there) continue;
    const auto back = straight(finders[other], finders[of].centre);
    if (!back) continue;
    const double apart = difference(there->modules, back->modules);
    if (apart > 0.9) continue;
    links.push_back({other, *there, *back, std::sqrt(there->modules * back->modules),
                     apart + 2 * (there->slope + back->slope)});
  }
  return links;
}

void keep_best(std::vector<FinderGroup>& groups, std::size_t most) {
  // By what is seen of them where they are as likely, so that the order is the same everywhere.
  const auto key = [](const FinderGroup& group) {
    const auto& f = group.finders;
    return std::tuple(group.doubt, f[0].centre.y, f[0].centre.x, f[1].centre.y, f[1].centre.x,
                      f[2].centre.y, f[2].centre.x);
  };
  std::sort(groups.begin(), groups.end(),
            [&](const FinderGroup& a, const FinderGroup& b) { return key(a) < key(b); });
  if (groups.size() > most) groups.resize(most);
}

}  // namespace

std::vector<FinderGroup> group_finders(std::span<const Finder> finders, std::size_t most) {
  std::vector<FinderGroup> groups;
  for (std::size_t corner = 0; corner < finders.size(); ++corner) {
    const auto links = links_of(finders, corner);
    for (const Link& right : links) {
      for (const Link& below : links) {
        // Clockwise from the top to the left side, as seen from the corner.
        if ((right.there.quarters + 1) % 4 != below.there.quarters) continue;
        const double uneven = difference(right.modules, below.modules);
        if (uneven > 0.5) continue;
        const Finder& top_right = finders[right.other];
        const Finder& bottom_left = finders[below.other];
        if (!like_sized(top_right, bottom_left)) continue;
        FinderGroup group;
        // Seen from the others, the corner is to their left and above them.
        group.finders = {turned(finders[corner], right.there.quarters),
                         turned(top_right, right.back.quarters + 2),
                         turned(bottom_left, below.back.quarters + 1)};
        group.seen = {true, true, true};
        group.modules = std::sqrt(right.modules * below.modules);
        group.doubt = right.doubt + below.doubt + 2 * uneven +
                      (3 - finders[corner].quality - top_right.quality - bottom_left.quality);
        groups.push_back(group);
      }
    }
  }
  keep_best(groups, most);
  return groups;
}

std::vector<FinderGroup> complete_pairs(std::span<const Finder> finders, std::size_t most) {
  std::vector<FinderGroup> groups;
  const auto add = [&](const Finder* top_left, const Finder* top_right, const Finder* bottom_left,
                       double modules, double doubt) {
    FinderGroup group;
    const Finder* all[3] = {top_left, top_right, bottom_left};
    for (std::size_t i = 0; i < 3; ++i) {
      group.seen[i] = all[i] != nullptr;
      if (all[i] == nullptr) continue;
      group.finders[i] = *all[i];
      group.doubt += 1 - all[i]->quality;
    }
    group.modules = modules;
    group.doubt += doubt;
    groups.push_back(group);
  };
  for (std::size_t i = 0; i < finders.size(); ++i) {
    for (const Link& link : links_of(finders, i)) {
      const Finder& other = finders[link.other];
      // The code lies clockwise of the line from top left to top right …
      const Finder left = turned(finders[i], link.there.quarters);
      const Finder right = turned(other, link.back.quarters + 2);
      add(&left, &right, nullptr, link.modules, link.doubt);
      // … or of the line from bottom left to top left.
      const Finder bottom = turned(finders[i], link.there.quarters + 1);
      const Finder top = turned(other, link.back.quarters + 3);
      add(&top, nullptr, &bottom, link.modules, link.doubt);
    }
    for (std::size_t j = i + 1; j < finders.size(); ++j) {
      if (!like_sized(finders[i], finders[j])) continue;
      const auto there = diagonal(finders[i], finders[j].centre);
      const auto back = diagonal(finders[j], finders[i].centre);
      if (!there || !back || difference(there->modules, back->modules) > 0.7) continue;
      const double modules = std::sqrt(there->modules * back->modules);
      const double doubt = there->slope + back->slope + difference(there->modules, back->modules);
      // From bottom left to top right: to the right and up. `diagonal` is to the right and down.
      const Finder bottom = turned(finders[i], there->quarters + 1);
      const Finder top = turned(finders[j], back->quarters + 3);
      add(nullptr, &top, &bottom, modules, doubt);
      const Finder other_bottom = turned(finders[j], back->quarters + 1);
      const Finder other_top = turned(finders[i], there->quarters + 3);
      add(nullptr, &other_top, &other_bottom, modules, doubt);
    }
  }
  keep_best(groups, most);
  return groups;
}

}  // namespace meetpoint::scan
