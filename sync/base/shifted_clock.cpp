#include "sync/base/shifted_clock.h"

#include <cstdio>
#include <string>

namespace meetpoint {

Result<Instant> parse_utc(std::string_view text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  unsigned hour = 0;
  unsigned minute = 0;
  unsigned second = 0;
  int end = 0;
  const std::string copy(text);
  const int read = std::sscanf(copy.c_str(), "%4d-%2u-%2uT%2u:%2u:%2uZ%n", &year, &month, &day,
                               &hour, &minute, &second, &end);
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                         std::chrono::day{day}};
  if (read != 6 || static_cast<std::size_t>(end) != text.size() || !date.ok() || hour > 23 ||
      minute > 59 || second > 59) {
    return fail(ErrorCode::invalid_input,
                "'" + copy + "' is not a time. Write it in UTC, like 2027-03-18T09:05:00Z.");
  }
  return Instant{std::chrono::sys_days{date} + std::chrono::hours{hour} +
                 std::chrono::minutes{minute} + std::chrono::seconds{second}};
}

}  // namespace meetpoint
