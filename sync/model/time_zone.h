// Local time at the venue, as a table: so that a station needs no time-zone database and code that
// asks "which day is it there" stays pure.
//
// The importer writes the table from the IANA database for a year around the event.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "sync/base/instant.h"

namespace meetpoint {

struct OffsetChange {
  Instant from;
  int offset_minutes = 0;  // local = UTC + offset
  bool operator==(const OffsetChange&) const = default;
};

// What a clock on the wall shows.
struct LocalTime {
  int year = 1970;
  unsigned month = 1;  // 1..12
  unsigned day = 1;
  int hour = 0;
  int minute = 0;
  unsigned weekday = 0;  // 0 Sunday .. 6 Saturday
  auto operator<=>(const LocalTime&) const = default;
};

struct TimeZone {
  std::string name;                   // "Europe/Brussels"
  std::vector<OffsetChange> offsets;  // ascending; empty: UTC
  bool operator==(const TimeZone&) const = default;

  // Before the first change its offset holds too.
  int offset_minutes_at(Instant) const;
  LocalTime local(Instant) const;
  // The local time of day as "14:05".
  std::string clock_text(Instant) const;
  bool same_day(Instant, Instant) const;
};

}  // namespace meetpoint
