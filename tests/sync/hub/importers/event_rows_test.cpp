// What can be wrong in a row, in the words that an organiser sees.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sync/hub/importers/event_book.h"

namespace meetpoint::importers {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::EventBook;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::only_error;
using testing::only_warning;
using testing::texts;

TEST(EventImporter, DuplicateIds) {
  EventBook book;
  book.cell("Attendees", 3, "Id") = "B-1";
  book.cell("Attendees", 3, "Sessions") = "";
  EXPECT_THAT(texts(book.imported().errors),
              Contains("day.xlsx, sheet 'Attendees', row 3, column 'Id': The id 'B-1' is there "
                       "twice. Give each row an id of its own."));
  EventBook meetings;
  meetings.cell("Meetings", 3, "Id") = "M-1";
  EXPECT_THAT(only_error(meetings),
              HasSubstr("row 3, column 'Id': The meeting 'M-1' is there twice"));
}

TEST(EventImporter, UnknownReferences) {
  EventBook book;
  book.cell("Meetings", 2, "Table") = "T-99";
  book.cell("Meetings", 3, "Attendees") = "B-1; S-7";
  book.cell("Attendees", 4, "Organisation") = "O-9";
  book.cell("Attendees", 2, "Zone") = "Z-9";
  book.cell("Attendees", 3, "Sessions") = "P-9";
  book.cell("Places", 6, "Organisation") = "O-8";
  EXPECT_THAT(
      texts(book.imported().errors),
      ::testing::UnorderedElementsAre(
          "day.xlsx, sheet 'Meetings', row 2, column 'Table': There is no place 'T-99' in "
          "'Places'. Correct it, or add it there.",
          "day.xlsx, sheet 'Meetings', row 3, column 'Attendees': There is no attendee 'S-7' in "
          "'Attendees'. Correct it, or add it there.",
          HasSubstr("row 4, column 'Organisation': There is no organisation 'O-9'"),
          HasSubstr("row 2, column 'Zone': There is no zone 'Z-9'"),
          HasSubstr("row 3, column 'Sessions': There is no session 'P-9'"),
          HasSubstr(
              "sheet 'Places', row 6, column 'Organisation': There is no organisation 'O-8'")));
}

TEST(EventImporter, MessagesDoNotNamePeople) {
  EventBook book;
  book.cell("Meetings", 2, "Attendees") = "B-1; Somebody Unknown";
  const std::string error = only_error(book);
  EXPECT_THAT(error, HasSubstr("There is no attendee"));
  EXPECT_THAT(error, Not(HasSubstr("Somebody")));
  EventBook mail;
  mail.cell("Attendees", 2, "E-mail") = "anais at distelbeke";
  EXPECT_THAT(only_warning(mail), Not(HasSubstr("anais")));
}

TEST(EventImporter, NameThatTwoHave) {
  EventBook book;
  book.cell("Places", 2, "Name") = "Table 2";
  EXPECT_THAT(only_error(book),
              HasSubstr("sheet 'Meetings', row 3, column 'Table': 2 of 'Places' are called 'Table "
                        "2'. Write the id instead."));
}

TEST(EventImporter, SameBadgeTwice) {
  EventBook book;
  book.cell("Attendees", 3, "Badge") = "CODE-B1";
  EXPECT_EQ(
      only_error(book),
      "day.xlsx, sheet 'Attendees', row 3, column 'Badge': The same code is in row 2 as well. "
      "Each badge is one person's: make a new code for one of them.");
}

TEST(EventImporter, BadgesOfTheirOwnSheet) {
  EventBook book;
  book.sheets.push_back({"Badges",
                         {{"Code", "Attendee", "Revoked"},
                          {"OLD-1", "B-1", "ja"},
                          {"NEW-1", "anais@distelbeke.example", ""}}});
  const ImportReport report = book.imported();
  ASSERT_TRUE(report.roster);
  EXPECT_THAT(report.roster->badges, Contains(Badge{"OLD-1", AttendeeId{"B-1"}, true}));
  EXPECT_THAT(report.roster->badges, Contains(Badge{"NEW-1", AttendeeId{"B-1"}, false}));
  book.cell("Badges", 2, "Revoked") = "maybe";
  EXPECT_THAT(only_error(book), HasSubstr("column 'Revoked': 'maybe' is neither yes nor no"));
}

TEST(EventImporter, AttendeesWithoutABadge) {
  EventBook book;
  book.cell("Attendees", 3, "Badge") = "";
  book.cell("Attendees", 4, "Badge") = "";
  EXPECT_THAT(only_warning(book), HasSubstr("row 3: 2 of 3 attendees have no badge code"));
}

TEST(EventImporter, PersonAtTwoThingsAtOnce) {
  EventBook book;
  book.cell("Meetings", 3, "Start") = "10:10";
  book.cell("Meetings", 3, "Attendees") = "S-1; S-2";
  EXPECT_EQ(only_warning(book),
            "day.xlsx, sheet 'Meetings', row 3: 'S-1' is expected in meeting 'M-2' at the "
            "same time as in meeting 'M-1' (row 2). Move one of the two.");
  book.cell("Meetings", 3, "Cancelled") = "yes";
  EXPECT_THAT(texts(book.imported().warnings), IsEmpty());
}

TEST(EventImporter, MeetingsBackToBackAreFine) {
  EventBook book;
  book.cell("Meetings", 3, "Start") = "10:20";
  book.cell("Meetings", 3, "Table") = "T-1";
  EXPECT_THAT(texts(book.imported().warnings), IsEmpty());
}

TEST(EventImporter, TableUsedTwiceAtOnce) {
  EventBook book;
  book.sheet("Meetings").push_back({"M-3", "", "", "T-2", "11:30", "11:50", "S-1; B-1", ""});
  book.cell("Meetings", 3, "Attendees") = "S-2; B-1";
  book.cell("Meetings", 4, "Attendees") = "S-1; S-2";
  EXPECT_THAT(texts(book.imported().warnings),
              Contains("day.xlsx, sheet 'Meetings', row 4: 'Table 2' is used by meeting 'M-3' at "
                       "the same time as by meeting 'M-2' (row 3). Move one of the two."));
}

TEST(EventImporter, BookedZoneAtTheTimeOfAMeeting) {
  EventBook book;
  book.cell("Zones", 2, "Start") = "10:10";
  book.cell("Zones", 2, "End") = "10:50";
  EXPECT_THAT(only_warning(book), HasSubstr("'B-1' is expected in zone 'Z-1' at the same time as "
                                            "in meeting 'M-1' (sheet 'Meetings', row 2)."));
}

TEST(EventImporter, ZoneWithMoreBookedThanSeats) {
  EventBook book;
  book.cell("Zones", 2, "Capacity") = "1";
  book.cell("Attendees", 4, "Zone") = "Is duurzaam duurder?";
  EXPECT_THAT(only_warning(book),
              HasSubstr("sheet 'Zones', row 2: 2 people are booked into it and it has 1 seats"));
}

TEST(EventImporter, BadCapacity) {
  EventBook book;
  for (const char* bad : {"-5", "20,5", "many", "99999999999"}) {
    book.cell("Zones", 2, "Capacity") = bad;
    EXPECT_THAT(only_error(book),
                HasSubstr("column 'Capacity': '" + std::string(bad) + "' is no number of seats"));
  }
  book.cell("Zones", 2, "Capacity") = "";
  EXPECT_EQ(book.imported().roster->zones[0].capacity, 0);
}

TEST(EventImporter, MeetingOfOne) {
  EventBook book;
  book.cell("Meetings", 2, "Attendees") = "B-1";
  EXPECT_THAT(only_error(book), HasSubstr("A meeting is of two people at least"));
  book.cell("Meetings", 2, "Attendees") = "B-1, B-1";
  EXPECT_THAT(only_error(book), HasSubstr("'B-1' is in this meeting twice"));
}

TEST(EventImporter, KindsThatAreNone) {
  EventBook book;
  book.cell("Meetings", 2, "Kind") = "duel";
  book.cell("Places", 2, "Kind") = "cupboard";
  EXPECT_THAT(texts(book.imported().errors),
              ElementsAre(HasSubstr("'cupboard' is no kind of place"),
                          HasSubstr("'duel' is no kind of meeting")));
}

TEST(EventImporter, FailedFormulaAndLongText) {
  EventBook book;
  book.cell("Places", 2, "Name") = "#REF!";
  book.cell("Places", 3, "Directions") = std::string(600, 'x');
  book.cell("Organisations", 2, "Id") = std::string(80, 'x');
  const std::vector<std::string> errors = texts(book.imported().errors);
  EXPECT_THAT(errors, Contains(HasSubstr("column 'Name': The formula here gives #REF!")));
  EXPECT_THAT(errors, Contains(HasSubstr("column 'Directions': The text is too long: 600 bytes")));
  EXPECT_THAT(errors,
              Contains(HasSubstr("column 'Id': The text is too long: 80 bytes, at most 64")));
}

}  // namespace
}  // namespace meetpoint::importers
