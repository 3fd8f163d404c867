#include "tests/samples/samples.h"

#include <stdexcept>

namespace meetpoint::samples {
namespace {

// Recipes hold only texts that fit into a code, so that this can't fail but by a mistake in them.
Take take_of(const Recipe& recipe) {
  auto take = Take::make(recipe);
  if (!take) throw std::logic_error(take.error().message);
  return std::move(*take);
}

}  // namespace

Sample make_sample(Kind kind, std::uint64_t seed, int width, int height) {
  Sample sample;
  const Recipe recipe = still_recipe(kind, seed, width, height);
  take_of(recipe).render(0, sample.picture, &sample.codes);
  for (const Hold& hold : recipe.holds) sample.texts.push_back(hold.style.text);
  return sample;
}

Sequence::Sequence(Kind kind, std::uint64_t seed, int width, int height)
    : frames_(45 +
              static_cast<int>((seed + static_cast<std::uint64_t>(kind) * 977) * 2654435761u % 46)),
      take_(take_of(moving_recipe(kind, seed, width, height))) {
  for (const Hold& hold : moving_recipe(kind, seed, width, height).holds)
    texts_.push_back(hold.style.text);
}

}  // namespace meetpoint::samples
