#include "sync/hub/importers/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sync/hub/importers/columns.h"
#include "sync/hub/importers/local_time.h"

namespace meetpoint::importers {
namespace {

using ::testing::ElementsAre;
using namespace std::chrono;

TEST(Text, FoldsHeadings) {
  EXPECT_EQ(folded("E-mail adres"), "emailadres");
  EXPECT_EQ(folded("  PRÉNOM\xc2\xa0"), "prenom");
  EXPECT_EQ(folded("Pre\xcc\x81nom"), "prenom") << "accents as marks of their own";
  EXPECT_EQ(folded("Thema’s"), "themas");
  EXPECT_EQ(folded("Łukasz Çelikbaşoğlu"), "lukaszcelikbasoglu");
  EXPECT_EQ(folded("東京 1"), "東京1");
  EXPECT_EQ(folded("a\xff"
                   "b"),
            "ab")
      << "bytes that are no UTF-8";
}

TEST(Text, TrimsWhatNobodySees) {
  EXPECT_EQ(trimmed(" \xc2\xa0\xe2\x80\x8b x y \t\r\n"), "x y");
  EXPECT_EQ(one_line("a\r\nb \t c"), "a b  c");
  EXPECT_EQ(trimmed("\xc2\xa0"), "");
}

TEST(Text, SplitsLists) {
  EXPECT_THAT(split_list("a; b ;;c"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(split_list("a, b"), ElementsAre("a", "b"));
  EXPECT_THAT(split_list("Peeters, An; Maes, Bo"), ElementsAre("Peeters, An", "Maes, Bo"));
  EXPECT_THAT(split_list(" "), ElementsAre());
}

TEST(Text, KnowsUtf8) {
  EXPECT_TRUE(is_utf8("Zoë €"));
  EXPECT_FALSE(is_utf8("Zo\xeb"));
  EXPECT_FALSE(is_utf8("\xc0\x80")) << "overlong";
  EXPECT_FALSE(is_utf8("\xed\xa0\x80")) << "half a surrogate pair";
  EXPECT_FALSE(is_utf8("cut \xe2\x82"));
}

TEST(Text, MeasuresNearMisses) {
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("brussel", "brussels"), 1U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(Columns, NoHeadingMeansTwoThingsInASheet) {
  for (const SheetRule& sheet : event_sheets()) {
    for (const ColumnRule& column : sheet.columns) {
      for (const std::string_view heading : column.headings) {
        const ColumnRule* found = rule_for_heading(sheet, heading);
        ASSERT_NE(found, nullptr) << sheet.names.front() << " " << heading;
        EXPECT_EQ(found->field, column.field) << sheet.names.front() << " " << heading;
      }
    }
  }
}

TEST(Columns, FindsSheetsByTheirFilesName) {
  ASSERT_NE(rule_for_sheet("03_attendees"), nullptr);
  EXPECT_EQ(rule_for_sheet("03_attendees")->kind, SheetKind::attendees);
  EXPECT_EQ(rule_for_sheet("speed-dates")->kind, SheetKind::speed_dates);
  EXPECT_EQ(rule_for_sheet("Beurs 2027 - Afspraken")->kind, SheetKind::meetings);
  EXPECT_EQ(rule_for_sheet("RENDEZ-VOUS")->kind, SheetKind::meetings);
  EXPECT_EQ(rule_for_sheet("Budget"), nullptr);
}

TEST(Columns, ColumnsThatRepeatMayBeNumbered) {
  const SheetRule& meetings = *rule_for_sheet("Meetings");
  ASSERT_NE(rule_for_heading(meetings, "Attendee 2"), nullptr);
  EXPECT_EQ(rule_for_heading(meetings, "Attendee 2")->field, Field::attendees);
  EXPECT_EQ(rule_for_heading(meetings, "Title 2"), nullptr);
}

LocalDay day_of(year_month_day date) { return LocalDay{date}; }

TEST(LocalTime, ReadsWhatPeopleWrite) {
  const LocalDay day = day_of(2027y / March / 18);
  for (const char* text : {"2027-03-18T13:30", "2027-03-18 13:30:00", "18/03/2027 13:30",
                           "18-3-2027 13h30", "18.03.2027, 13u30", "2027/03/18 13.30"}) {
    const auto written = parse_time(text);
    ASSERT_TRUE(written) << text;
    EXPECT_EQ(written->day, day) << text;
    EXPECT_EQ(written->time, 13h + 30min) << text;
    EXPECT_FALSE(written->offset) << text;
  }
  EXPECT_EQ(parse_time("9u")->time, 9h);
  EXPECT_EQ(parse_time("2027-03-18")->time, std::nullopt);
  EXPECT_EQ(parse_time("13:30-05:30")->offset, -(5h + 30min));
  EXPECT_EQ(parse_time("2027-03-18T13:30:15.250Z")->offset, 0min);
}

TEST(LocalTime, RefusesWhatIsNoTime) {
  for (const char* text : {"", "noon", "24:00", "12:60", "31/02/2027", "2027-13-01", "18/03/27",
                           "13:30 or so", "1330", "18/03-2027", "0.5625", "13:30+99:00"}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
}

}  // namespace
}  // namespace meetpoint::importers
