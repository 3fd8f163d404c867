#include "sync/hub/importers/csv_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sync/hub/importers/event_book.h"

namespace meetpoint::importers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Cells = std::vector<std::string>;

Sheet good(std::string_view bytes) {
  auto sheet = parse_csv(bytes, "people.csv");
  EXPECT_TRUE(sheet) << text_of(sheet.error());
  return sheet.value_or(Sheet{});
}

std::string trouble(std::string_view bytes) {
  const auto sheet = parse_csv(bytes, "people.csv");
  EXPECT_FALSE(sheet);
  return sheet ? "" : text_of(sheet.error());
}

TEST(CsvReader, TellsSeparatorsApart) {
  for (const char* text : {"a,b;x\n1,2\n", "\"a\",\"b;x\"\r\n1,2\r\n", "a\tb;x\n1\t2\n"}) {
    const Sheet sheet = good(text);
    ASSERT_EQ(sheet.rows.size(), 2U) << text;
    EXPECT_EQ(sheet.rows[0].cells, (Cells{"a", "b;x"}));
    EXPECT_EQ(sheet.rows[1].cells, (Cells{"1", "2"}));
  }
  EXPECT_EQ(good("a;b,x;c\n").rows[0].cells, (Cells{"a", "b,x", "c"}));
  EXPECT_EQ(good("sep=;\na,b,c;d\n").rows[0], (Row{2, {"a,b,c", "d"}}));
}

TEST(CsvReader, IsNamedAfterItsFile) {
  EXPECT_EQ(good("a\n").name, "people");
  EXPECT_TRUE(good("a\n").is_csv);
}

TEST(CsvReader, ReadsUtf8AndWindows1252) {
  EXPECT_EQ(good("\xef\xbb\xbfZo\xc3\xab,x\n").rows[0].cells, (Cells{"Zoë", "x"}));
  EXPECT_EQ(good("Zo\xc3\xab\n").rows[0].cells, (Cells{"Zoë"}));
  EXPECT_EQ(good("Zo\xeb,d\x92Orval,\x80 5\n").rows[0].cells, (Cells{"Zoë", "d’Orval", "€ 5"}));
}

TEST(CsvReader, CountsRowsAsASpreadsheetDoes) {
  // An empty line is a row; a line end inside quotes is not.
  const Sheet sheet = good("a,b\r\n\r\n\"two\r\nlines\",2\r\nlast,3\r\n");
  ASSERT_EQ(sheet.rows.size(), 3U);
  EXPECT_EQ(sheet.rows[1], (Row{3, {"two\nlines", "2"}}));
  EXPECT_EQ(sheet.rows[2].number, 4U);
  EXPECT_EQ(good("a\rb\rc").rows[2].number, 3U);
}

TEST(CsvReader, ReadsQuotes) {
  EXPECT_EQ(good("\"say \"\"hi\"\", you\",\"\",x\n").rows[0].cells,
            (Cells{"say \"hi\", you", "", "x"}));
  EXPECT_EQ(good("a,b").rows[0].cells, (Cells{"a", "b"})) << "no line end at the end";
}

TEST(CsvReader, ReportsATornQuote) {
  EXPECT_EQ(
      trouble("a,b\n1,2\n3,\"never closed\n5,6\n"),
      "people.csv, row 3, column 'B': A quote (\") here is not closed, or stands alone inside "
      "the cell. Write a quote inside a cell twice, and close the cell with one.");
  EXPECT_THAT(trouble("a,b\nsay \"hi\",2\n"), HasSubstr("row 2, column 'A'"));
}

TEST(CsvReader, RefusesWhatIsNoCsv) {
  EXPECT_THAT(trouble("%PDF-1.7 ..."), HasSubstr("people.csv: This is a PDF, not a CSV file."));
  EXPECT_THAT(trouble("\x89PNG\r\n"), HasSubstr("a picture"));
  EXPECT_THAT(trouble(std::string("a\0b", 3)), HasSubstr("This is not a text file."));
  EXPECT_THAT(trouble(std::string("\xff\xfe"
                                  "a\0",
                                  4)),
              HasSubstr("UTF-16"));
  EXPECT_THAT(trouble("PK\x03\x04" + std::string(8, '\0')), HasSubstr("not a text file"));
}

TEST(CsvReader, EmptyFileIsAnEmptySheet) { EXPECT_TRUE(good("").rows.empty()); }

TEST(CsvReader, KeepsToItsBounds) {
  EXPECT_THAT(trouble(std::string(300, ',') + "x\n"), HasSubstr("more than 256 columns"));
  EXPECT_TRUE(parse_csv(std::string(300, ',') + "\n", "x.csv")) << "empty cells are none";
  std::string many(3'000'002, '\n');
  for (std::size_t i = 0; i < many.size(); i += 3) many[i] = 'x';
  EXPECT_THAT(trouble(many), HasSubstr("more than 1000000 rows"));
}

TEST(CsvReader, FileThatIsTooLarge) {
  const testing::TempFolder folder;
  testing::write_bytes(folder / "big.csv", "a\n");
  testing::fs::resize_file(folder / "big.csv", max_file_bytes + 1);
  const auto sheet = read_csv(folder / "big.csv");
  ASSERT_FALSE(sheet);
  EXPECT_THAT(text_of(sheet.error()), HasSubstr("larger than 64 MB"));
}

}  // namespace
}  // namespace meetpoint::importers
