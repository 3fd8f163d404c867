// Bends the plane of a code. A module that is sampled in its middle is as dark or as light as can
// be, one that is sampled at its edge is grey: so the nodes are moved until the modules differ most
// from the grey around them, while neighbouring nodes are moved alike.
#include <algorithm>

#include "kiosk/scan/base/sampling.h"
#include "kiosk/scan/decode/code_fit.h"

namespace meetpoint::scan {
namespace {

constexpr double clear_enough = 1.6;  // mean contrasts; what is clearer does not count more
constexpr double fixed_weight = 2;    // of a module whose shade is known
constexpr double stiffness = 6;       // of the paper, against modules, per module of difference²
constexpr int around = 4;             // modules

class Bender {
 public:
  Bender(const GrayView& picture, int level, const CodeFit& fit, const QrLayout& layout)
      : picture_(picture),
        level_(level),
        plane_(fit.plane),
        dimension_(fit.dimension),
        sign_(fit.inverted ? -1 : 1),
        expected_(static_cast<std::size_t>(dimension_ * dimension_), 0) {
    for (const auto& pattern : layout.patterns()) {
      for (const FixedModule& module : pattern)
        expected_[index(module.x, module.y)] = module.dark ? -1 : 1;
    }
    right_ = (plane_.corners[1] - plane_.corners[0] + plane_.corners[2] - plane_.corners[3]) *
             (0.5 / dimension_);
    down_ = (plane_.corners[3] - plane_.corners[0] + plane_.corners[2] - plane_.corners[1]) *
            (0.5 / dimension_);
  }

  CodePlane bend() {
    for (int nodes = 3; nodes <= std::max(3, dimension_ / 5) && nodes <= 9; nodes = 2 * nodes - 1) {
      refine_to(nodes);
      const auto map = ModuleMap::make(plane_, dimension_);
      if (!map) return plane_;
      judge_around(*map);
      for (const double step : {0.6, 0.3, 0.15}) {
        for (int round = 0; round < 3; ++round)
          if (!move_nodes(step)) break;
      }
    }
    return plane_;
  }

 private:
  std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(dimension_) +
           static_cast<std::size_t>(x);
  }

  // More nodes that say the same.
  void refine_to(int nodes) {
    CodePlane finer = plane_;
    finer.nodes = nodes;
    finer.moved.assign(static_cast<std::size_t>(nodes * nodes), {});
    if (plane_.nodes > 0) {
      const auto from = [&](int i, int j) {
        return plane_.moved[static_cast<std::size_t>(j * plane_.nodes + i)];
      };
      for (int j = 0; j < nodes; ++j) {
        for (int i = 0; i < nodes; ++i) {
          finer.moved[static_cast<std::size_t>(j * nodes + i)] =
              (from(i / 2, j / 2) + from((i + 1) / 2, j / 2) + from(i / 2, (j + 1) / 2) +
               from((i + 1) / 2, (j + 1) / 2)) *
              0.25;
        }
      }
    }
    plane_ = std::move(finer);
  }

  double shade(const ModuleMap& map, int x, int y) const {
    return sign_ * sample(picture_, Pyramid::to_level(map(x + 0.5, y + 0.5), level_));
  }

  // The grey halfway between light and dark around each module, and how far apart those are.
  void judge_around(const ModuleMap& map) {
    const auto size = static_cast<std::size_t>(dimension_ * dimension_);
    std::vector<double> shades(size);
    for (int y = 0; y < dimension_; ++y)
      for (int x = 0; x < dimension_; ++x) shades[index(x, y)] = shade(map, x, y);
    middle_.assign(size, 0);
    double spread = 0;
    for (int y = 0; y < dimension_; ++y) {
      for (int x = 0; x < dimension_; ++x) {
        double sum = 0;
        int count = 0;
        for (int j = std::max(0, y - around); j <= std::min(dimension_ - 1, y + around); j += 2) {
          for (int i = std::max(0, x - around); i <= std::min(dimension_ - 1, x + around); i += 2) {
            sum += shades[index(i, j)];
            count += 1;
          }
        }
        middle_[index(x, y)] = sum / count;
        spread += std::abs(shades[index(x, y)] - sum / count);
      }
    }
    contrast_ = std::max(1.0, spread / static_cast<double>(size));
  }

  // How well the modules that a node moves are told apart, and how alike its neighbours are moved.
  double worth(const ModuleMap& map, int i, int j) const {
    const double cell = static_cast<double>(dimension_) / (plane_.nodes - 1);
    const auto range = [&](int node) {
      return std::pair(std::max(0, static_cast<int>((node - 1) * cell)),
                       std::min(dimension_ - 1, static_cast<int>((node + 1) * cell)));
    };
    const auto [left, right] = range(i);
    const auto [top, bottom] = range(j);
    double sum = 0;
    for (int y = top; y <= bottom; ++y) {
      for (int x = left; x <= right; ++x) {
        const double d = (shade(map, x, y) - middle_[index(x, y)]) / contrast_;
        const int expected = expected_[index(x, y)];
        if (expected == 0) {
          sum += std::min(std::abs(d), clear_enough);
        } else {
          sum += fixed_weight * std::clamp(expected * d, -clear_enough, clear_enough);
        }
      }
    }
    const auto node = [&](int a, int b) {
      return plane_.moved[static_cast<std::size_t>(b * plane_.nodes + a)];
    };
    const double module = std::max(length(right_), length(down_));
    constexpr int steps[4][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
    for (const auto& step : steps) {
      const int a = i + step[0];
      const int b = j + step[1];
      if (a < 0 || b < 0 || a >= plane_.nodes || b >= plane_.nodes) continue;
      const double apart = length(node(i, j) - node(a, b)) / module;
      sum -= stiffness * apart * apart;
    }
    return sum;
  }

  bool move_nodes(double step) {
    bool any = false;
    for (int j = 0; j < plane_.nodes; ++j) {
      for (int i = 0; i < plane_.nodes; ++i) {
        Point2& node = plane_.moved[static_cast<std::size_t>(j * plane_.nodes + i)];
        const auto map = ModuleMap::make(plane_, dimension_);
        double best = worth(*map, i, j);
        for (const Point2& by : {right_ * step, right_ * -step, down_ * step, down_ * -step}) {
          const Point2 before = node;
          node = before + by;
          const double now = worth(*map, i, j);
          if (now > best + 1e-6) {
            best = now;
            any = true;
          } else {
            node = before;
          }
        }
      }
    }
    return any;
  }

  const GrayView picture_;
  const int level_;
  CodePlane plane_;
  const int dimension_;
  const double sign_;
  std::vector<int> expected_;  // -1 dark, 1 light, 0 unknown
  std::vector<double> middle_;
  double contrast_ = 1;
  Point2 right_, down_;  // one module, on average
};

}  // namespace

CodeFit CodeFitter::bend(Pyramid& pyramid, const CodeFit& fit) {
  const int level = sampling_level(fit.module_px);
  CodeFit bent = fit;
  bent.plane = Bender(pyramid.level(level), level, fit, layout(fit.dimension)).bend();
  return bent;
}

}  // namespace meetpoint::scan
