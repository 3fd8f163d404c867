#include "sync/client/backoff.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace meetpoint::client {

namespace {

Duration part_of(Duration whole, double random) {
  return Duration(static_cast<Duration::rep>(static_cast<double>(whole.count()) *
                                             std::clamp(random, 0.0, 1.0)));
}

// A number that fills all of `text`.
std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

}  // namespace

Duration backoff(int failures, double random) {
  // 2^7 half seconds are over a minute already; more would only overflow.
  const int doublings = std::clamp(failures - 1, 0, 7);
  return part_of(std::min(backoff_most, backoff_first * (1 << doublings)), random);
}

Duration backoff(Duration retry_after, double random) {
  return std::clamp(retry_after, Duration::zero(), retry_after_most) +
         part_of(backoff_first, random);
}

std::optional<Duration> parse_retry_after(std::string_view value, Instant from) {
  value = trimmed(value);
  if (value.empty()) return std::nullopt;
  if (value.find_first_not_of("0123456789") == std::string_view::npos) {
    const auto seconds = number(value);
    // A number too long for an int is a wait beyond any bound.
    if (!seconds) return retry_after_most;
    return std::min<Duration>(std::chrono::seconds(*seconds), retry_after_most);
  }
  const auto date = parse_http_date(value);
  if (!date) return std::nullopt;
  return std::clamp(*date - from, Duration::zero(), retry_after_most);
}

std::optional<Instant> parse_http_date(std::string_view text) {
  using namespace std::chrono;
  text = trimmed(text);
  static constexpr std::array<std::string_view, 12> months = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  //             0123456789012345678901234567890
  // The form is Sun, 06 Nov 1994 08:49:37 GMT
  if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT" ||
      text[7] != ' ' || text[11] != ' ' || text[16] != ' ' || text[19] != ':' || text[22] != ':') {
    return std::nullopt;
  }
  const auto month_at = std::find(months.begin(), months.end(), text.substr(8, 3));
  const auto d = number(text.substr(5, 2));
  const auto y = number(text.substr(12, 4));
  const auto h = number(text.substr(17, 2));
  const auto m = number(text.substr(20, 2));
  const auto s = number(text.substr(23, 2));
  if (month_at == months.end() || !d || !y || !h || !m || !s) return std::nullopt;
  const year_month_day date{year(*y), month(static_cast<unsigned>(month_at - months.begin()) + 1),
                            day(static_cast<unsigned>(*d))};
  if (!date.ok() || *h > 23 || *m > 59 || *s > 60) return std::nullopt;
  return Instant(sys_days(date) + hours(*h) + minutes(*m) + seconds(*s));
}

}  // namespace meetpoint::client
