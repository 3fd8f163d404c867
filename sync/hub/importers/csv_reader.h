// CSV as Excel, LibreOffice and ticket systems write it: UTF-8 with or without a byte order mark or
// Windows-1252; commas, semicolons or tabs; quotes by RFC 4180; any line ends; a first "sep=" line.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "sync/hub/importers/problem.h"
#include "sync/hub/importers/sheet.h"

namespace meetpoint::importers {

// The sheet is named after the file, without ".csv". A quote that is not closed, or stands alone
// inside a cell, is a problem with its row and column.
tl::expected<Sheet, Problem> read_csv(const std::filesystem::path&);

// The same from bytes.
tl::expected<Sheet, Problem> parse_csv(std::string_view bytes, std::string file_name);

}  // namespace meetpoint::importers
