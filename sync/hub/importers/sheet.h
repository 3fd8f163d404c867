// A sheet of a workbook or a CSV file as text, with what is needed to say where a cell stands.
//
// Readers fill it; it knows nothing of events. Dates and times are ISO text ("2027-03-18T13:30",
// "2027-03-18", "13:30"), numbers are their shortest decimal text, truth is "true" and "false".
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sync/base/result.h"

namespace meetpoint::importers {

inline constexpr std::size_t max_file_bytes = std::size_t{64} << 20;
inline constexpr std::size_t max_unpacked_bytes = std::size_t{512} << 20;
inline constexpr std::size_t max_rows = 1'000'000;
inline constexpr std::size_t max_columns = 256;
inline constexpr std::size_t max_cells = 10'000'000;  // in one sheet

struct Row {
  std::size_t number = 0;          // from 1, as a spreadsheet shows it
  std::vector<std::string> cells;  // by column, without empty cells at the end
  bool operator==(const Row&) const = default;
};

struct Sheet {
  std::string file;       // without its folder
  std::string name;       // of the sheet; of a CSV file its name without ".csv"
  bool is_csv = false;    // then messages name the file alone
  std::vector<Row> rows;  // those with text in them, ascending
};

// "A", "Z", "AA", … for 0, 25, 26, …
std::string column_letters(std::size_t column);

// Builds the rows of a sheet and keeps to the bounds above.
class SheetBuilder {
 public:
  explicit SheetBuilder(Sheet& sheet) : sheet_(sheet) {}

  // Cells come row by row, left to right or not. Empty text is passed over.
  // Fails with too_large beyond a bound, naming the file, the sheet and the bound.
  Status add(std::size_t row, std::size_t column, std::string text);

 private:
  Sheet& sheet_;
  std::size_t cells_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace meetpoint::importers
