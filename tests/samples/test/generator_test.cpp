#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "kiosk/scan/decode/decoder.h"
#include "tests/samples/samples.h"

namespace meetpoint::samples {
namespace {

constexpr int width = 640;
constexpr int height = 480;

std::uint64_t checksum(const scan::GrayImage& picture) {
  std::uint64_t sum = 1469598103934665603u;
  for (int y = 0; y < picture.height(); ++y) {
    for (int x = 0; x < picture.width(); ++x) sum = (sum ^ picture.row(y)[x]) * 1099511628211u;
  }
  return sum;
}

double distance(scan::Point a, scan::Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

scan::Point middle(const std::array<scan::Point, 4>& corners) {
  return {(corners[0].x + corners[1].x + corners[2].x + corners[3].x) / 4,
          (corners[0].y + corners[1].y + corners[2].y + corners[3].y) / 4};
}

double mean(const scan::GrayImage& picture) {
  double sum = 0;
  for (int y = 0; y < picture.height(); ++y) {
    for (int x = 0; x < picture.width(); ++x) sum += picture.row(y)[x];
  }
  return sum / static_cast<double>(picture.view().pixels());
}

// Without the one thing that is not this folder's own: the JPEG library.
scan::GrayImage film_frame(Recipe recipe, int frame) {
  recipe.sensor.jpeg_quality = 0;
  auto take = Take::make(recipe);
  EXPECT_TRUE(take);
  scan::GrayImage picture;
  if (take) take->render(frame, picture);
  return picture;
}

TEST(Kinds, HaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const Kind kind : all_kinds()) {
    EXPECT_EQ(kind_named(name_of(kind)), kind);
    names.insert(name_of(kind));
  }
  EXPECT_EQ(names.size(), all_kinds().size());
  EXPECT_EQ(kind_named("blurred-by-rain"), std::nullopt);
}

TEST(Samples, AreTheSameForTheSameSeed) {
  for (const Kind kind : {Kind::strong_motion, Kind::glare, Kind::two_badges, Kind::empty}) {
    const Sample first = make_sample(kind, 7, width, height);
    const Sample again = make_sample(kind, 7, width, height);
    EXPECT_EQ(first.picture, again.picture) << name_of(kind);
    EXPECT_EQ(first.codes, again.codes);
    EXPECT_FALSE(first.picture == make_sample(kind, 8, width, height).picture) << name_of(kind);
  }
}

// The same on every machine and with every compiler. When the model is changed on purpose, take
// over what the test says; the fixed pictures stay as they are.
TEST(Samples, AreTheSameOnEveryMachine) {
  EXPECT_EQ(checksum(film_frame(still_recipe(Kind::empty, 3, width, height), 0)),
            9674488211288739567u);
  EXPECT_EQ(checksum(film_frame(still_recipe(Kind::creased, 3, width, height), 0)),
            12147018681884483923u);
  EXPECT_EQ(checksum(film_frame(still_recipe(Kind::glare, 4, width, height), 0)),
            6203711331570250074u);
  EXPECT_EQ(checksum(film_frame(moving_recipe(Kind::motion, 3, width, height), 21)),
            15664734514922802462u);
}

TEST(Samples, HoldWhatTheyClaim) {
  for (const Kind kind : all_kinds()) {
    const Sample sample = make_sample(kind, 11, width, height);
    const std::size_t wanted = kind == Kind::empty ? 0 : (kind == Kind::two_badges ? 2 : 1);
    EXPECT_EQ(sample.texts.size(), wanted) << name_of(kind);
    EXPECT_LE(sample.codes.size(), wanted) << name_of(kind);
    EXPECT_EQ(sample.picture.width(), width);
    EXPECT_EQ(sample.picture.height(), height);
    for (const scan::Decoded& code : sample.codes)
      EXPECT_THAT(sample.texts, testing::Contains(code.text));
  }
}

TEST(Samples, OfEasyBadgesAreReadWhereTheyAreSaidToBe) {
  scan::Decoder decoder;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const Sample sample = make_sample(Kind::easy, seed, 1280, 720);
    ASSERT_EQ(sample.codes.size(), 1u);
    const auto read = decoder.decode(sample.picture.view());
    ASSERT_EQ(read.size(), 1u) << "seed " << seed;
    EXPECT_EQ(read[0].text, sample.codes[0].text);
    const auto& known = sample.codes[0].corners;
    const double side = distance(known[0], known[1]);
    EXPECT_LT(distance(middle(read[0].corners), middle(known)), 0.04 * side) << "seed " << seed;
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_LT(distance(read[0].corners[i], known[i]), 0.1 * side)
          << "corner " << i << ", seed " << seed;
    }
  }
}

TEST(Samples, OfEmptyPlacesHoldNothingToRead) {
  scan::Decoder decoder;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const Sample sample = make_sample(Kind::empty, seed, width, height);
    EXPECT_THAT(sample.codes, testing::IsEmpty());
    EXPECT_THAT(decoder.decode(sample.picture.view()), testing::IsEmpty()) << "seed " << seed;
  }
}

TEST(Samples, AreHardInTheWayThatTheirKindSays) {
  double far = 0, near = 0, dark = 0, plain = 0, light = 0;
  constexpr int count = 4;
  for (std::uint64_t seed = 1; seed <= count; ++seed) {
    const auto side = [&](Kind kind) {
      const auto codes = make_sample(kind, seed, width, height).codes;
      return codes.empty() ? 0.6 * height : distance(codes[0].corners[0], codes[0].corners[1]);
    };
    far += side(Kind::far_away) / count;
    near += side(Kind::very_near) / count;
    dark += mean(make_sample(Kind::under_exposed, seed, width, height).picture) / count;
    plain += mean(make_sample(Kind::easy, seed, width, height).picture) / count;
    light += mean(make_sample(Kind::over_exposed, seed, width, height).picture) / count;
  }
  EXPECT_LT(far, 80);
  EXPECT_GT(far, 40);
  EXPECT_GT(near, 0.4 * height);
  EXPECT_LT(dark, 0.6 * plain);
  EXPECT_GT(light, 1.2 * plain);
}

TEST(Films, BringABadgeIntoViewAndHoldIt) {
  Sequence film(Kind::easy, 2, width, height);
  ASSERT_GE(film.frames(), 45);
  ASSERT_EQ(film.texts().size(), 1u);
  scan::GrayImage picture;
  std::vector<scan::Decoded> first, last;
  film.render(0, picture, &first);
  film.render(film.frames() - 1, picture, &last);
  EXPECT_THAT(first, testing::IsEmpty());
  ASSERT_EQ(last.size(), 1u);
  const auto read = scan::Decoder().decode(picture.view());
  ASSERT_EQ(read.size(), 1u);
  EXPECT_EQ(read[0].text, film.texts()[0]);
}

TEST(Films, GiveTheSameFrameInAnyOrder) {
  Sequence film(Kind::motion, 5, width, height);
  scan::GrayImage before, after;
  film.render(30, before);
  film.render(12, after);
  film.render(30, after);
  EXPECT_EQ(before, after);
  film.render(31, after);
  EXPECT_FALSE(before == after);
}

TEST(Films, SmearWhatMovesDuringTheExposure) {
  // One badge at rest and in a hasty hand; the same in all else.
  Recipe still = still_recipe(Kind::easy, 4, width, height);
  still.sensor.jpeg_quality = 0;
  Recipe hasty = still;
  hasty.shutter.exposure = 0.02;
  hasty.holds[0].motion.velocity = {500, 0, 0};
  const auto contrast = [&](const Recipe& recipe) {
    auto take = Take::make(recipe);
    scan::GrayImage picture;
    std::vector<scan::Decoded> codes;
    take->render(0, picture, &codes);
    const scan::Point at = middle(codes.at(0).corners);
    double sum = 0;  // of steps from pixel to pixel across the code
    for (int y = at.y - 20; y < at.y + 20; ++y) {
      for (int x = at.x - 20; x < at.x + 20; ++x)
        sum += std::abs(picture.row(y)[x + 1] - picture.row(y)[x]);
    }
    return sum;
  };
  EXPECT_LT(contrast(hasty), 0.6 * contrast(still));
}

}  // namespace
}  // namespace meetpoint::samples
