// Organisers' files: CSV of any bytes, workbooks of any bytes, and workbooks that are sound
// archives with any XML in them. An import gives a roster or errors, never both and never neither;
// each says where; and every roster that comes out can be written to rows and read again.
//
// The first byte chooses. CSV: sheets apart by a line "==== name"; XML: parts apart by the same.
#include <zip.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "sync/hub/importers/csv_reader.h"
#include "sync/hub/importers/event_importer.h"
#include "sync/hub/importers/xlsx_reader.h"
#include "sync/wire/roster_codec.h"
#include "sync/wire/roster_fields.h"
#include "tests/fuzz/scratch.h"

namespace {

using namespace meetpoint;
using fuzz::must;

struct Part {
  std::string name;
  std::string_view bytes;
};

std::vector<Part> parts_of(std::string_view text) {
  std::vector<Part> parts;
  static constexpr std::string_view mark = "==== ";
  for (std::size_t at = text.find(mark); at != std::string_view::npos && parts.size() < 12;) {
    const std::size_t line_end = std::min(text.find('\n', at), text.size());
    const std::size_t next = text.find(mark, line_end);
    Part part{.name = std::string(text.substr(at + mark.size(), line_end - at - mark.size())),
              .bytes = text.substr(std::min(line_end + 1, text.size()))};
    if (next != std::string_view::npos)
      part.bytes = text.substr(line_end + 1, next - std::min(line_end + 1, next));
    parts.push_back(std::move(part));
    at = next;
  }
  return parts;
}

void check(const importers::ImportReport& report) {
  must(report.roster.has_value() == report.errors.empty());
  for (const auto* list : {&report.errors, &report.warnings}) {
    must(list->size() <= importers::max_problems + 1);
    for (const importers::Problem& problem : *list) {
      must(!problem.message.empty() && !importers::text_of(problem).empty());
    }
  }
  if (!report.roster) return;
  for (const RosterRow& row : wire::rows_of(*report.roster)) {
    must(!row.id.empty());
    const auto again = wire::read_cbor<RosterRow>(wire::to_cbor(row));
    must(again && *again == row);
  }
}

const std::filesystem::path& workbook_path() {
  static const fuzz::Scratch scratch("roster");
  static const std::filesystem::path path = scratch.path() / "event.xlsx";
  return path;
}

void import_workbook() {
  const auto sheets = importers::read_xlsx(workbook_path());
  if (!sheets) must(!importers::text_of(sheets.error()).empty());
  const std::filesystem::path paths[] = {workbook_path()};
  check(importers::import_event(paths));
}

void write_workbook(std::string_view bytes) {
  FILE* file = std::fopen(workbook_path().c_str(), "wb");
  must(file != nullptr);
  std::fwrite(bytes.data(), 1, bytes.size(), file);
  std::fclose(file);
}

void write_archive(const std::vector<Part>& parts) {
  int problem = 0;
  zip_t* archive = zip_open(workbook_path().c_str(), ZIP_CREATE | ZIP_TRUNCATE, &problem);
  must(archive != nullptr);
  for (const Part& part : parts) {
    zip_source_t* source = zip_source_buffer(archive, part.bytes.data(), part.bytes.size(), 0);
    const zip_int64_t index = zip_file_add(archive, part.name.c_str(), source, ZIP_FL_OVERWRITE);
    if (index < 0) {
      zip_source_free(source);
    } else {
      zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
    }
  }
  if (zip_close(archive) != 0) {
    zip_discard(archive);
    write_workbook({});
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 'x') {
    write_workbook(text);
    import_workbook();
  } else if (data[0] == 'p') {
    write_archive(parts_of(text));
    import_workbook();
  } else {
    std::vector<importers::Sheet> sheets;
    for (const Part& part : parts_of(text)) {
      auto sheet = importers::parse_csv(part.bytes, part.name + ".csv");
      if (sheet) {
        sheets.push_back(std::move(*sheet));
      } else {
        must(!importers::text_of(sheet.error()).empty());
      }
    }
    check(importers::import_sheets(sheets));
  }
  return 0;
}
