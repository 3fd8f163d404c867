#include "kiosk/scan/decode/code_fit.h"

#include <algorithm>

#include "kiosk/scan/base/sampling.h"

namespace meetpoint::scan {
namespace {

constexpr double least_score = 0.3;

// What a plane is compared with.
struct View {
  const GrayView picture;  // of one level
  const int level;
  const bool inverted;
  const QrLayout& layout;
};

// The correlation of one pattern with what is seen of it. A pattern is small, so that light which
// falls off over the code does not spoil it.
double agreement(const View& view, const ModuleMap& map, const std::vector<FixedModule>& pattern) {
  double sum = 0, squares = 0, product = 0, dark = 0;
  for (const FixedModule& module : pattern) {
    const Point2 at = map(module.x + 0.5, module.y + 0.5);
    const double shade = sample(view.picture, Pyramid::to_level(at, view.level));
    sum += shade;
    squares += shade * shade;
    if (module.dark) {
      product += shade;
      dark += 1;
    }
  }
  const double n = static_cast<double>(pattern.size());
  const double spread = squares - sum * sum / n;
  if (spread < n * 4) return 0;  // of one shade, but for noise
  const double light = n - dark;
  const double covariance = (sum - product) * (dark / n) - product * (light / n);
  const double correlation = covariance / std::sqrt(spread * dark * light / n);
  return view.inverted ? -correlation : correlation;
}

double score_of(const View& view, const CodePlane& plane, std::size_t first = 0) {
  const auto map = ModuleMap::make(plane, view.layout.dimension());
  if (!map) return -1;
  double sum = 0;
  double weights = 0;
  const auto& patterns = view.layout.patterns();
  for (std::size_t i = first; i < patterns.size(); ++i) {
    const double weight = i < QrLayout::first_alignment ? 2 : 1;
    sum += weight * agreement(view, *map, patterns[i]);
    weights += weight;
  }
  return sum / weights;
}

double module_px_of(const CodePlane& plane, int dimension) {
  const auto& c = plane.corners;
  const double area = std::abs(cross(c[2] - c[0], c[3] - c[1])) / 2;
  return std::sqrt(area) / dimension;
}

bool believable(const CodePlane& plane, const GrayView& picture) {
  const auto& c = plane.corners;
  for (std::size_t i = 0; i < 4; ++i) {
    if (cross(c[(i + 1) % 4] - c[i], c[(i + 2) % 4] - c[(i + 1) % 4]) <= 0) return false;
    if (c[i].x < -picture.width || c[i].x > 2 * picture.width) return false;
    if (c[i].y < -picture.height || c[i].y > 2 * picture.height) return false;
  }
  return true;
}

// Moves what `parts` names, one coordinate at a time, as long as the score rises; then by less.
double climb(const View& view, CodePlane& plane, double score, std::span<Point2* const> parts,
             std::initializer_list<double> steps_px) {
  constexpr int most_rounds = 6;
  for (const double step : steps_px) {
    bool moved = true;
    for (int round = 0; moved && round < most_rounds; ++round) {
      moved = false;
      for (Point2* part : parts) {
        for (const Point2 by :
             {Point2{step, 0}, Point2{-step, 0}, Point2{0, step}, Point2{0, -step}}) {
          const Point2 before = *part;
          *part = before + by;
          const double now = score_of(view, plane);
          if (now > score + 1e-4) {
            score = now;
            moved = true;
          } else {
            *part = before;
          }
        }
      }
    }
  }
  return score;
}

// The far corner is only guessed from the other three: look around it for the alignment pattern.
void seek_far_corner(const View& view, CodePlane& plane) {
  const auto& patterns = view.layout.patterns();
  if (patterns.size() <= QrLayout::first_alignment) return;
  const Point2 guess = plane.corners[2];
  Point2 best = guess;
  double highest = 0.45;  // below it, it is nothing but chance
  const double reach = view.layout.dimension() * 0.16 + 2;
  const Point2 right = (plane.corners[1] - plane.corners[0]) * (1.0 / view.layout.dimension());
  const Point2 down = (plane.corners[3] - plane.corners[0]) * (1.0 / view.layout.dimension());
  for (double j = -reach; j <= reach; j += 0.8) {
    for (double i = -reach; i <= reach; i += 0.8) {
      plane.corners[2] = guess + right * i + down * j;
      const auto map = ModuleMap::make(plane, view.layout.dimension());
      if (!map) continue;
      const double far = std::hypot(i, j) / reach;
      const double here = agreement(view, *map, patterns.back()) - 0.15 * far;
      if (here > highest) {
        highest = here;
        best = plane.corners[2];
      }
    }
  }
  plane.corners[2] = best;
}

// Where a finder is covered, its side of the code may be nearer or farther, or slant, as the other
// two could not tell.
void seek_covered_side(const View& view, CodePlane& plane, const FinderGroup& group) {
  const double modules = view.layout.dimension();
  const Point2 right = (plane.corners[1] - plane.corners[0]) * (1.0 / modules);
  const Point2 down = (plane.corners[3] - plane.corners[0]) * (1.0 / modules);
  Point2* const moved =
      group.seen[1] ? group.seen[2] ? &plane.corners[0] : &plane.corners[3] : &plane.corners[1];
  const Point2 guess = *moved;
  const Point2 far_guess = plane.corners[2];
  const bool far_moves = group.seen[0];  // else the two seen ones hold the far corner
  const double reach = modules * 0.1 + 1.5;
  const double step = reach / 4;
  double highest = score_of(view, plane);
  Point2 best;
  for (double j = -reach; j <= reach + 1e-9; j += step) {
    for (double i = -reach; i <= reach + 1e-9; i += step) {
      const Point2 by = right * i + down * j;
      *moved = guess + by;
      if (far_moves) plane.corners[2] = far_guess + by;
      const double here = score_of(view, plane);
      if (here <= highest) continue;
      highest = here;
      best = by;
    }
  }
  *moved = guess + best;
  plane.corners[2] = far_moves ? far_guess + best : far_guess;
}

}  // namespace

std::optional<ModuleMap> ModuleMap::make(const CodePlane& plane, int dimension) {
  const auto homography = Homography::from_square(dimension, plane.corners);
  if (!homography) return std::nullopt;
  ModuleMap map;
  map.homography_ = *homography;
  map.plane_ = &plane;
  map.dimension_ = dimension;
  const double d = dimension;
  for (const Point2 corner : {Point2{d, 0}, Point2{d, d}, Point2{0, d}})
    if (homography->depth(corner.x, corner.y) < 0.05) return std::nullopt;
  return map;
}

Point2 ModuleMap::moved_by(double x, double y) const {
  const int cells = plane_->nodes - 1;
  const double u = std::clamp(x / dimension_ * cells, 0.0, cells - 1e-6);
  const double v = std::clamp(y / dimension_ * cells, 0.0, cells - 1e-6);
  const int i = static_cast<int>(u);
  const int j = static_cast<int>(v);
  const double fu = u - i;
  const double fv = v - j;
  const auto node = [&](int a, int b) {
    return plane_->moved[static_cast<std::size_t>(b * plane_->nodes + a)];
  };
  return (node(i, j) * (1 - fu) + node(i + 1, j) * fu) * (1 - fv) +
         (node(i, j + 1) * (1 - fu) + node(i + 1, j + 1) * fu) * fv;
}

int sampling_level(double module_px) {
  int level = 0;
  while (level + 1 < Pyramid::levels && module_px / Pyramid::scale(level) > 5) level += 1;
  return level;
}

const QrLayout& CodeFitter::layout(int dimension) {
  auto& made = layouts_[dimension];
  if (!made) made = std::make_unique<QrLayout>(dimension);
  return *made;
}

std::optional<CodePlane> CodeFitter::first_plane(const FinderGroup& group, int dimension,
                                                 bool perspective) const {
  std::vector<Match> matches;
  const double far = dimension - 7;
  const Point2 offsets[3] = {{0, 0}, {far, 0}, {0, far}};
  for (std::size_t i = 0; i < 3; ++i) {
    if (!group.seen[i]) continue;
    const Finder& finder = group.finders[i];
    matches.push_back({offsets[i] + Point2{3.5, 3.5}, finder.centre, 8});
    for (const Point2 side : {Point2{-1, -1}, Point2{1, -1}, Point2{1, 1}, Point2{-1, 1}}) {
      matches.push_back(
          {offsets[i] + Point2{3.5, 3.5} + side * 3.5,
           finder.centre + finder.across * (3.5 * side.x) + finder.down * (3.5 * side.y), 1});
    }
  }
  const auto homography = perspective ? Homography::fit(matches) : Homography::fit_affine(matches);
  if (!homography) return std::nullopt;
  const double d = dimension;
  CodePlane plane;
  const Point2 corners[4] = {{0, 0}, {d, 0}, {d, d}, {0, d}};
  for (std::size_t i = 0; i < 4; ++i) {
    if (homography->depth(corners[i].x, corners[i].y) <= 0) return std::nullopt;
    plane.corners[i] = (*homography)(corners[i].x, corners[i].y);
  }
  return plane;
}

std::optional<CodeFit> CodeFitter::fit(Pyramid& pyramid, const FinderGroup& group) {
  double module = 0;
  int seen = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    if (!group.seen[i]) continue;
    module += group.finders[i].module_px();
    seen += 1;
  }
  if (seen < 2) return std::nullopt;
  module /= seen;
  const bool inverted = group.seen[0] ? group.finders[0].inverted : group.finders[1].inverted;
  const int level = sampling_level(module);
  const GrayView picture = pyramid.level(level);
  if (picture.empty()) return std::nullopt;

  // The timing patterns tell the dimension, and hardly depend on the far corner.
  const int guess = static_cast<int>(std::lround((group.modules + 7 - 17) / 4)) * 4 + 17;
  const int reach = group.modules > 45 ? 8 : 4;
  CodeFit best;
  best.score = -1;
  double best_timing = 0;
  // Two finders tell the perspective too badly to guess it over the whole code; and where the paper
  // is bent, three tell a wrong one.
  const int ways = seen == 3 ? 2 : 1;
  for (int attempt = 0; attempt < ways * (reach / 2 + 1); ++attempt) {
    const int dimension = guess - reach + attempt / ways * 4;
    if (dimension < QrLayout::smallest || dimension > QrLayout::greatest) continue;
    const auto plane = first_plane(group, dimension, attempt % ways == 1);
    if (!plane || !believable(*plane, pyramid.picture())) continue;
    const auto map = ModuleMap::make(*plane, dimension);
    if (!map) continue;
    const View view{picture, level, inverted, layout(dimension)};
    const auto& patterns = view.layout.patterns();
    const double across = agreement(view, *map, patterns[QrLayout::first_timing]);
    const double down = agreement(view, *map, patterns[QrLayout::first_timing + 1]);
    double finders = 0;
    for (std::size_t i = 0; i < QrLayout::first_timing; ++i)
      finders += agreement(view, *map, patterns[i]);
    const double score =
        (finders + across + down) / 5 - 0.01 * std::abs(dimension - (group.modules + 7)) / 4;
    if (score <= best.score) continue;
    best = {*plane, dimension, inverted, 0, score};
    best_timing = seen == 3 ? (across + down) / 2 : std::max(across, down);
  }
  // Three squares that are no code's have no timing pattern between them; that of a code which is
  // bent may be missed by a module, but then its finders are the clearer.
  if (best.score < (seen == 3 ? 0.35 : 0.3)) return std::nullopt;
  if (best_timing < 0.25 && best.score < 0.55) return std::nullopt;

  const View view{picture, level, inverted, layout(best.dimension)};
  best.module_px = module_px_of(best.plane, best.dimension);
  if (seen == 2) seek_covered_side(view, best.plane, group);
  seek_far_corner(view, best.plane);
  best.score = score_of(view, best.plane);
  Point2* const corners[] = {&best.plane.corners[2], &best.plane.corners[1], &best.plane.corners[3],
                             &best.plane.corners[0]};
  const double m = best.module_px;
  best.score = climb(view, best.plane, best.score, corners, {0.8 * m, 0.4 * m, 0.2 * m});
  best.module_px = module_px_of(best.plane, best.dimension);
  if (best.score < least_score || !believable(best.plane, pyramid.picture())) return std::nullopt;
  return best;
}

}  // namespace meetpoint::scan
