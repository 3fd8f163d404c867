// Times as organisers write them, the event's time zone, and the change of clocks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sync/hub/importers/event_book.h"

namespace meetpoint::importers {
namespace {

using ::testing::Contains;
using testing::EventBook;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::only_error;
using testing::only_warning;
using ::testing::SizeIs;
using testing::texts;
using testing::utc;
using namespace std::chrono;

TEST(EventImporter, BadTimes) {
  EventBook book;
  book.cell("Meetings", 2, "Start") = "ten o'clock";
  book.cell("Meetings", 3, "End") = "";
  book.cell("Sessions", 2, "Start") = "31/02/2027 14:00";
  book.cell("Zones", 2, "End") = "25:00";
  EXPECT_THAT(texts(book.imported().errors),
              ::testing::UnorderedElementsAre(
                  "day.xlsx, sheet 'Meetings', row 2, column 'Start': 'ten o'clock' is not a time. "
                  "Write it as 13:30, or with its day as 2027-03-18 13:30.",
                  "day.xlsx, sheet 'Meetings', row 3, column 'End': The cell is empty. Fill it in, "
                  "or take the row away.",
                  HasSubstr("sheet 'Sessions', row 2, column 'Start': '31/02/2027 14:00' is not"),
                  HasSubstr("sheet 'Zones', row 2, column 'End': '25:00' is not a time")));
}

TEST(EventImporter, EndsBeforeItStarts) {
  EventBook book;
  book.cell("Meetings", 2, "End") = "09:20";
  EXPECT_EQ(only_error(book),
            "day.xlsx, sheet 'Meetings', row 2, column 'End': It ends (18 March 2027 09:20) before "
            "it starts (18 March 2027 10:00). Put the times right; where it ends on the next day, "
            "write the day too.");
}

TEST(EventImporter, TimeOutsideTheEvent) {
  EventBook book;
  book.cell("Meetings", 2, "Start") = "2027-03-19 10:00";
  book.cell("Meetings", 2, "End") = "2027-03-19 10:20";
  EXPECT_THAT(only_warning(book),
              HasSubstr("19 March 2027 10:00 is outside the event's own times"));
}

TEST(EventImporter, EventOfTwoDaysNeedsTheDay) {
  EventBook book;
  book.cell("Event", 2, "End") = "2027-03-19 18:00";
  const ImportReport report = book.imported();
  EXPECT_THAT(report.errors, SizeIs(5));
  EXPECT_THAT(texts(report.errors),
              Contains("day.xlsx, sheet 'Meetings', row 2, column 'Start': Which day? Write it as "
                       "2027-03-18 13:30, or add a column 'Date'."));
  for (const char* sheet : {"Meetings", "Speed dates", "Sessions", "Zones"}) {
    testing::Grid& grid = book.sheet(sheet);
    grid[0].push_back("Datum");
    for (std::size_t i = 1; i < grid.size(); ++i) {
      grid[i].resize(grid[0].size() - 1);
      grid[i].push_back("19-3-2027");
    }
  }
  const ImportReport dated = book.imported();
  EXPECT_THAT(texts(dated.errors), IsEmpty());
  ASSERT_TRUE(dated.roster);
  EXPECT_EQ(dated.roster->meetings[0].starts_at, utc(9, 0, 2027y / March / 19));
}

TEST(EventImporter, TimeZoneThatIsNone) {
  EventBook book;
  book.cell("Event", 2, "Time zone") = "Europe/Brussel";
  EXPECT_THAT(only_error(book),
              HasSubstr("column 'Time zone': There is no time zone 'Europe/Brussel'. Did you mean "
                        "'Europe/Brussels'"));
  book.cell("Event", 2, "Time zone") = "Brussel";
  EXPECT_THAT(only_error(book), HasSubstr("'Europe/Brussels'"));
  book.cell("Event", 2, "Time zone") = "";
  EXPECT_THAT(only_error(book), HasSubstr("row 2, column 'Time zone': The cell is empty."));
  book.cell("Event", 2, "Time zone") = "xyzzyxyzzyxyzzyxyzzyxyzzy";
  EXPECT_THAT(only_error(book), HasSubstr("Write its IANA name, such as 'Europe/Brussels'"));
}

EventBook night_of(const char* day_before, const char* day) {
  EventBook book;
  book.cell("Event", 2, "Start") = std::string(day_before) + " 20:00";
  book.cell("Event", 2, "End") = std::string(day) + " 08:00";
  for (const char* sheet : {"Speed dates", "Sessions", "Zones"}) book.drop_sheet(sheet);
  for (std::size_t row : {2U, 3U}) {
    book.cell("Attendees", row, "Zone") = "";
    book.cell("Attendees", row, "Sessions") = "";
  }
  book.sheet("Meetings").pop_back();
  return book;
}

TEST(EventImporter, TimeThatTheClocksSkip) {
  EventBook book = night_of("2027-03-27", "2027-03-28");
  book.cell("Meetings", 2, "Start") = "2027-03-28 02:30";
  book.cell("Meetings", 2, "End") = "2027-03-28 03:30";
  EXPECT_EQ(only_error(book),
            "day.xlsx, sheet 'Meetings', row 2, column 'Start': 28 March 2027 02:30 does not exist "
            "at the venue: the clocks go forward then and skip it. Write a time before or after "
            "the change.");
  book.cell("Meetings", 2, "Start") = "2027-03-28 01:30";
  const ImportReport report = book.imported();
  ASSERT_TRUE(report.roster);
  EXPECT_EQ(report.roster->meetings[0].ends_at - report.roster->meetings[0].starts_at, 1h);
}

TEST(EventImporter, TimeThatComesTwice) {
  EventBook book = night_of("2027-10-30", "2027-10-31");
  book.cell("Meetings", 2, "Start") = "2027-10-31 02:30";
  book.cell("Meetings", 2, "End") = "2027-10-31 04:00";
  EXPECT_THAT(only_warning(book), HasSubstr("31 October 2027 02:30 comes twice at the venue"));
  EXPECT_EQ(book.imported().roster->meetings[0].starts_at, utc(0, 30, 2027y / October / 31));
  book.cell("Meetings", 2, "Start") = "2027-10-31T02:30+01:00";
  const ImportReport exact = book.imported();
  EXPECT_THAT(texts(exact.warnings), IsEmpty());
  EXPECT_EQ(exact.roster->meetings[0].starts_at, utc(1, 30, 2027y / October / 31));
}

TEST(EventImporter, WritesTheOffsetsOfAYearEitherSide) {
  const ImportReport report = EventBook().imported();
  const TimeZone& zone = report.roster->event.time_zone;
  EXPECT_EQ(zone.name, "Europe/Brussels");
  EXPECT_EQ(zone.offset_minutes_at(utc(12, 0, 2026y / July / 1)), 120);
  EXPECT_EQ(zone.offset_minutes_at(utc(0, 59, 2027y / March / 28)), 60);
  EXPECT_EQ(zone.offset_minutes_at(utc(1, 0, 2027y / March / 28)), 120);
  EXPECT_EQ(zone.offset_minutes_at(utc(12, 0, 2028y / January / 1)), 60);
  EXPECT_LE(zone.offsets.front().from, report.roster->event.starts_at - days{365});
}

}  // namespace
}  // namespace meetpoint::importers
