// A file as bytes, within max_file_bytes; and what kind of file its bytes say it is.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "sync/base/result.h"

namespace meetpoint::importers {

// Fails with not_found, too_large or io; the message names the file without its folder.
Result<std::string> read_file(const std::filesystem::path&);

// "a PDF", "a picture", "an old Excel file (.xls) …": empty where the bytes may be a CSV or an
// XLSX.
std::string foreign_kind(std::string_view bytes);

bool looks_like_zip(std::string_view bytes);

}  // namespace meetpoint::importers
