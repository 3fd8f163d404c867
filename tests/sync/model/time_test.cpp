#include <gtest/gtest.h>

#include "sync/model/badge.h"
#include "sync/model/hlc.h"
#include "sync/model/time_zone.h"

namespace meetpoint {
namespace {

// 28 March 2027, 01:00 UTC: Brussels goes from 02:00 to 03:00.
const Instant change = from_ms(1'806'195'600'000);
const TimeZone brussels{"Europe/Brussels", {{from_ms(0), 60}, {change, 120}}};

TEST(TimeZone, ShowsWhatTheClockOnTheWallShowsAcrossTheChange) {
  using namespace std::chrono_literals;
  EXPECT_EQ(brussels.clock_text(change - 1min), "01:59");
  EXPECT_EQ(brussels.clock_text(change), "03:00");
  EXPECT_EQ(brussels.local(change).day, 28u);
  EXPECT_EQ(brussels.local(change).weekday, 0u);
}

TEST(TimeZone, MidnightIsTheVenues) {
  using namespace std::chrono_literals;
  const Instant midnight = change - 2h;  // 00:00 in Brussels, 23:00 UTC the day before
  EXPECT_TRUE(brussels.same_day(midnight, change));
  EXPECT_FALSE(brussels.same_day(midnight - 1min, midnight));
}

TEST(TimeZone, WithoutATableIsUtc) { EXPECT_EQ(TimeZone{}.clock_text(change), "01:00"); }

TEST(Hlc, NeverGoesBackWhenTheWallClockDoes) {
  const Hlc first = tick({}, from_ms(10'000));
  const Hlc second = tick(first, from_ms(4'000));
  EXPECT_GT(second, first);
  EXPECT_EQ(second.instant(), from_ms(10'000));
}

TEST(Hlc, AFactFromFarInTheFutureDoesNotMoveTheClock) {
  const Hlc mine = Hlc::of(from_ms(10'000), 0);
  EXPECT_EQ(merge(mine, Hlc::of(from_ms(10'000'000), 0), from_ms(10'000)), mine);
  const Hlc near = Hlc::of(from_ms(40'000), 0);
  EXPECT_EQ(merge(mine, near, from_ms(10'000)), near);
}

TEST(Hlc, CarriesWhenTheCounterIsFull) {
  const Hlc full = Hlc::of(from_ms(10'000), 0xffff);
  EXPECT_GT(tick(full, from_ms(10'000)), full);
}

TEST(Badge, TakesOffWhatAReaderAddsAndRefusesWhatNoBadgeHas) {
  EXPECT_EQ(parse_badge(" MP1ABC\r\n").value(), "MP1ABC");
  EXPECT_FALSE(parse_badge(" \t"));
  EXPECT_FALSE(
      parse_badge("A\x01"
                  "B"));
  EXPECT_FALSE(parse_badge(std::string(600, 'A')));
}

TEST(Badge, ACodeHoldsAllOfItsBits) {
  unsigned char zero[16] = {};
  unsigned char ones[16];
  std::fill(std::begin(ones), std::end(ones), static_cast<unsigned char>(0xff));
  EXPECT_EQ(badge_code(zero), "MP100000000000000000000000000");
  EXPECT_EQ(badge_code(ones), "MP1ZZZZZZZZZZZZZZZZZZZZZZZZZW");
}

}  // namespace
}  // namespace meetpoint
