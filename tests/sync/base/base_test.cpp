#include <gtest/gtest.h>

#include <set>

#include "sync/base/clock.h"
#include "sync/base/ids.h"
#include "sync/base/result.h"

namespace meetpoint {
namespace {

Result<int> half(int n) {
  if (n % 2 != 0) return fail(ErrorCode::invalid_input, "An odd number has no half.");
  return n / 2;
}

TEST(Result, HandsOnTheErrorWithItsWords) {
  const auto quarter = [](int n) -> Result<int> {
    auto h = half(n);
    if (!h) return fail(std::move(h));
    return half(*h);
  };
  EXPECT_EQ(quarter(8).value(), 2);
  EXPECT_EQ(quarter(6).error(), (Error{ErrorCode::invalid_input, "An odd number has no half."}));
}

TEST(ErrorCode, EveryCodeHasANameOfItsOwn) {
  std::set<std::string> names;
  for (int code = 0; code <= static_cast<int>(ErrorCode::internal); ++code) {
    names.insert(name_of(static_cast<ErrorCode>(code)));
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(ErrorCode::internal) + 1);
}

TEST(Clock, SettingTheWallLeavesTheMonotonicClockAlone) {
  ManualClock clock(from_ms(5000));
  clock.advance(Duration(10));
  clock.set_wall(from_ms(0));
  EXPECT_EQ(clock.now(), from_ms(0));
  EXPECT_EQ(clock.monotonic_ms(), 10);
}

}  // namespace
}  // namespace meetpoint
