// Reads an organiser's event (one XLSX, or CSV files named after its sheets) into a Roster.
//
// All or nothing: `roster` is set only where `errors` is empty. All problems are found in one go,
// so that a file is put right once and not fifty times. Local times in the files are the venue's.
// assets/events/README.md is the description of the sheets and columns for organisers.
//
// Throws nothing. Functions keep no state: any thread may call them.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "sync/hub/importers/problem.h"
#include "sync/hub/importers/sheet.h"
#include "sync/model/roster.h"

namespace meetpoint::importers {

struct ImportReport {
  std::vector<Problem> errors;
  std::vector<Problem> warnings;
  std::optional<Roster> roster;
};

// Each path is an XLSX file, a CSV file, or a folder of such files. Files of an event that is
// spread over several are given together.
ImportReport import_event(std::span<const std::filesystem::path> paths);

// The same from sheets that are read already.
ImportReport import_sheets(std::span<const Sheet> sheets);

}  // namespace meetpoint::importers
