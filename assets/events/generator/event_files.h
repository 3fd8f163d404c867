// The sample event as sheets, and the sheets as files.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "assets/events/generator/plan.h"
#include "sync/base/result.h"

namespace meetpoint::sample {

enum class ColumnKind { text, number, moment };

struct OutColumn {
  std::string heading;
  ColumnKind kind = ColumnKind::text;
  double width = 12;  // in letters
};

struct OutSheet {
  std::string name;
  std::vector<OutColumn> columns;
  std::vector<std::vector<std::string>> rows;
};

std::vector<OutSheet> make_sheets(const Plan&);

std::string csv_text(const OutSheet&);

// `<folder>/<name>.csv` for every sheet; "Speed dates" -> "speed-dates.csv".
Status write_csv_files(const std::vector<OutSheet>&, const std::filesystem::path& folder);
Status write_workbook(const std::vector<OutSheet>&, const std::filesystem::path& file);

}  // namespace meetpoint::sample
