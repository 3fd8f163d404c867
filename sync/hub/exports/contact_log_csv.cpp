#include "sync/hub/exports/contact_log_columns.h"
#include "sync/hub/exports/contact_log_files.h"
#include "sync/hub/exports/utf8.h"

namespace meetpoint::exports {
namespace {

void append_field(std::string& line, std::string_view text) {
  if (text.find_first_of(",;\"\r\n\t'") == std::string_view::npos) {
    line += text;
    return;
  }
  line += '"';
  for (const char c : text) {
    if (c == '"') line += '"';
    line += c;
  }
  line += '"';
}

}  // namespace

std::string spreadsheet_safe(std::string text) {
  // The full-width forms (U+FF0B, U+FF0D, U+FF1D, U+FF20) are formulas to a Japanese Excel.
  static constexpr std::array<std::string_view, 11> dangerous = {"=",
                                                                 "+",
                                                                 "-",
                                                                 "@",
                                                                 "\t",
                                                                 "\r",
                                                                 "\n",
                                                                 "\xef\xbc\x9d",
                                                                 "\xef\xbc\x8b",
                                                                 "\xef\xbc\x8d",
                                                                 "\xef\xbc\xa0"};
  // White space in front does not keep a spreadsheet from it.
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string::npos) return text;
  for (const std::string_view start : dangerous) {
    if (std::string_view(text).substr(first).starts_with(start)) return "'" + text;
  }
  return text;
}

Result<std::string> to_csv(const ContactLog& log, const CsvOptions& options) {
  std::string csv = options.byte_order_mark ? "\xef\xbb\xbf" : "";
  for (std::size_t i = 0; i < contact_log_columns.size(); ++i) {
    if (i > 0) csv += ',';
    append_field(csv, contact_log_columns[i].heading);
  }
  csv += "\r\n";
  for (const ContactLogRow& row : log.rows) {
    for (std::size_t i = 0; i < contact_log_columns.size(); ++i) {
      if (i > 0) csv += ',';
      append_field(csv, spreadsheet_safe(repaired_utf8(contact_log_columns[i].text(row))));
    }
    csv += "\r\n";
  }
  return csv;
}

}  // namespace meetpoint::exports
