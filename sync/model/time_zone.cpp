#include "sync/model/time_zone.h"

#include <fmt/format.h>

#include <algorithm>

namespace meetpoint {

int TimeZone::offset_minutes_at(Instant t) const {
  if (offsets.empty()) return 0;
  auto after = std::upper_bound(offsets.begin(), offsets.end(), t,
                                [](Instant at, const OffsetChange& c) { return at < c.from; });
  return after == offsets.begin() ? offsets.front().offset_minutes
                                  : std::prev(after)->offset_minutes;
}

LocalTime TimeZone::local(Instant t) const {
  using namespace std::chrono;
  const auto shifted = t + minutes{offset_minutes_at(t)};
  const auto day = floor<days>(shifted);
  const year_month_day date{day};
  const hh_mm_ss time{floor<minutes>(shifted - day)};
  return {.year = int{date.year()},
          .month = unsigned{date.month()},
          .day = unsigned{date.day()},
          .hour = static_cast<int>(time.hours().count()),
          .minute = static_cast<int>(time.minutes().count()),
          .weekday = weekday{day}.c_encoding()};
}

std::string TimeZone::clock_text(Instant t) const {
  const LocalTime at = local(t);
  return fmt::format("{:02}:{:02}", at.hour, at.minute);
}

bool TimeZone::same_day(Instant a, Instant b) const {
  const LocalTime x = local(a);
  const LocalTime y = local(b);
  return x.year == y.year && x.month == y.month && x.day == y.day;
}

}  // namespace meetpoint
