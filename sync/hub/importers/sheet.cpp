#include "sync/hub/importers/sheet.h"

#include <fmt/format.h>

#include "sync/hub/importers/text.h"

namespace meetpoint::importers {

std::string column_letters(std::size_t column) {
  std::string letters;
  for (std::size_t n = column + 1; n > 0; n = (n - 1) / 26) {
    letters.insert(letters.begin(), static_cast<char>('A' + (n - 1) % 26));
  }
  return letters;
}

Status SheetBuilder::add(std::size_t row, std::size_t column, std::string text) {
  if (trimmed(text).empty()) return {};
  const auto too_large = [&](std::string what) {
    return fail(ErrorCode::too_large,
                fmt::format("{} of '{}' has {}. Split it, or take away what is not needed.",
                            sheet_.is_csv ? "The file" : fmt::format("The sheet '{}'", sheet_.name),
                            sheet_.file, what));
  };
  if (row > max_rows) return too_large(fmt::format("more than {} rows", max_rows));
  if (column >= max_columns) return too_large(fmt::format("more than {} columns", max_columns));
  if (sheet_.rows.empty() || sheet_.rows.back().number != row) {
    if (!sheet_.rows.empty() && sheet_.rows.back().number > row) {
      return fail(ErrorCode::corrupt,
                  fmt::format("The rows of sheet '{}' of '{}' are out of order. Open the file in a "
                              "spreadsheet program and save it anew.",
                              sheet_.name, sheet_.file));
    }
    sheet_.rows.push_back({row, {}});
  }
  std::vector<std::string>& cells = sheet_.rows.back().cells;
  if (column >= cells.size()) {
    cells_ += column + 1 - cells.size();
    if (cells_ > max_cells) return too_large(fmt::format("more than {} cells", max_cells));
    cells.resize(column + 1);
  }
  bytes_ += text.size();
  if (bytes_ > max_unpacked_bytes) {
    return too_large(fmt::format("more than {} MB of text", max_unpacked_bytes >> 20));
  }
  cells[column] = std::move(text);
  return {};
}

}  // namespace meetpoint::importers
