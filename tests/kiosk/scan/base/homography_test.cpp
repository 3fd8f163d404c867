#include "kiosk/scan/base/homography.h"

#include <gtest/gtest.h>

#include <vector>

namespace meetpoint::scan {
namespace {

constexpr std::array<Point2, 4> slanted = {Point2{100, 80}, {400, 140}, {360, 420}, {60, 300}};

TEST(Homography, TakesTheSquareToItsCorners) {
  const auto h = Homography::from_square(25, slanted);
  ASSERT_TRUE(h);
  const Point2 square[] = {{0, 0}, {25, 0}, {25, 25}, {0, 25}};
  for (std::size_t i = 0; i < 4; ++i) {
    const Point2 at = (*h)(square[i].x, square[i].y);
    EXPECT_NEAR(at.x, slanted[i].x, 1e-9);
    EXPECT_NEAR(at.y, slanted[i].y, 1e-9);
  }
}

TEST(Homography, FitsMatchesFarFromTheOriginAsWell) {
  const auto truth = Homography::from_square(25, slanted);
  std::vector<Match> matches;
  for (const Point2 at : {Point2{1003.5, 3.5}, Point2{1021.5, 3.5}, Point2{1003.5, 21.5},
                          Point2{1018, 18}, Point2{1010, 12}}) {
    matches.push_back({at, (*truth)(at.x - 1000, at.y) + Point2{5000, 0}});
  }
  const auto fitted = Homography::fit(matches);
  ASSERT_TRUE(fitted);
  const Point2 far = (*fitted)(1025, 25);
  EXPECT_NEAR(far.x, slanted[2].x + 5000, 1e-3);
  EXPECT_NEAR(far.y, slanted[2].y, 1e-3);
}

TEST(Homography, SaysWhenThePointsDoNotTellIt) {
  EXPECT_FALSE(Homography::from_square(25, {Point2{0, 0}, {1, 1}, {2, 2}, {3, 3}}));
  std::vector<Match> line;
  for (int i = 0; i < 6; ++i) line.push_back({{double(i), 2.0 * i}, {3.0 * i, double(i)}});
  EXPECT_FALSE(Homography::fit(line));
  EXPECT_FALSE(Homography::fit(std::span(line).first(3)));
}

}  // namespace
}  // namespace meetpoint::scan
