#include "assets/events/generator/event_files.h"

#include <fmt/format.h>
#include <xlsxwriter.h>

#include <charconv>
#include <cstdio>
#include <fstream>

namespace meetpoint::sample {
namespace {

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string field = "\"";
  for (const char c : text) {
    if (c == '"') field += '"';
    field += c;
  }
  return field + "\"";
}

std::string file_name(const OutSheet& sheet) {
  std::string name = sheet.name;
  for (char& c : name) c = c == ' ' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return name + ".csv";
}

// "2027-03-18 13:30"
lxw_datetime to_datetime(const std::string& text) {
  const auto part = [&](std::size_t at, std::size_t length) {
    int value = 0;
    std::from_chars(text.data() + at, text.data() + at + length, value);
    return value;
  };
  return {part(0, 4), part(5, 2), part(8, 2), part(11, 2), part(14, 2), 0};
}

void write_cell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, ColumnKind kind,
                const std::string& text, lxw_format* moments) {
  if (text.empty()) return;
  if (kind == ColumnKind::moment) {
    lxw_datetime at = to_datetime(text);
    worksheet_write_datetime(sheet, row, column, &at, moments);
  } else if (kind == ColumnKind::number) {
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    worksheet_write_number(sheet, row, column, value, nullptr);
  } else {
    worksheet_write_string(sheet, row, column, text.c_str(), nullptr);
  }
}

void write_sheet(lxw_worksheet* sheet, const OutSheet& from, lxw_format* bold,
                 lxw_format* moments) {
  for (std::size_t c = 0; c < from.columns.size(); ++c) {
    const auto column = static_cast<lxw_col_t>(c);
    worksheet_set_column(sheet, column, column, from.columns[c].width, nullptr);
    worksheet_write_string(sheet, 0, column, from.columns[c].heading.c_str(), bold);
    for (std::size_t r = 0; r < from.rows.size(); ++r) {
      write_cell(sheet, static_cast<lxw_row_t>(r + 1), column, from.columns[c].kind,
                 from.rows[r][c], moments);
    }
  }
  worksheet_freeze_panes(sheet, 1, 0);
  worksheet_autofilter(sheet, 0, 0, static_cast<lxw_row_t>(from.rows.size()),
                       static_cast<lxw_col_t>(from.columns.size() - 1));
}

}  // namespace

std::string csv_text(const OutSheet& sheet) {
  std::string text;
  const auto add_line = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) text += (i == 0 ? "" : ",") + quoted(cells[i]);
    text += "\n";
  };
  std::vector<std::string> headings;
  headings.reserve(sheet.columns.size());
  for (const OutColumn& column : sheet.columns) headings.push_back(column.heading);
  add_line(headings);
  for (const auto& row : sheet.rows) add_line(row);
  return text;
}

Status write_csv_files(const std::vector<OutSheet>& sheets, const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  for (const OutSheet& sheet : sheets) {
    std::ofstream out(folder / file_name(sheet), std::ios::binary);
    out << csv_text(sheet);
    out.close();
    if (!out) {
      return fail(ErrorCode::io, fmt::format("'{}' can't be written. Check the folder.",
                                             (folder / file_name(sheet)).string()));
    }
  }
  return {};
}

Status write_workbook(const std::vector<OutSheet>& sheets, const std::filesystem::path& file) {
  lxw_workbook* book = workbook_new(file.c_str());
  if (book == nullptr) return fail(ErrorCode::internal, "There is not enough memory.");
  lxw_doc_properties properties{};
  std::string title = "Meet Your Buyer, a sample event of Meetpoint; nobody in it exists";
  properties.title = title.data();
  properties.created = 1'767'225'600;  // 1 January 2026: the same file whenever it is made
  workbook_set_properties(book, &properties);
  lxw_format* bold = workbook_add_format(book);
  format_set_bold(bold);
  lxw_format* moments = workbook_add_format(book);
  format_set_num_format(moments, "yyyy-mm-dd hh:mm");
  for (const OutSheet& sheet : sheets) {
    write_sheet(workbook_add_worksheet(book, sheet.name.c_str()), sheet, bold, moments);
  }
  if (workbook_close(book) != LXW_NO_ERROR) {
    return fail(ErrorCode::io,
                fmt::format("'{}' can't be written. Check the folder.", file.string()));
  }
  return {};
}

}  // namespace meetpoint::sample
