// XLSX workbooks: shared, inline and rich text, numbers, truth values, dates by their style in both
// date systems, and the values that formulas had when the file was saved.
//
// Bounds: sheet.h. Nothing is run, nothing is fetched: macros and links are passed over.
#pragma once

#include <filesystem>
#include <tl/expected.hpp>
#include <vector>

#include "sync/hub/importers/problem.h"
#include "sync/hub/importers/sheet.h"

namespace meetpoint::importers {

// All sheets with cells, hidden ones too, in the order of the workbook.
tl::expected<std::vector<Sheet>, Problem> read_xlsx(const std::filesystem::path&);

}  // namespace meetpoint::importers
