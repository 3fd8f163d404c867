#include "sync/hub/importers/local_time.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "sync/hub/importers/text.h"

namespace meetpoint::importers {
namespace {

using namespace std::chrono;

// Reads a written time from left to right.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool done() const { return at_ == text_.size(); }
  char peek() const { return done() ? '\0' : text_[at_]; }
  bool take(std::string_view any) {
    if (done() || any.find(peek()) == std::string_view::npos) return false;
    ++at_;
    return true;
  }
  // Up to `most` digits; -1 where there is none.
  int number(int most, int* digits = nullptr) {
    int value = -1;
    int count = 0;
    while (!done() && std::isdigit(static_cast<unsigned char>(peek())) != 0 && count < most) {
      value = std::max(value, 0) * 10 + (text_[at_++] - '0');
      ++count;
    }
    if (digits != nullptr) *digits = count;
    return value;
  }
  std::size_t mark() const { return at_; }
  void back_to(std::size_t mark) { at_ = mark; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

std::optional<LocalDay> read_day(Reader& in) {
  int digits = 0;
  const int first = in.number(4, &digits);
  const char separator = in.peek();
  if (first < 0 || !in.take("-/.")) return std::nullopt;
  const int second = in.number(2);
  if (second < 0 || in.peek() != separator || !in.take("-/.")) return std::nullopt;
  const int third = in.number(4);
  if (third < 0) return std::nullopt;
  const int y = digits == 4 ? first : third;
  const int d = digits == 4 ? third : first;
  if (y < 1900 || y > 9999 || second > 12 || d > 31) return std::nullopt;
  const year_month_day date{year{y}, month{static_cast<unsigned>(second)},
                            day{static_cast<unsigned>(d)}};
  if (!date.ok()) return std::nullopt;
  return LocalDay{date};
}

std::optional<seconds> read_clock(Reader& in) {
  const int hour = in.number(2);
  if (hour < 0 || hour > 23 || !in.take(":hHuU.")) return std::nullopt;
  int minute = in.number(2);
  if (minute < 0) minute = 0;
  int second = 0;
  if (in.take(":")) {
    second = in.number(2);
    if (in.take(".,")) in.number(9);
  }
  if (minute > 59 || second < 0 || second > 59) return std::nullopt;
  return hours{hour} + minutes{minute} + seconds{second};
}

std::optional<minutes> read_offset(Reader& in) {
  if (in.take("Zz")) return minutes{0};
  const bool behind = in.peek() == '-';
  if (!in.take("+-")) return std::nullopt;
  const int hour = in.number(2);
  in.take(":");
  const int minute = in.number(2);
  if (hour < 0 || hour > 14 || minute > 59) return std::nullopt;
  const minutes offset = hours{hour} + minutes{std::max(minute, 0)};
  return behind ? -offset : offset;
}

const date::time_zone* locate(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::exception&) {
    return nullptr;
  }
}

std::string near_matches(const std::string& name) {
  std::vector<std::pair<std::size_t, std::string>> near;
  const std::string wanted = folded(name);
  for (const date::time_zone& zone : date::get_tzdb().zones) {
    const std::string& candidate = zone.name();
    const std::size_t slash = candidate.find_last_of('/');
    const std::size_t as_city =
        slash == std::string::npos
            ? std::string::npos
            : edit_distance(wanted, folded(std::string_view(candidate).substr(slash + 1)));
    near.emplace_back(std::min(edit_distance(wanted, folded(candidate)), as_city), candidate);
  }
  std::sort(near.begin(), near.end());
  std::string text;
  for (const auto& [distance, candidate] : near) {
    if (distance > std::max<std::size_t>(wanted.size() / 3, 2)) break;
    if (std::count(text.begin(), text.end(), '\'') == 6) break;
    text += fmt::format("{}'{}'", text.empty() ? "" : ", ", candidate);
  }
  return text;
}

Instant to_instant(date::sys_seconds at) { return Instant{at.time_since_epoch()}; }

}  // namespace

std::optional<WrittenTime> parse_time(std::string_view text) {
  const std::string line = one_line(text);
  Reader in(line);
  WrittenTime written;
  written.day = read_day(in);
  if (!written.day) in.back_to(0);
  const std::size_t after_day = in.mark();
  while (in.take(" ,")) {
  }
  in.take("Tt");
  if (!in.done()) {
    written.time = read_clock(in);
    if (!written.time) return std::nullopt;
    in.take(" ");
    if (!in.done()) {
      written.offset = read_offset(in);
      if (!written.offset) return std::nullopt;
    }
  } else if (in.mark() != after_day) {
    return std::nullopt;
  }
  if (!in.done() || (!written.day && !written.time)) return std::nullopt;
  return written;
}

Result<VenueZone> VenueZone::find(const std::string& name) {
  if (locate("Etc/UTC") == nullptr && locate("UTC") == nullptr) {
    return fail(ErrorCode::internal,
                "This computer has no time-zone database. Install the package tzdata.");
  }
  if (locate(name) != nullptr) return VenueZone(name);
  const std::string near = near_matches(name);
  return fail(ErrorCode::invalid_input,
              fmt::format("There is no time zone '{}'. {}", name,
                          near.empty() ? "Write its IANA name, such as 'Europe/Brussels'."
                                       : fmt::format("Did you mean {}?", near)));
}

Resolved VenueZone::resolve(LocalMoment at) const {
  const date::local_seconds local{at.time_since_epoch()};
  const date::local_info info = locate(name_)->get_info(local);
  const Instant instant =
      to_instant(date::sys_seconds{local.time_since_epoch() - info.first.offset});
  using Kind = Resolved::Kind;
  if (info.result == date::local_info::nonexistent) return {instant, Kind::skipped};
  if (info.result == date::local_info::ambiguous) return {instant, Kind::twice};
  return {instant, Kind::unique};
}

TimeZone VenueZone::table(Instant event_start, Instant event_end) const {
  TimeZone zone{.name = name_, .offsets = {}};
  const Duration margin = days{366};
  date::sys_seconds at{floor<seconds>(event_start - margin).time_since_epoch()};
  const date::sys_seconds last{floor<seconds>(event_end + margin).time_since_epoch()};
  while (at <= last) {
    const date::sys_info info = locate(name_)->get_info(at);
    const int offset = static_cast<int>(duration_cast<minutes>(info.offset).count());
    if (zone.offsets.empty() || zone.offsets.back().offset_minutes != offset) {
      zone.offsets.push_back({to_instant(at), offset});
    }
    if (info.end <= at) break;
    at = info.end;
  }
  return zone;
}

std::string moment_text(LocalMoment at) {
  static constexpr std::array months = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
  const auto day = floor<days>(at);
  const year_month_day date{day};
  const hh_mm_ss time{at - day};
  return fmt::format("{} {} {} {:02}:{:02}", unsigned{date.day()},
                     months[unsigned{date.month()} - 1], int{date.year()}, time.hours().count(),
                     time.minutes().count());
}

}  // namespace meetpoint::importers
