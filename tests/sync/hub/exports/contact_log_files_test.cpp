// The files of the contact log, read back as a spreadsheet or a program would.
#include "sync/hub/exports/contact_log_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "sync/hub/exports/utf8.h"
#include "sync/hub/importers/csv_reader.h"
#include "sync/hub/importers/xlsx_reader.h"
#include "tests/sync/hub/exports/small_event.h"

namespace meetpoint::exports {
namespace {

using importers::Row;
using importers::Sheet;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using testing::SmallEvent;
using ::testing::StartsWith;

SmallEvent busy_event() {
  SmallEvent e;
  e.meet("B-1", "S-1", 10, 5, "M-1");
  e.meet("B-1", "S-2", 10, 30);
  e.meet("S-1", "S-2", 11, 0);
  e.consent("B-1", "S-1", {"name", "organisation", "email", "telephone"});
  e.consent("S-1", "B-1", {"name", "organisation"});
  e.consent("B-1", "S-2", {"name"});
  e.note("B-1", "S-1", "says \"yes\",\nand means it; Zoë’s way", 5);
  e.contacts[0].doubles = {testing::fact_id(7)};
  return e;
}

Sheet as_csv(const ContactLog& log) {
  const Result<std::string> csv = to_csv(log);
  EXPECT_TRUE(csv);
  auto sheet = importers::parse_csv(csv.value_or(""), "log.csv");
  EXPECT_TRUE(sheet) << text_of(sheet.error());
  return sheet.value_or(Sheet{});
}

std::vector<Sheet> as_xlsx(const ContactLog& log) {
  const Result<std::string> xlsx = to_xlsx(log);
  EXPECT_TRUE(xlsx) << xlsx.error().message;
  std::string pattern =
      (std::filesystem::temp_directory_path() / "meetpoint-export-XXXXXX").string();
  const std::filesystem::path folder = mkdtemp(pattern.data());
  std::ofstream(folder / "log.xlsx", std::ios::binary) << *xlsx;
  auto sheets = importers::read_xlsx(folder / "log.xlsx");
  EXPECT_TRUE(sheets) << text_of(sheets.error());
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  return sheets.value_or(std::vector<Sheet>{});
}

// A row of a sheet by the headings in its first.
std::map<std::string, std::string> named(const Sheet& sheet, std::size_t row) {
  std::map<std::string, std::string> cells;
  for (std::size_t i = 0; i < sheet.rows.at(0).cells.size(); ++i) {
    const std::vector<std::string>& own = sheet.rows.at(row).cells;
    cells[sheet.rows[0].cells[i]] = i < own.size() ? own[i] : "";
  }
  return cells;
}

TEST(ContactLogCsv, ReadsBackAsItWas) {
  const Sheet sheet = as_csv(busy_event().log());
  ASSERT_THAT(sheet.rows, SizeIs(3));
  auto row = named(sheet, 1);
  EXPECT_EQ(row["Date"], "2027-03-18");
  EXPECT_EQ(row["Time"], "11:05");
  EXPECT_EQ(row["A name"], "Anaïs van der Meersch");
  EXPECT_EQ(row["A e-mail"], "anais@distelbeke.example");
  EXPECT_EQ(row["B name"], "Loïc d’Aubrencourt");
  EXPECT_EQ(row["B e-mail"], "");
  EXPECT_EQ(row["Note by A"], "says \"yes\",\nand means it; Zoë’s way");
  EXPECT_EQ(row["Rating by A"], "5");
  EXPECT_EQ(row["Also recorded"], "1");
  row = named(sheet, 2);
  EXPECT_EQ(row["B id"], "");
  EXPECT_EQ(row["B role"], "");
}

TEST(ContactLogCsv, HasAByteOrderMarkUnlessToldNot) {
  const ContactLog log = busy_event().log();
  EXPECT_THAT(*to_csv(log), StartsWith("\xef\xbb\xbf"
                                       "Date,Time,"));
  EXPECT_THAT(*to_csv(log, {.byte_order_mark = false}), StartsWith("Date,Time,"));
}

TEST(ContactLogCsv, EndsItsLinesAsRfc4180Says) {
  SmallEvent e;
  const std::string csv = *to_csv(e.log());
  EXPECT_TRUE(csv.ends_with("Also recorded\r\n"));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1);
}

TEST(ContactLogCsv, NoCellIsRunAsAFormula) {
  for (const char* text : {"=1+1", "+32 2 000", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1",
                           "\xef\xbc\x9d"
                           "1"}) {
    EXPECT_EQ(spreadsheet_safe(text), "'" + std::string(text));
  }
  for (const char* text : {"", "Zoë", "1-2", "a=b", "   ", "'quoted", "e@mail"}) {
    EXPECT_EQ(spreadsheet_safe(text), text);
  }
  SmallEvent e = busy_event();
  e.attendees[0].given_name = "=HYPERLINK(\"http://evil.example\",\"x\")";
  auto row = named(as_csv(e.log()), 1);
  EXPECT_THAT(row["A name"], StartsWith("'=HYPERLINK"));
  EXPECT_EQ(row["A telephone"], "'+32 2 000 11 22");
}

TEST(ContactLogXlsx, ReadsBackAsItWas) {
  const auto sheets = as_xlsx(busy_event().log());
  ASSERT_THAT(sheets, SizeIs(2));
  EXPECT_EQ(sheets[0].name, "Contacts");
  ASSERT_THAT(sheets[0].rows, SizeIs(3));
  auto row = named(sheets[0], 1);
  EXPECT_EQ(row["Date"], "2027-03-18") << "a real date, by its style";
  EXPECT_EQ(row["Time"], "11:05");
  EXPECT_EQ(row["A telephone"], "+32 2 000 11 22") << "typed as text: no apostrophe is needed";
  EXPECT_EQ(row["Note by A"], "says \"yes\",\nand means it; Zoë’s way");
  EXPECT_EQ(row["Rating by A"], "5");
  row = named(sheets[0], 2);
  EXPECT_EQ(row["A name"], "Anaïs van der Meersch");
  EXPECT_EQ(row["B name"] + row["B id"] + row["B organisation"], "");
}

TEST(ContactLogXlsx, SaysWhatWasWithheld) {
  const auto sheets = as_xlsx(busy_event().log());
  std::map<std::string, std::string> about;
  for (const Row& row : sheets.at(1).rows) {
    if (row.cells.size() == 2) about[row.cells[0]] = row.cells[1];
  }
  EXPECT_EQ(sheets[1].name, "About");
  EXPECT_EQ(about["Event"], "A day");
  EXPECT_EQ(about["Times are those of"], "Europe/Brussels");
  EXPECT_EQ(about["Exported"], "2027-03-18T18:00");
  EXPECT_EQ(about["Contacts in this log"], "2");
  EXPECT_EQ(about["… of which one-sided"], "1");
  EXPECT_EQ(about["Withheld"], "1");
}

TEST(ContactLogXlsx, FormulasStayText) {
  SmallEvent e = busy_event();
  e.attendees[0].given_name = "=1+1";
  e.attendees[0].family_name = "";
  EXPECT_EQ(named(as_xlsx(e.log()).at(0), 1)["A name"], "=1+1");
}

TEST(ContactLogXlsx, CutsWhatACellCanNotHold) {
  SmallEvent e = busy_event();
  std::string endless;
  for (int i = 0; i < 20'000; ++i) endless += "é";
  e.notes[0].versions.back().text = endless;
  const std::string note = named(as_xlsx(e.log()).at(0), 1)["Note by A"];
  EXPECT_GT(note.size(), 32'000U);
  EXPECT_LE(note.size(), 32'767U);
  EXPECT_TRUE(note.ends_with("é…"));
}

TEST(ContactLogXlsx, SameLogSameBytes) {
  const ContactLog log = busy_event().log();
  EXPECT_TRUE(*to_xlsx(log) == *to_xlsx(log));
  EXPECT_EQ(*to_csv(log), *to_csv(log));
  EXPECT_EQ(*to_json(log), *to_json(log));
}

TEST(ContactLogXlsx, EmptyLogIsAFileToo) {
  const auto sheets = as_xlsx(SmallEvent().log());
  ASSERT_THAT(sheets, SizeIs(2));
  EXPECT_THAT(sheets[0].rows, SizeIs(1));
}

TEST(ContactLogJson, HoldsTheRows) {
  const auto json = nlohmann::json::parse(*to_json(busy_event().log()));
  EXPECT_EQ(json["format"], "meetpoint-contact-log");
  EXPECT_EQ(json["version"], 1);
  EXPECT_EQ(json["event"]["id"], "ev");
  EXPECT_EQ(json["exported_at"], "2027-03-18T17:00:00.000Z");
  EXPECT_EQ(json["withheld"], 1);
  ASSERT_EQ(json["contacts"].size(), 2U);
  const auto& row = json["contacts"][0];
  EXPECT_EQ(row["met_at"], "2027-03-18T10:05:00.000Z");
  EXPECT_EQ(row["local"], "2027-03-18T11:05");
  EXPECT_EQ(row["a"]["telephone"], "+32 2 000 11 22");
  EXPECT_FALSE(row["b"].contains("email"));
  EXPECT_TRUE(json["contacts"][1]["b"].empty());
}

TEST(ContactLogFiles, TextThatIsNoUtf8SpoilsNone) {
  SmallEvent e = busy_event();
  e.attendees[0].given_name = "Zo\xeb";
  ASSERT_TRUE(to_json(e.log()));
  EXPECT_THAT(*to_json(e.log()), HasSubstr("Zo\xef\xbf\xbd"));
  EXPECT_EQ(named(as_csv(e.log()), 1)["A name"], "Zo\xef\xbf\xbd van der Meersch");
  EXPECT_EQ(named(as_xlsx(e.log()).at(0), 1)["A name"], "Zo\xef\xbf\xbd van der Meersch");
  for (const char* bad :
       {"\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xef\xbf\xbe", "\xe2\x82"}) {
    EXPECT_THAT(repaired_utf8(bad), StartsWith("\xef\xbf\xbd")) << bad;
  }
  EXPECT_EQ(repaired_utf8("Zoë €5 \xf0\x9f\x98\x80"), "Zoë €5 \xf0\x9f\x98\x80");
}

TEST(ContactLogFiles, NothingOfAPersonWithoutConsentIsInAnyBytes) {
  SmallEvent e = busy_event();
  const ContactLog log = e.log();
  for (const std::string& text : {*to_csv(log), *to_json(log)}) {
    for (const char* detail : {"Zoë Regenboer", "S-2", "loic@hop.example", "000 33 44"}) {
      EXPECT_THAT(text, Not(HasSubstr(detail)));
    }
  }
}

}  // namespace
}  // namespace meetpoint::exports
