#include "sync/hub/importers/xlsx_styles.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <map>

#include "sync/hub/importers/xml_stream.h"

namespace meetpoint::importers {
namespace {

// Formats that Excel does not write down, by number (ECMA-376 part 1, 18.8.30).
NumberKind kind_of_built_in(int id) {
  if (id == 22) return NumberKind::date_time;
  if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47) || id == 32 || id == 33) {
    return NumberKind::time;
  }
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) {
    return NumberKind::date;
  }
  return NumberKind::number;
}

}  // namespace

NumberKind kind_of_format(std::string_view code) {
  bool year_or_day = false;
  bool hour_or_second = false;
  bool month_or_minute = false;
  for (std::size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
    char c = code[i];
    if (c == '"') {
      i = std::min(code.find('"', i + 1), code.size());
      continue;
    }
    if (c == '\\' || c == '_' || c == '*') {
      ++i;
      continue;
    }
    if (c == '[') {
      // "[h]", "[mm]" count on beyond a day; "[Red]" and "[$-813]" are no part of the number.
      const std::size_t end = std::min(code.find(']', i), code.size());
      const std::string_view inside = code.substr(i + 1, end - i - 1);
      if (!inside.empty() && inside.find_first_not_of("hHmMsS") == std::string_view::npos) {
        hour_or_second = true;
      }
      i = end;
      continue;
    }
    if (code.substr(i).starts_with("General")) {
      i += 6;
      continue;
    }
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    year_or_day = year_or_day || c == 'y' || c == 'd';
    hour_or_second = hour_or_second || c == 'h' || c == 's';
    month_or_minute = month_or_minute || c == 'm';
  }
  if (year_or_day) return hour_or_second ? NumberKind::date_time : NumberKind::date;
  if (hour_or_second) return NumberKind::time;
  return month_or_minute ? NumberKind::date : NumberKind::number;
}

std::vector<NumberKind> read_styles(const pugi::xml_document& styles) {
  std::map<int, NumberKind> own;
  const pugi::xml_node root = styles.document_element();
  for (const pugi::xml_node format : child_of(root, "numFmts").children()) {
    own[format.attribute("numFmtId").as_int()] =
        kind_of_format(format.attribute("formatCode").as_string());
  }
  std::vector<NumberKind> kinds;
  for (const pugi::xml_node cell : child_of(root, "cellXfs").children()) {
    const int id = cell.attribute("numFmtId").as_int();
    const auto found = own.find(id);
    kinds.push_back(found != own.end() ? found->second : kind_of_built_in(id));
  }
  return kinds;
}

std::optional<std::string> date_text_of(double serial, NumberKind kind, bool from_1904) {
  using namespace std::chrono;
  // 2958466 is the day after 31 December 9999, the last that a spreadsheet knows.
  if (!(serial >= 0) || serial >= 2958466) return std::nullopt;
  const auto total = std::llround(serial * 86400.0);
  const auto day = total / 86400;
  const hh_mm_ss time{seconds{total % 86400}};
  std::string clock = fmt::format("{:02}:{:02}", time.hours().count(), time.minutes().count());
  if (time.seconds().count() != 0) clock += fmt::format(":{:02}", time.seconds().count());
  if (kind == NumberKind::time || (day == 0 && !from_1904)) return clock;

  // Excel's first system has a 29 February 1900 that never was.
  const sys_days first = from_1904  ? sys_days{year{1904} / January / 1}
                         : day > 60 ? sys_days{year{1899} / December / 30}
                                    : sys_days{year{1899} / December / 31};
  const year_month_day date{first + days{day}};
  std::string day_text = fmt::format("{:04}-{:02}-{:02}", int{date.year()}, unsigned{date.month()},
                                     unsigned{date.day()});
  const bool midnight = total % 86400 == 0;
  if (kind == NumberKind::date && midnight) return day_text;
  return day_text + "T" + clock;
}

std::string number_text_of(std::string_view raw) {
  double value = 0;
  const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
  if (error != std::errc{} || end != raw.data() + raw.size()) return std::string(raw);
  const bool whole = std::abs(value) < 9e15 && value == std::floor(value);
  if (whole) return fmt::format("{}", static_cast<long long>(value));
  if (raw.find_first_not_of("0123456789") == std::string_view::npos) return std::string(raw);
  return fmt::format("{}", value);
}

}  // namespace meetpoint::importers
