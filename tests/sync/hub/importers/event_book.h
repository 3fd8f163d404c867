// A small event that is right, as sheets of text; tests change one cell of it and write it as a
// real XLSX or as CSV files.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <xlsxwriter.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sync/hub/importers/event_importer.h"

namespace meetpoint::importers::testing {

namespace fs = std::filesystem;

// A folder of its own that is gone at the end of the test.
class TempFolder {
 public:
  TempFolder() {
    std::string pattern = (fs::temp_directory_path() / "meetpoint-import-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TempFolder() {
    std::error_code error;
    fs::remove_all(path_, error);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  fs::path operator/(const std::string& name) const { return path_ / name; }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

inline void write_bytes(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

using Grid = std::vector<std::vector<std::string>>;

struct EventBook {
  std::vector<std::pair<std::string, Grid>> sheets = {
      {"Event",
       {{"Id", "Name", "Venue", "Time zone", "Start", "End", "Languages"},
        {"ev", "A day", "A hall", "Europe/Brussels", "2027-03-18 09:00", "2027-03-18 18:00",
         "nl; fr"}}},
      {"Organisations",
       {{"Id", "Name", "Sector", "Town"},
        {"O-1", "Stad Distelbeke", "town", "Distelbeke"},
        {"O-2", "Hop & Hagel", "catering", ""}}},
      {"Attendees",
       {{"Id", "Given name", "Family name", "Organisation", "Role", "Language", "Interests", "Zone",
         "Sessions", "E-mail", "Telephone", "Badge"},
        {"B-1", "Anaïs", "van der Meersch", "O-1", "Koper", "Nederlands", "Catering; Bouw", "Z-1",
         "", "anais@distelbeke.example", "+32 2 000 11 22", "CODE-B1"},
        {"S-1", "Loïc", "d’Aubrencourt", "Hop & Hagel", "fournisseur", "fr", "Catering", "", "P-1",
         "loic@hop.example", "", "CODE-S1"},
        {"S-2", "Zoë", "Regenboer", "O-2", "supplier", "", "", "", "", "", "", "CODE-S2"}}},
      {"Places",
       {{"Id", "Name", "Kind", "Directions", "Organisation"},
        {"T-1", "Table 1", "table", "left", ""},
        {"T-2", "Table 2", "table", "", ""},
        {"R-1", "Room Horta", "room", "", ""},
        {"ZN-1", "Mezzanine", "zone", "", ""},
        {"ST-1", "Stand A1", "stand", "", "O-2"}}},
      {"Meetings",
       {{"Id", "Kind", "Title", "Table", "Start", "End", "Attendees", "Cancelled"},
        {"M-1", "", "", "T-1", "10:00", "10:20", "B-1; S-1", ""},
        {"M-2", "round table", "Talk", "Table 2", "11:00", "11:45", "B-1; S-1; S-2", "no"}}},
      {"Speed dates",
       {{"Round", "Table", "Start", "End", "Buyer", "Supplier"},
        {"1", "T-1", "13:00", "13:08", "B-1", "S-2"}}},
      {"Sessions",
       {{"Id", "Title", "Theme", "Room", "Start", "End", "Speakers"},
        {"P-1", "Pitches", "Catering", "R-1", "14:00", "14:30", "Loïc; Zoë"}}},
      {"Zones",
       {{"Id", "Topic", "Place", "Start", "End", "Capacity", "Roles", "Themes", "Facilitator"},
        {"Z-1", "Is duurzaam duurder?", "ZN-1", "15:00", "15:45", "20", "koper", "Catering",
         "Roos"}}},
  };

  Grid& sheet(const std::string& name) {
    for (auto& [own, grid] : sheets) {
      if (own == name) return grid;
    }
    ADD_FAILURE() << "no sheet " << name;
    return sheets.front().second;
  }
  // Row 1 is the headings, as in a spreadsheet.
  std::string& cell(const std::string& name, std::size_t row, const std::string& heading) {
    Grid& grid = sheet(name);
    for (std::size_t i = 0; i < grid[0].size(); ++i) {
      if (grid[0][i] == heading) return grid.at(row - 1).at(i);
    }
    ADD_FAILURE() << "no column " << heading;
    return grid[0][0];
  }
  void drop_column(const std::string& name, const std::string& heading) {
    Grid& grid = sheet(name);
    for (std::size_t i = 0; i < grid[0].size(); ++i) {
      if (grid[0][i] != heading) continue;
      for (auto& row : grid) row.erase(row.begin() + static_cast<std::ptrdiff_t>(i));
      return;
    }
  }
  void drop_sheet(const std::string& name) {
    std::erase_if(sheets, [&](const auto& s) { return s.first == name; });
  }

  void write_xlsx(const fs::path& path) const {
    lxw_workbook* book = workbook_new(path.c_str());
    for (const auto& [name, grid] : sheets) {
      lxw_worksheet* sheet = workbook_add_worksheet(book, name.c_str());
      for (std::size_t r = 0; r < grid.size(); ++r) {
        for (std::size_t c = 0; c < grid[r].size(); ++c) {
          if (grid[r][c].empty()) continue;
          worksheet_write_string(sheet, static_cast<lxw_row_t>(r), static_cast<lxw_col_t>(c),
                                 grid[r][c].c_str(), nullptr);
        }
      }
    }
    ASSERT_EQ(workbook_close(book), LXW_NO_ERROR);
  }

  ImportReport imported() const {
    const TempFolder folder;
    const fs::path file = folder / "day.xlsx";
    write_xlsx(file);
    return import_event(std::vector<fs::path>{file});
  }
};

inline std::vector<std::string> texts(const std::vector<Problem>& problems) {
  std::vector<std::string> all;
  for (const Problem& problem : problems) all.push_back(text_of(problem));
  return all;
}

// 18 March 2027, the day of the book, unless another is named.
inline Instant utc(int hour, int minute,
                   std::chrono::sys_days day = std::chrono::year{2027} / 3 / 18) {
  return Instant{day} + std::chrono::hours{hour} + std::chrono::minutes{minute};
}

// The one error of a book; nothing may be imported with it.
inline std::string only_error(const EventBook& book) {
  const ImportReport report = book.imported();
  EXPECT_FALSE(report.roster.has_value());
  EXPECT_THAT(texts(report.errors), ::testing::SizeIs(1));
  return report.errors.empty() ? "" : text_of(report.errors.front());
}

// The one warning of a book, which is imported none the less.
inline std::string only_warning(const EventBook& book) {
  const ImportReport report = book.imported();
  EXPECT_THAT(texts(report.errors), ::testing::IsEmpty());
  EXPECT_TRUE(report.roster.has_value());
  EXPECT_THAT(texts(report.warnings), ::testing::SizeIs(1));
  return report.warnings.empty() ? "" : text_of(report.warnings.front());
}

}  // namespace meetpoint::importers::testing
