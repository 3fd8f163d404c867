#include "sync/hub/importers/table.h"

#include <fmt/format.h>

#include <algorithm>

#include "sync/hub/importers/text.h"

namespace meetpoint::importers {
namespace {

Where where_in(const Sheet& sheet, std::size_t row, std::string column) {
  return {sheet.file, sheet.is_csv ? "" : sheet.name, row, std::move(column)};
}

std::size_t known_headings(const Row& row, const SheetRule& rule) {
  return static_cast<std::size_t>(std::count_if(
      row.cells.begin(), row.cells.end(),
      [&](const std::string& cell) { return rule_for_heading(rule, cell) != nullptr; }));
}

std::string quoted_list(const std::vector<std::string_view>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 4); ++i) {
    text += fmt::format("{}'{}'", i == 0 ? "" : ", ", names[i]);
  }
  return text;
}

bool failed_formula(std::string_view text) {
  for (const std::string_view error :
       {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"}) {
    if (text == error) return true;
  }
  return false;
}

}  // namespace

std::optional<Table> Table::bind(const Sheet& sheet, const SheetRule& rule, ProblemList& problems) {
  if (sheet.rows.empty()) {
    problems.error(where_in(sheet, 0, ""),
                   "There is nothing in it. Write the headings of the columns in the first row.");
    return std::nullopt;
  }
  // A title may stand above the headings: the headings are where most are known.
  const std::size_t candidates = std::min<std::size_t>(sheet.rows.size(), 10);
  const auto first = sheet.rows.begin();
  const auto headings = std::max_element(first, first + static_cast<std::ptrdiff_t>(candidates),
                                         [&](const Row& a, const Row& b) {
                                           return known_headings(a, rule) < known_headings(b, rule);
                                         });

  Table table;
  table.sheet_ = &sheet;
  table.rule_ = &rule;
  for (std::size_t i = 0; i < headings->cells.size(); ++i) {
    const std::string heading = one_line(headings->cells[i]);
    if (heading.empty()) continue;
    const ColumnRule* column = rule_for_heading(rule, heading);
    if (column == nullptr) {
      problems.warning(where_in(sheet, headings->number, heading),
                       "Meetpoint does not know this column and passes over it.");
      continue;
    }
    if (!column->repeatable && table.has(column->field)) {
      problems.error(where_in(sheet, headings->number, heading),
                     fmt::format("The column '{}' says the same. Take one of the two away.",
                                 table.heading_of(column->field)));
      continue;
    }
    table.columns_.push_back({column, i, heading});
  }
  bool complete = true;
  for (const ColumnRule& column : rule.columns) {
    if (!column.required || table.has(column.field)) continue;
    complete = false;
    problems.error(where_in(sheet, headings->number, ""),
                   fmt::format("The column '{}' is missing. Add it; it may be called {}.",
                               column.headings.front(), quoted_list(column.headings)));
  }
  if (!complete) return std::nullopt;
  for (auto row = headings + 1; row != sheet.rows.end(); ++row) table.rows_.push_back(&*row);
  return table;
}

bool Table::has(Field field) const {
  return std::any_of(columns_.begin(), columns_.end(),
                     [&](const Column& c) { return c.rule->field == field; });
}

std::string Table::heading_of(Field field) const {
  for (const Column& column : columns_) {
    if (column.rule->field == field) return column.heading;
  }
  for (const ColumnRule& column : rule_->columns) {
    if (column.field == field) return std::string(column.headings.front());
  }
  return {};
}

Where Table::where() const { return where_in(*sheet_, 0, ""); }

Where Table::where(std::size_t row) const { return where_in(*sheet_, rows_[row]->number, ""); }

Where Table::where(std::size_t row, Field field) const {
  return where_in(*sheet_, rows_[row]->number, heading_of(field));
}

const std::string* Table::cell(std::size_t row, const Column& column) const {
  const std::vector<std::string>& cells = rows_[row]->cells;
  return column.index < cells.size() ? &cells[column.index] : nullptr;
}

std::string Table::checked(std::size_t row, const Column& column, const std::string& text,
                           std::size_t max, ProblemList& problems) const {
  const Where at = where_in(*sheet_, rows_[row]->number, column.heading);
  if (failed_formula(text)) {
    problems.error(at, fmt::format("The formula here gives {}. Put the formula right, or write the "
                                   "text itself.",
                                   text));
    return {};
  }
  if (text.size() > max) {
    problems.error(at, fmt::format("The text is too long: {} bytes, at most {}. Shorten it.",
                                   text.size(), max));
    return {};
  }
  if (text.find("\xef\xbf\xbd") != std::string::npos) {
    problems.warning(
        at,
        "A letter in it was lost (it shows as \xef\xbf\xbd) before the file came here. "
        "Write it anew.");
  }
  return text;
}

std::string Table::text(std::size_t row, Field field, ProblemList& problems,
                        std::size_t max) const {
  for (const Column& column : columns_) {
    if (column.rule->field != field) continue;
    const std::string* raw = cell(row, column);
    return raw == nullptr ? std::string() : checked(row, column, one_line(*raw), max, problems);
  }
  return {};
}

std::string Table::needed(std::size_t row, Field field, ProblemList& problems,
                          std::size_t max) const {
  for (const Column& column : columns_) {
    if (column.rule->field != field) continue;
    const std::string* raw = cell(row, column);
    if (raw != nullptr && !trimmed(*raw).empty()) return text(row, field, problems, max);
  }
  problems.error(where(row, field), "The cell is empty. Fill it in, or take the row away.");
  return {};
}

std::vector<std::string> Table::list(std::size_t row, Field field, ProblemList& problems) const {
  std::vector<std::string> all;
  for (const Column& column : columns_) {
    const std::string* raw = column.rule->field == field ? cell(row, column) : nullptr;
    if (raw == nullptr) continue;
    for (const std::string& part : split_list(*raw)) {
      std::string text = checked(row, column, part, max_text_bytes, problems);
      if (!text.empty()) all.push_back(std::move(text));
    }
  }
  return all;
}

}  // namespace meetpoint::importers
