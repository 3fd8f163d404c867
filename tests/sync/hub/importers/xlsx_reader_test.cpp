// Workbooks as libxlsxwriter makes them, and by hand what it does not: other programs' ways, and
// files that are torn, foreign or made to do harm.
#include "sync/hub/importers/xlsx_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zip.h>

#include <algorithm>
#include <cstring>

#include "tests/sync/hub/importers/event_book.h"

namespace meetpoint::importers {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using Cells = std::vector<std::string>;
using Parts = std::map<std::string, std::string>;

void write_zip(const testing::fs::path& path, const Parts& parts) {
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  ASSERT_NE(archive, nullptr);
  for (const auto& [name, bytes] : parts) {
    zip_source_t* source = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
    ASSERT_GE(zip_file_add(archive, name.c_str(), source, ZIP_FL_OVERWRITE), 0);
  }
  ASSERT_EQ(zip_close(archive), 0);
}

// The least that a workbook with one sheet is made of. `x:` prefixes as some programs write them.
Parts workbook_parts(const std::string& sheet_data, const std::string& strings = "",
                     const std::string& properties = "", const std::string& styles = "") {
  const std::string relation =
      "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
  return {
      {"xl/workbook.xml",
       "<x:workbook xmlns:x=\"m\" xmlns:r=\"r\">" + properties +
           "<x:sheets><x:sheet name=\"One\" sheetId=\"1\" r:id=\"rId7\"/></x:sheets></x:workbook>"},
      {"xl/_rels/workbook.xml.rels",
       "<Relationships><Relationship Id=\"rId7\" Type=\"" + relation +
           "worksheet\" Target=\"/xl/worksheets/first.xml\"/><Relationship Id=\"rId2\" Type=\"" +
           relation +
           "sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"rId3\" Type=\"" +
           relation + "styles\" Target=\"styles.xml\"/></Relationships>"},
      {"xl/sharedStrings.xml", "<sst>" + strings + "</sst>"},
      {"xl/styles.xml", "<styleSheet>" + styles + "</styleSheet>"},
      {"xl/worksheets/first.xml",
       "<?xml version=\"1.0\"?><worksheet><sheetData>" + sheet_data + "</sheetData></worksheet>"},
  };
}

tl::expected<std::vector<Sheet>, Problem> read_parts(const Parts& parts) {
  const testing::TempFolder folder;
  write_zip(folder / "book.xlsx", parts);
  return read_xlsx(folder / "book.xlsx");
}

std::vector<Row> rows_of(const Parts& parts) {
  const auto sheets = read_parts(parts);
  EXPECT_TRUE(sheets) << text_of(sheets.error());
  if (!sheets || sheets->size() != 1) return {};
  return sheets->front().rows;
}

std::string trouble_of_bytes(const std::string& bytes) {
  const testing::TempFolder folder;
  testing::write_bytes(folder / "book.xlsx", bytes);
  const auto sheets = read_xlsx(folder / "book.xlsx");
  EXPECT_FALSE(sheets);
  return sheets ? "" : text_of(sheets.error());
}

std::string trouble_of_parts(const Parts& parts) {
  const auto sheets = read_parts(parts);
  EXPECT_FALSE(sheets);
  return sheets ? "" : text_of(sheets.error());
}

TEST(XlsxReader, ReadsWhatAWriterWrites) {
  const testing::TempFolder folder;
  const testing::fs::path file = folder / "written.xlsx";
  lxw_workbook* book = workbook_new(file.c_str());
  lxw_worksheet* sheet = workbook_add_worksheet(book, "Gäste & <mehr>");
  workbook_add_worksheet(book, "Empty");
  const auto formatted = [&](const char* code) {
    lxw_format* format = workbook_add_format(book);
    format_set_num_format(format, code);
    return format;
  };
  lxw_datetime at{2027, 3, 18, 13, 30, 0};
  worksheet_write_string(sheet, 0, 0, "Zoë <\"&\"> d’Orval", nullptr);
  worksheet_write_number(sheet, 0, 1, 14, nullptr);
  worksheet_write_number(sheet, 0, 2, 0.1, nullptr);
  worksheet_write_boolean(sheet, 0, 3, 1, nullptr);
  worksheet_write_datetime(sheet, 0, 4, &at, formatted("dd/mm/yyyy hh:mm"));
  worksheet_write_datetime(sheet, 0, 5, &at, formatted("[$-813]d mmmm yyyy"));
  worksheet_write_number(sheet, 0, 6, 0.5625, formatted("hh:mm"));
  worksheet_write_number(sheet, 0, 7, 46464, formatted("yyyy-mm-dd"));
  worksheet_write_number(sheet, 0, 8, 0.5, formatted("0.00 \"days\""));
  worksheet_write_formula_str(sheet, 0, 9, "=\"a\"&\"b\"", nullptr, "ab");
  worksheet_write_formula_num(sheet, 0, 10, "=1+1", nullptr, 2);
  worksheet_write_string(sheet, 4, 2, "far", nullptr);
  ASSERT_EQ(workbook_close(book), LXW_NO_ERROR);

  const auto sheets = read_xlsx(file);
  ASSERT_TRUE(sheets) << text_of(sheets.error());
  ASSERT_THAT(*sheets, SizeIs(2));
  EXPECT_EQ((*sheets)[0].name, "Gäste & <mehr>");
  EXPECT_TRUE((*sheets)[1].rows.empty());
  ASSERT_THAT((*sheets)[0].rows, SizeIs(2));
  EXPECT_EQ((*sheets)[0].rows[0].cells,
            (Cells{"Zoë <\"&\"> d’Orval", "14", "0.1", "true", "2027-03-18T13:30",
                   "2027-03-18T13:30", "13:30", "2027-03-18", "0.5", "ab", "2"}));
  EXPECT_EQ((*sheets)[0].rows[1], (Row{5, {"", "", "far"}}));
}

TEST(XlsxReader, ReadsInlineRichAndEscapedText) {
  const auto rows = rows_of(workbook_parts(
      "<row><c t=\"inlineStr\"><is><t>in </t></is></c><c t=\"s\"><v>1</v></c>"
      "<c t=\"s\"><v>0</v></c><c t=\"s\"><v>99</v></c><c t=\"e\"><v>#N/A</v></c></row>"
      "<x:row r=\"7\"><x:c r=\"C7\" t=\"str\"><x:f>A1</x:f><x:v>f_x000A_g</x:v></x:c></x:row>",
      "<si/><si><r><rPr><b/></rPr><t>ri</t></r><r><t xml:space=\"preserve\">ch </t></r>"
      "<rPh><t>NOT</t></rPh></si>"));
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0], (Row{1, {"in ", "rich ", "", "", "#N/A"}}));
  EXPECT_EQ(rows[1], (Row{7, {"", "", "f\ng"}}));
}

TEST(XlsxReader, CountsDaysInBothSystems) {
  const std::string styles =
      "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/><xf "
      "numFmtId=\"20\"/></cellXfs>";
  const std::string data =
      "<row r=\"1\"><c s=\"1\"><v>45002.5625</v></c><c s=\"2\"><v>0.75</v></c>"
      "<c s=\"1\"><v>-3</v></c></row>";
  EXPECT_EQ(rows_of(workbook_parts(data, "", "", styles))[0].cells,
            (Cells{"2023-03-17T13:30", "18:00", "-3"}));
  EXPECT_EQ(rows_of(workbook_parts(data, "", "<x:workbookPr date1904=\"1\"/>", styles))[0].cells,
            (Cells{"2027-03-18T13:30", "18:00", "-3"}));
}

TEST(XlsxReader, KeepsLongNumbersAsTheyAre) {
  const auto rows = rows_of(workbook_parts(
      "<row><c><v>12345678901234567890</v></c><c><v>1.4E1</v></c><c><v>14.0</v></c></row>"));
  EXPECT_EQ(rows[0].cells, (Cells{"12345678901234567890", "14", "14"}));
}

TEST(XlsxReader, TornFile) {
  const testing::TempFolder folder;
  testing::EventBook().write_xlsx(folder / "whole.xlsx");
  std::ifstream in(folder / "whole.xlsx", std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  EXPECT_THAT(trouble_of_bytes(whole.substr(0, whole.size() / 2)),
              HasSubstr("book.xlsx: The file is torn: a part of it is missing or damaged."));
  // Any damage is a message, never a crash and never other cells without a word.
  const auto sound = read_xlsx(folder / "whole.xlsx");
  for (std::size_t at = 40; at < whole.size(); at += 97) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x5a);
    testing::write_bytes(folder / "damaged.xlsx", damaged);
    const auto read = read_xlsx(folder / "damaged.xlsx");
    if (!read) continue;
    ASSERT_EQ(read->size(), sound->size()) << at;
    for (std::size_t i = 0; i < read->size(); ++i) {
      EXPECT_TRUE((*read)[i].rows == (*sound)[i].rows) << at;
    }
  }
}

TEST(XlsxReader, ForeignFiles) {
  EXPECT_THAT(trouble_of_bytes("%PDF-1.7\n"), HasSubstr("This is a PDF, not an XLSX workbook."));
  EXPECT_THAT(trouble_of_bytes("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), HasSubstr("an old Excel file"));
  EXPECT_THAT(trouble_of_bytes("Id,Name\n1,2\n"), HasSubstr("This is something else"));
  EXPECT_THAT(trouble_of_bytes(""), HasSubstr("The file is empty."));
  EXPECT_THAT(trouble_of_parts({{"word/document.xml", "<w/>"}}), HasSubstr("a Word document"));
  EXPECT_THAT(trouble_of_parts({{"content.xml", "<o/>"}}), HasSubstr("an OpenDocument file"));
  EXPECT_THAT(trouble_of_parts({{"holiday.jpg", "x"}}), HasSubstr("without a workbook in it"));
}

TEST(XlsxReader, PartsThatAreMissingOrDamaged) {
  Parts parts = workbook_parts("<row><c><v>1</v></c></row>");
  parts.erase("xl/worksheets/first.xml");
  EXPECT_THAT(trouble_of_parts(parts), HasSubstr("has no part 'xl/worksheets/first.xml'"));
  EXPECT_THAT(trouble_of_parts(workbook_parts("<row><c><v>1</c></row>")), HasSubstr("is damaged"));
  EXPECT_THAT(trouble_of_parts(workbook_parts("<row><c><v>1</v></c>")), HasSubstr("is damaged"));
  parts = workbook_parts("");
  parts["xl/workbook.xml"] = "<workbook";
  EXPECT_THAT(trouble_of_parts(parts), HasSubstr("its part 'xl/workbook.xml' can't be read"));
  EXPECT_THAT(
      trouble_of_parts(workbook_parts("<row r=\"5\"><c><v>1</v></c></row><row r=\"2\"><c><v>1"
                                      "</v></c></row>")),
      HasSubstr("out of order"));
}

// A source of `left` spaces that are never in memory at once.
zip_int64_t spaces(void* state, void* data, zip_uint64_t length, zip_source_cmd_t command) {
  auto& left = *static_cast<zip_uint64_t*>(state);
  switch (command) {
    case ZIP_SOURCE_READ: {
      const zip_uint64_t now = std::min(left, length);
      std::memset(data, ' ', now);
      left -= now;
      return static_cast<zip_int64_t>(now);
    }
    case ZIP_SOURCE_STAT: zip_stat_init(static_cast<zip_stat_t*>(data)); return sizeof(zip_stat_t);
    case ZIP_SOURCE_SUPPORTS:
      return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE,
                                            ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
    case ZIP_SOURCE_ERROR: return 0;
    default: return 0;
  }
}

TEST(XlsxReader, ZipBomb) {
  // A little more than is allowed, all of it white space between rows, in a file of a megabyte or
  // two.
  const testing::TempFolder folder;
  const testing::fs::path file = folder / "bomb.xlsx";
  write_zip(file, workbook_parts(""));
  zip_uint64_t left = max_unpacked_bytes + 1'000'000;
  zip_t* archive = zip_open(file.c_str(), 0, nullptr);
  zip_source_t* source = zip_source_function(archive, spaces, &left);
  const zip_int64_t part =
      zip_file_add(archive, "xl/worksheets/first.xml", source, ZIP_FL_OVERWRITE);
  zip_set_file_compression(archive, static_cast<zip_uint64_t>(part), ZIP_CM_DEFLATE, 1);
  ASSERT_EQ(zip_close(archive), 0);
  ASSERT_LT(testing::fs::file_size(file), 10'000'000U);
  const auto sheets = read_xlsx(file);
  ASSERT_FALSE(sheets);
  EXPECT_THAT(text_of(sheets.error()),
              HasSubstr("bomb.xlsx: The file unpacks to more than 512 MB."));
}

TEST(XlsxReader, SharedTextThatGrowsWithoutEnd) {
  std::string text(30'000, 'x');
  std::string data;
  for (int i = 0; i < 20'000; ++i) data += "<row><c t=\"s\"><v>0</v></c></row>";
  EXPECT_THAT(trouble_of_parts(workbook_parts(data, "<si><t>" + text + "</t></si>")),
              HasSubstr("more than 512 MB of text"));
}

TEST(XlsxReader, RowsAndColumnsBeyondTheBounds) {
  EXPECT_THAT(trouble_of_parts(workbook_parts("<row r=\"1000001\"><c><v>1</v></c></row>")),
              HasSubstr("more than 1000000 rows"));
  EXPECT_THAT(trouble_of_parts(workbook_parts("<row><c r=\"XFD1\"><v>1</v></c></row>")),
              HasSubstr("The sheet 'One' of 'book.xlsx' has more than 256 columns"));
  EXPECT_THAT(rows_of(workbook_parts("<row><c r=\"XFD1\"/><c r=\"A1\"><v>1</v></c></row>")),
              SizeIs(1));
}

TEST(XlsxReader, DeepNestingDoesNotExhaustTheStack) {
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += "<r>";
  deep += "<t>x</t>";
  for (int i = 0; i < 200'000; ++i) deep += "</r>";
  const auto rows = rows_of(
      workbook_parts("<row><c t=\"s\"><v>0</v></c><c><v>1</v></c></row>", "<si>" + deep + "</si>"));
  ASSERT_THAT(rows, SizeIs(1));
}

}  // namespace
}  // namespace meetpoint::importers
