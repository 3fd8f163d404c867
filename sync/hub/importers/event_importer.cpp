#include "sync/hub/importers/event_importer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <new>
#include <unordered_set>

#include "sync/hub/importers/csv_reader.h"
#include "sync/hub/importers/draft.h"
#include "sync/hub/importers/file_bytes.h"
#include "sync/hub/importers/xlsx_reader.h"

namespace meetpoint::importers {
namespace {

namespace fs = std::filesystem;

// Later sheets refer to earlier ones; attendees' bookings refer on, and are resolved at the end.
constexpr std::array<std::pair<SheetKind, void (*)(const Table&, Draft&)>, 9> readers = {{
    {SheetKind::event, read_event},
    {SheetKind::organisations, read_organisations},
    {SheetKind::places, read_places},
    {SheetKind::attendees, read_attendees},
    {SheetKind::badges, read_badges},
    {SheetKind::meetings, read_meetings},
    {SheetKind::speed_dates, read_meetings},
    {SheetKind::sessions, read_sessions},
    {SheetKind::zones, read_zones},
}};

std::string lower_extension(const fs::path& path) { return folded(path.extension().string()); }

// Files beside the event's own in its folder (a README, a lock file) are none of ours.
std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    const std::string extension = lower_extension(at->path());
    const bool hidden = name.starts_with('.') || name.starts_with('~');
    if (!hidden && (extension == "csv" || extension == "xlsx")) files.push_back(at->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void read_path(const fs::path& path, std::vector<Sheet>& sheets, ProblemList& problems) {
  const std::string extension = lower_extension(path);
  if (extension == "csv" || extension == "txt" || extension == "tsv") {
    auto sheet = read_csv(path);
    if (sheet) {
      sheets.push_back(*std::move(sheet));
    } else {
      problems.error(sheet.error().where, sheet.error().message);
    }
    return;
  }
  auto read = read_xlsx(path);
  if (!read) {
    problems.error(read.error().where, read.error().message);
    return;
  }
  std::move(read->begin(), read->end(), std::back_inserter(sheets));
}

std::vector<Sheet> read_paths(std::span<const fs::path> paths, ProblemList& problems) {
  std::vector<Sheet> sheets;
  if (paths.empty()) problems.error({}, "Name the file of the event, or the folder it is in.");
  for (const fs::path& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      read_path(path, sheets, problems);
      continue;
    }
    const std::vector<fs::path> files = files_in(path);
    if (files.empty()) {
      problems.error({path.filename().string(), "", 0, ""},
                     "There is no XLSX or CSV file in this folder.");
    }
    for (const fs::path& file : files) read_path(file, sheets, problems);
  }
  return sheets;
}

std::string name_of_sheet(SheetKind kind) {
  for (const SheetRule& rule : event_sheets()) {
    if (rule.kind == kind) return std::string(rule.names.front());
  }
  return {};
}

// Whether all sheets could be read as such, whatever is in their rows.
bool read_sheets(std::span<const Sheet> sheets, Draft& draft) {
  std::vector<std::pair<const Sheet*, const SheetRule*>> known;
  for (const Sheet& sheet : sheets) {
    if (const SheetRule* rule = rule_for_sheet(sheet.name)) {
      known.emplace_back(&sheet, rule);
    } else if (!sheet.rows.empty()) {
      draft.problems.warning({sheet.file, sheet.is_csv ? "" : sheet.name, 0, ""},
                             "Meetpoint does not know a sheet of this name and passes over it.");
    }
  }
  bool complete = true;
  for (const auto& [kind, read] : readers) {
    std::size_t found = 0;
    for (const auto& [sheet, rule] : known) {
      if (rule->kind != kind) continue;
      if (kind == SheetKind::event && found == 1) {
        draft.problems.error({sheet->file, sheet->is_csv ? "" : sheet->name, 0, ""},
                             "There is a second event. Import one event at a time.");
        continue;
      }
      ++found;
      const auto table = Table::bind(*sheet, *rule, draft.problems);
      // A sheet that others refer to is not there as it should be: its columns first, then the
      // rest, or each row would complain of what it refers to.
      complete = complete && table.has_value();
      if (complete) read(*table, draft);
    }
    const bool needed = kind == SheetKind::event || kind == SheetKind::attendees;
    if (found == 0 && needed) {
      complete = false;
      draft.problems.error({sheets.empty() ? "" : sheets.front().file, "", 0, ""},
                           fmt::format("There is no sheet '{}'. Add it; assets/events/README.md "
                                       "describes its columns.",
                                       name_of_sheet(kind)));
    }
  }
  return complete;
}

void warn_of_missing_badges(Draft& draft) {
  std::unordered_set<AttendeeId> has_badge;
  for (const Badge& badge : draft.roster.badges) has_badge.insert(badge.attendee);
  std::size_t without = 0;
  std::size_t first = 0;
  for (std::size_t i = draft.roster.attendees.size(); i-- > 0;) {
    if (has_badge.contains(draft.roster.attendees[i].id)) continue;
    ++without;
    first = i;
  }
  if (without == 0) return;
  draft.problems.warning(draft.attendee_rows[first],
                         fmt::format("{} of {} attendees have no badge code; this is the first. "
                                     "They can only be checked in by name until a badge is issued.",
                                     without, draft.roster.attendees.size()));
}

ImportReport finish(Draft& draft) {
  ImportReport report;
  report.errors = draft.problems.take_errors();
  report.warnings = draft.problems.take_warnings();
  if (report.errors.empty()) report.roster = std::move(draft.roster);
  return report;
}

ImportReport import_into(Draft& draft, std::span<const Sheet> sheets) {
  if (read_sheets(sheets, draft)) resolve_bookings(draft);
  if (!draft.problems.has_errors()) {
    check_clashes(draft);
    warn_of_missing_badges(draft);
  }
  return finish(draft);
}

// The libraries below throw where memory ends, and date-tz where its database is damaged.
template <class Work>
ImportReport guarded(Work work) {
  ImportReport report;
  try {
    return work();
  } catch (const std::bad_alloc&) {
    report.errors.push_back({{}, "There is not enough memory to read this. Split the file."});
  } catch (const std::exception& error) {
    report.errors.push_back({{},
                             fmt::format("The file could not be read ({}). Save it anew and try "
                                         "again.",
                                         error.what())});
  }
  return report;
}

}  // namespace

ImportReport import_sheets(std::span<const Sheet> sheets) {
  return guarded([&] {
    Draft draft;
    return import_into(draft, sheets);
  });
}

ImportReport import_event(std::span<const std::filesystem::path> paths) {
  return guarded([&] {
    Draft draft;
    const std::vector<Sheet> sheets = read_paths(paths, draft.problems);
    if (draft.problems.has_errors()) return finish(draft);
    return import_into(draft, sheets);
  });
}

}  // namespace meetpoint::importers
