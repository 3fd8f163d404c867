#include "kiosk/scan/decode/module_reader.h"

#include <cmath>

#include "kiosk/scan/base/sampling.h"
#include "kiosk/scan/decode/drawn_code.h"

namespace meetpoint::scan {
namespace {

constexpr int quiet = 4;         // modules
constexpr int drawn_module = 3;  // pixels

struct Judgement {
  int radius;
  float sharpening;
};
// What differs most from what was tried comes first.
constexpr Judgement judgements[] = {{4, 0.25F}, {4, 0.8F}, {2, 0.0F}, {9, 0.5F}};

std::size_t at(int x, int y, int dimension) {
  return static_cast<std::size_t>(y) * static_cast<std::size_t>(dimension) +
         static_cast<std::size_t>(x);
}

// Means of `values` times `weights` over squares; the sums of all that lies above and to the left.
class Sums {
 public:
  Sums(std::span<const float> values, int dimension)
      : side_(dimension + 1), sums_(static_cast<std::size_t>(side_ * side_), 0.0) {
    for (int y = 0; y < dimension; ++y) {
      for (int x = 0; x < dimension; ++x) {
        sums_[index(x + 1, y + 1)] = values[at(x, y, dimension)] + sums_[index(x, y + 1)] +
                                     sums_[index(x + 1, y)] - sums_[index(x, y)];
      }
    }
  }
  double around(int x, int y, int radius) const {
    const int left = std::max(0, x - radius);
    const int top = std::max(0, y - radius);
    const int right = std::min(side_ - 1, x + radius + 1);
    const int bottom = std::min(side_ - 1, y + radius + 1);
    return sums_[index(right, bottom)] - sums_[index(left, bottom)] - sums_[index(right, top)] +
           sums_[index(left, top)];
  }

 private:
  std::size_t index(int x, int y) const { return static_cast<std::size_t>(y * side_ + x); }
  int side_;
  std::vector<double> sums_;
};

}  // namespace

std::vector<float> ModuleReader::sample_modules(Pyramid& pyramid, const CodeFit& fit) {
  std::vector<float> greys;
  const auto map = ModuleMap::make(fit.plane, fit.dimension);
  const int level = sampling_level(fit.module_px);
  const GrayView picture = pyramid.level(level);
  if (!map || picture.empty()) return greys;
  greys.reserve(static_cast<std::size_t>(fit.dimension) * static_cast<std::size_t>(fit.dimension));
  // A wide module has room for several samples, which noise does not spoil all at once.
  const bool wide = fit.module_px / Pyramid::scale(level) > 2.5;
  for (int y = 0; y < fit.dimension; ++y) {
    for (int x = 0; x < fit.dimension; ++x) {
      double grey = 0;
      if (wide) {
        constexpr double off = 0.2;
        for (const Point2 by :
             {Point2{-off, -off}, Point2{off, -off}, Point2{-off, off}, Point2{off, off}}) {
          const Point2 seen = (*map)(x + 0.5 + by.x, y + 0.5 + by.y);
          grey += sample(picture, Pyramid::to_level(seen, level)) / 4;
        }
      } else {
        grey = sample(picture, Pyramid::to_level((*map)(x + 0.5, y + 0.5), level));
      }
      greys.push_back(static_cast<float>(fit.inverted ? 255 - grey : grey));
    }
  }
  return greys;
}

ModuleShades ModuleReader::judge(std::span<const float> greys, int dimension, int radius,
                                 float sharpening) const {
  std::vector<float> sharp(greys.begin(), greys.end());
  if (sharpening > 0) {
    for (int y = 0; y < dimension; ++y) {
      for (int x = 0; x < dimension; ++x) {
        const float here = greys[at(x, y, dimension)];
        const float left = greys[at(std::max(0, x - 1), y, dimension)];
        const float right = greys[at(std::min(dimension - 1, x + 1), y, dimension)];
        const float above = greys[at(x, std::max(0, y - 1), dimension)];
        const float below = greys[at(x, std::min(dimension - 1, y + 1), dimension)];
        sharp[at(x, y, dimension)] =
            here + sharpening * (here - (left + right + above + below) / 4);
      }
    }
  }
  // First cut at the mean around; then halfway between the means of what is light and what is dark,
  // for there need not be as much of one as of the other.
  const Sums all(sharp, dimension);
  const std::vector<float> ones(sharp.size(), 1.F);
  const Sums counts(ones, dimension);
  std::vector<float> light(sharp.size(), 0.F);
  std::vector<float> is_light(sharp.size(), 0.F);
  for (int y = 0; y < dimension; ++y) {
    for (int x = 0; x < dimension; ++x) {
      const std::size_t i = at(x, y, dimension);
      const bool above = sharp[i] > all.around(x, y, radius) / counts.around(x, y, radius);
      is_light[i] = above ? 1.F : 0.F;
      light[i] = above ? sharp[i] : 0.F;
    }
  }
  const Sums lights(light, dimension);
  const Sums light_counts(is_light, dimension);
  ModuleShades shades(sharp.size(), 0.F);
  double spread = 0;
  for (int y = 0; y < dimension; ++y) {
    for (int x = 0; x < dimension; ++x) {
      const std::size_t i = at(x, y, dimension);
      const double count = counts.around(x, y, radius);
      const double sum = all.around(x, y, radius);
      const double n = light_counts.around(x, y, radius);
      double level = sum / count;
      if (n > 0 && n < count) {
        const double bright = lights.around(x, y, radius);
        level = (bright / n + (sum - bright) / (count - n)) / 2;
      }
      shades[i] = static_cast<float>(sharp[i] - level);
      spread += std::abs(shades[i]);
    }
  }
  const float scale =
      static_cast<float>(static_cast<double>(shades.size()) / std::max(spread, 1e-6));
  for (float& shade : shades) shade *= scale;
  return shades;
}

void ModuleReader::draw(std::span<const float> shades, int dimension) {
  const int side = (dimension + 2 * quiet) * drawn_module;
  drawn_.resize(side, side);
  drawn_.fill(255);
  const auto paint = [&](int x, int y, bool dark) {
    for (int j = 0; j < drawn_module; ++j) {
      std::fill_n(drawn_.row((y + quiet) * drawn_module + j) + (x + quiet) * drawn_module,
                  drawn_module, dark ? std::uint8_t{0} : std::uint8_t{255});
    }
  };
  for (int y = 0; y < dimension; ++y)
    for (int x = 0; x < dimension; ++x) paint(x, y, shades[at(x, y, dimension)] < 0);
  const QrLayout layout(dimension);
  for (const auto& pattern : layout.patterns())
    for (const FixedModule& module : pattern) paint(module.x, module.y, module.dark);
}

std::optional<std::string> ModuleReader::decode(std::span<const float> shades, int dimension) {
  if (shades.empty()) return std::nullopt;
  draw(shades, dimension);
  return read_drawn_code(drawn_.view());
}

std::optional<std::string> ModuleReader::read(Pyramid& pyramid, const CodeFit& fit,
                                              ModuleShades* shades) {
  const auto greys = sample_modules(pyramid, fit);
  if (greys.empty()) return std::nullopt;
  bool first = true;
  for (const Judgement& way : judgements) {
    auto judged = judge(greys, fit.dimension, way.radius, way.sharpening);
    auto text = decode(judged, fit.dimension);
    if (first && shades != nullptr) *shades = std::move(judged);
    first = false;
    if (text) return text;
  }
  return std::nullopt;
}

}  // namespace meetpoint::scan
