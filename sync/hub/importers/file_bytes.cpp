#include "sync/hub/importers/file_bytes.h"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <utility>

#include "sync/hub/importers/sheet.h"

namespace meetpoint::importers {

namespace fs = std::filesystem;

Result<std::string> read_file(const fs::path& path) {
  const std::string name = path.filename().string();
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) {
    return fail(ErrorCode::not_found, fmt::format("There is no file '{}'. Check its name.", name));
  }
  if (!fs::is_regular_file(status)) {
    return fail(ErrorCode::invalid_input, fmt::format("'{}' is not a file.", name));
  }
  const auto size = fs::file_size(path, error);
  if (!error && size > max_file_bytes) {
    return fail(ErrorCode::too_large,
                fmt::format("'{}' is larger than {} MB. Take pictures and unused sheets out of it.",
                            name, max_file_bytes >> 20));
  }
  std::ifstream in(path, std::ios::binary);
  std::string bytes(error ? 0 : size, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (error || !in) {
    return fail(ErrorCode::io,
                fmt::format("'{}' can't be read. Check that you may open it.", name));
  }
  return bytes;
}

bool looks_like_zip(std::string_view bytes) { return bytes.starts_with("PK"); }

std::string foreign_kind(std::string_view bytes) {
  using namespace std::string_view_literals;
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kinds = {{
      {"%PDF"sv, "a PDF"},
      {"\xd0\xcf\x11\xe0"sv, "an old Excel file (.xls), or an Excel file with a password"},
      {"\x89PNG"sv, "a picture"},
      {"\xff\xd8\xff"sv, "a picture"},
      {"GIF8"sv, "a picture"},
      {"{\\rtf"sv, "a text document (RTF)"},
      {"<!DOCTYPE"sv, "a web page"},
      {"<html"sv, "a web page"},
      {"\x1f\x8b"sv, "a compressed archive"},
  }};
  for (const auto& [magic, kind] : kinds) {
    if (bytes.starts_with(magic)) return std::string(kind);
  }
  return {};
}

}  // namespace meetpoint::importers
