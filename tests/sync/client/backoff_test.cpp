#include "sync/client/backoff.h"

#include <gtest/gtest.h>

#include <random>

namespace meetpoint::client {
namespace {

using namespace std::chrono_literals;

TEST(Backoff, StaysBelowHalfASecondDoubledPerFailureAndAMinute) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  for (int failures = 1; failures < 200; ++failures) {
    Duration bound = 500ms;
    for (int i = 1; i < failures && bound < 60s; ++i) bound *= 2;
    bound = std::min<Duration>(bound, 60s);
    for (int i = 0; i < 50; ++i) {
      const Duration wait = backoff(failures, unit(random));
      EXPECT_GE(wait, 0ms);
      EXPECT_LE(wait, bound) << failures;
    }
    // Full jitter: the whole range is used, up to its bound.
    EXPECT_EQ(backoff(failures, 0.0), 0ms);
    EXPECT_GE(backoff(failures, 0.999), bound * 99 / 100) << failures;
  }
}

TEST(Backoff, TheFirstWaitIsAtMostHalfASecond) {
  EXPECT_LE(backoff(1, 0.9999), 500ms);
  EXPECT_LE(backoff(2, 0.9999), 1s);
  EXPECT_LE(backoff(0, 0.9999), 500ms);
}

TEST(Backoff, WhatTheHubAsksForWinsUpToTenMinutes) {
  EXPECT_EQ(backoff(Duration(30s), 0.0), 30s);
  EXPECT_LE(backoff(Duration(30s), 0.999), 30s + 500ms);
  EXPECT_EQ(backoff(Duration(24h), 0.0), 10min);
  EXPECT_EQ(backoff(Duration(-5s), 0.0), 0s);
}

TEST(RetryAfter, ReadsSecondsAndDates) {
  const Instant now = from_ms(784111777000);  // Sun, 06 Nov 1994 08:49:37 GMT
  EXPECT_EQ(parse_retry_after("120", now), 2min);
  EXPECT_EQ(parse_retry_after(" 7 ", now), 7s);
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:50:07 GMT", now), 30s);
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:00:00 GMT", now), 0s);
  EXPECT_EQ(parse_retry_after("Mon, 07 Nov 1994 08:00:00 GMT", now), 10min);
  EXPECT_EQ(parse_retry_after("99999999999999999999", now), 10min);
}

TEST(RetryAfter, WhatIsNeitherCountsAsNotSaid) {
  const Instant now = from_ms(784111777000);
  for (const char* text : {"", " ", "soon", "-1", "1.5", "Sun, 06 Nov 1994", "+3",
                           "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT",
                           "Sun, 06 Now 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET"}) {
    EXPECT_FALSE(parse_retry_after(text, now)) << text;
  }
}

TEST(HttpDate, IsReadToTheSecond) {
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), from_ms(784111777000));
  EXPECT_EQ(parse_http_date("Thu, 29 Feb 2024 23:59:59 GMT"), from_ms(1709251199000));
}

}  // namespace
}  // namespace meetpoint::client
