#include "tests/samples/kinds.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "tests/samples/exact_math.h"
#include "tests/samples/ordinary.h"

namespace meetpoint::samples {
namespace {

struct Named {
  Kind kind;
  std::string_view name;
};

constexpr std::array names = {
    Named{Kind::easy, "easy"},
    Named{Kind::far_away, "far"},
    Named{Kind::very_near, "near"},
    Named{Kind::tilted, "tilted"},
    Named{Kind::rolled, "rolled"},
    Named{Kind::motion, "motion"},
    Named{Kind::strong_motion, "strong-motion"},
    Named{Kind::defocus, "defocus"},
    Named{Kind::low_light, "low-light"},
    Named{Kind::under_exposed, "under-exposed"},
    Named{Kind::over_exposed, "over-exposed"},
    Named{Kind::glare, "glare"},
    Named{Kind::shadow, "shadow"},
    Named{Kind::dark_phone, "dark-phone"},
    Named{Kind::light_phone, "light-phone"},
    Named{Kind::creased, "creased"},
    Named{Kind::curved, "curved"},
    Named{Kind::no_quiet_zone, "no-quiet-zone"},
    Named{Kind::covered, "covered"},
    Named{Kind::high_version, "high-version"},
    Named{Kind::low_contrast, "low-contrast"},
    Named{Kind::poor_jpeg, "poor-jpeg"},
    Named{Kind::small_camera, "small-camera"},
    Named{Kind::two_badges, "two-badges"},
    Named{Kind::empty, "empty"},
};

constexpr std::array<Kind, names.size()> kinds = [] {
  std::array<Kind, names.size()> all{};
  for (std::size_t i = 0; i < names.size(); ++i) all[i] = names[i].kind;
  return all;
}();

}  // namespace

std::span<const Kind> all_kinds() { return kinds; }

std::string_view name_of(Kind kind) {
  for (const Named& named : names) {
    if (named.kind == kind) return named.name;
  }
  return {};
}

std::optional<Kind> kind_named(std::string_view name) {
  for (const Named& named : names) {
    if (named.name == name) return named.kind;
  }
  return {};
}

Recipe still_recipe(Kind kind, std::uint64_t seed, int width, int height) {
  Dice dice(seed * 131 + static_cast<std::uint64_t>(kind) * 7919 + 5);
  Recipe recipe = ordinary_recipe(kind, dice, width, height);
  make_hard(kind, recipe, dice);
  return recipe;
}

Recipe moving_recipe(Kind kind, std::uint64_t seed, int width, int height) {
  Dice dice(seed * 137 + static_cast<std::uint64_t>(kind) * 6151 + 11);
  Recipe recipe = ordinary_recipe(kind, dice, width, height);
  make_hard(kind, recipe, dice);
  make_moving(kind, recipe, dice);
  return recipe;
}

}  // namespace meetpoint::samples
