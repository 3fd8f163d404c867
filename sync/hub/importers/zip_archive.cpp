#include "sync/hub/importers/zip_archive.h"

#include <fmt/format.h>
#include <zip.h>

#include <vector>

#include "sync/hub/importers/sheet.h"

namespace meetpoint::importers {
namespace {

constexpr const char* torn =
    "The file is torn: a part of it is missing or damaged. Get it anew, or open it in a "
    "spreadsheet "
    "program and save it again as XLSX.";
constexpr zip_int64_t max_parts = 10'000;

}  // namespace

void ZipArchive::Close::operator()(zip* archive) const { zip_discard(archive); }

Result<ZipArchive> ZipArchive::open(const std::filesystem::path& path) {
  int code = 0;
  zip* archive = zip_open(path.c_str(), ZIP_RDONLY, &code);
  if (archive == nullptr) return fail(ErrorCode::corrupt, torn);
  ZipArchive opened(archive);
  if (zip_get_num_entries(archive, 0) > max_parts) {
    return fail(ErrorCode::too_large,
                fmt::format("The file has more than {} parts. Save it anew as XLSX.", max_parts));
  }
  return opened;
}

bool ZipArchive::has(const std::string& part) const {
  return zip_name_locate(archive_.get(), part.c_str(), ZIP_FL_NOCASE) >= 0;
}

Status ZipArchive::unpack(const std::string& part,
                          const std::function<Status(std::string_view)>& take) {
  const zip_int64_t index = zip_name_locate(archive_.get(), part.c_str(), ZIP_FL_NOCASE);
  if (index < 0) {
    return fail(ErrorCode::not_found,
                fmt::format("The file has no part '{}'. Open it in a spreadsheet program and save "
                            "it again as XLSX.",
                            part));
  }
  const auto close = [](zip_file_t* file) { zip_fclose(file); };
  const std::unique_ptr<zip_file_t, decltype(close)> file(
      zip_fopen_index(archive_.get(), static_cast<zip_uint64_t>(index), 0), close);
  if (!file) return fail(ErrorCode::corrupt, torn);
  std::vector<char> piece(std::size_t{256} << 10);
  while (true) {
    const zip_int64_t got = zip_fread(file.get(), piece.data(), piece.size());
    if (got < 0) return fail(ErrorCode::corrupt, torn);
    if (got == 0) return {};
    unpacked_ += static_cast<std::size_t>(got);
    if (unpacked_ > max_unpacked_bytes) {
      return fail(ErrorCode::too_large,
                  fmt::format("The file unpacks to more than {} MB. Save only the sheets that are "
                              "needed, without pictures and formatting.",
                              max_unpacked_bytes >> 20));
    }
    if (Status taken = take({piece.data(), static_cast<std::size_t>(got)}); !taken) return taken;
  }
}

Result<std::string> ZipArchive::unpack(const std::string& part, std::size_t max_bytes) {
  std::string text;
  Status done = unpack(part, [&](std::string_view piece) -> Status {
    if (text.size() + piece.size() > max_bytes) {
      return fail(ErrorCode::too_large,
                  fmt::format("The part '{}' of the file is larger than {} MB. Save the file anew "
                              "with only the sheets that are needed.",
                              part, max_bytes >> 20));
    }
    text += piece;
    return {};
  });
  if (!done) return fail(done);
  return text;
}

}  // namespace meetpoint::importers
