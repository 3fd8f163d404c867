// A sheet whose columns have been found by their headings, read row by row.
//
// A Table looks into the Sheet it was made of and lives no longer than it. Every look at a cell can
// add to the problems, with the cell's place.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sync/hub/importers/columns.h"
#include "sync/hub/importers/problem.h"
#include "sync/hub/importers/sheet.h"

namespace meetpoint::importers {

inline constexpr std::size_t max_id_bytes = 64;
inline constexpr std::size_t max_text_bytes = 500;

class Table {
 public:
  // Finds the row of headings among the first ten, and the columns. Reports columns that are needed
  // and missing, and those found twice; warns of unknown ones. None: the sheet can't be read.
  static std::optional<Table> bind(const Sheet&, const SheetRule&, ProblemList&);

  const SheetRule& rule() const { return *rule_; }
  std::size_t size() const { return rows_.size(); }
  bool has(Field) const;

  Where where() const;  // the sheet as a whole
  Where where(std::size_t row) const;
  // The heading in the message is the one in the file, else the one that was looked for.
  Where where(std::size_t row, Field) const;

  // The text of a cell on one line; empty where there is none. Reports text that is too long, and
  // what a formula leaves that failed (#REF!).
  std::string text(std::size_t row, Field, ProblemList&, std::size_t max = max_text_bytes) const;
  // The same, and reports it where it is empty.
  std::string needed(std::size_t row, Field, ProblemList&, std::size_t max = max_text_bytes) const;
  // All parts of all columns of that field.
  std::vector<std::string> list(std::size_t row, Field, ProblemList&) const;

 private:
  struct Column {
    const ColumnRule* rule;
    std::size_t index;
    std::string heading;
  };
  const std::string* cell(std::size_t row, const Column&) const;
  std::string heading_of(Field) const;
  std::string checked(std::size_t row, const Column&, const std::string&, std::size_t max,
                      ProblemList&) const;

  const Sheet* sheet_ = nullptr;
  const SheetRule* rule_ = nullptr;
  std::vector<Column> columns_;
  std::vector<const Row*> rows_;
};

}  // namespace meetpoint::importers
