// What an organiser sees: what is read, and the words for what is wrong with it.
#include "sync/hub/importers/event_importer.h"

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
using ::testing::SizeIs;
using ::testing::StartsWith;
using testing::texts;
using namespace std::chrono;

Instant utc(int hour, int minute, sys_days day = 2027y / March / 18) {
  return Instant{day} + hours{hour} + minutes{minute};
}

// The one error of a book; nothing may be imported with it.
std::string only_error(const EventBook& book) {
  const ImportReport report = book.imported();
  EXPECT_FALSE(report.roster.has_value());
  EXPECT_THAT(texts(report.errors), SizeIs(1));
  return report.errors.empty() ? "" : text_of(report.errors.front());
}

// The one warning of a book, which is imported none the less.
std::string only_warning(const EventBook& book) {
  const ImportReport report = book.imported();
  EXPECT_THAT(texts(report.errors), IsEmpty());
  EXPECT_TRUE(report.roster.has_value());
  EXPECT_THAT(texts(report.warnings), SizeIs(1));
  return report.warnings.empty() ? "" : text_of(report.warnings.front());
}

TEST(EventImporter, ReadsAWholeEvent) {
  const ImportReport report = EventBook().imported();
  EXPECT_THAT(texts(report.errors), IsEmpty());
  EXPECT_THAT(texts(report.warnings), IsEmpty());
  ASSERT_TRUE(report.roster);
  const Roster& r = *report.roster;

  EXPECT_EQ(r.event.id.value, "ev");
  EXPECT_EQ(r.event.starts_at, utc(8, 0));  // 09:00 in Brussels, in winter
  EXPECT_EQ(r.event.ends_at, utc(17, 0));
  EXPECT_THAT(r.event.languages, ElementsAre("nl", "fr"));

  ASSERT_THAT(r.attendees, SizeIs(3));
  const Attendee& anais = r.attendees[0];
  EXPECT_EQ(full_name(anais), "Anaïs van der Meersch");
  EXPECT_EQ(anais.organisation.value, "O-1");
  EXPECT_EQ(anais.role, "buyer");
  EXPECT_EQ(anais.language, "nl");
  EXPECT_THAT(anais.interests, ElementsAre("Catering", "Bouw"));
  EXPECT_EQ(anais.booked_zone.value, "Z-1");
  EXPECT_EQ(anais.telephone, "+32 2 000 11 22");
  EXPECT_EQ(r.attendees[1].organisation.value, "O-2") << "found by its name";
  EXPECT_EQ(r.attendees[1].role, "supplier");
  EXPECT_THAT(r.attendees[1].booked_sessions, ElementsAre(SessionId{"P-1"}));
  EXPECT_THAT(r.badges, Contains(Badge{"CODE-S2", AttendeeId{"S-2"}, false}));

  ASSERT_THAT(r.meetings, SizeIs(3));
  EXPECT_EQ(r.meetings[0].kind, "appointment");
  EXPECT_EQ(r.meetings[0].starts_at, utc(9, 0));
  EXPECT_EQ(r.meetings[0].ends_at, utc(9, 20));
  EXPECT_EQ(r.meetings[1].kind, "round_table");
  EXPECT_EQ(r.meetings[1].place.value, "T-2") << "found by its name";
  EXPECT_THAT(r.meetings[1].attendees,
              ElementsAre(AttendeeId{"B-1"}, AttendeeId{"S-1"}, AttendeeId{"S-2"}));
  EXPECT_EQ(r.meetings[2].kind, "speed_date");
  EXPECT_EQ(r.meetings[2].id.value, "SD-1-T-1");
  EXPECT_EQ(r.meetings[2].title, "Speed date, round 1");
  EXPECT_THAT(r.meetings[2].attendees, ElementsAre(AttendeeId{"B-1"}, AttendeeId{"S-2"}));

  EXPECT_THAT(r.sessions[0].speakers, ElementsAre("Loïc", "Zoë"));
  EXPECT_EQ(r.zones[0].capacity, 20);
  EXPECT_THAT(r.zones[0].roles, ElementsAre("buyer"));
  EXPECT_EQ(r.places[4].organisation.value, "O-2");
}

TEST(EventImporter, ReadsDutchAndFrenchHeadingsInAnyOrder) {
  EventBook book;
  book.sheets = {
      {"Evenement",
       {{"Tijdzone", "Naam", "EINDE", "begin", "Code"},
        {"Europe/Brussels", "Dag", "18/03/2027 18h00", "18/03/2027 9u", "ev"}}},
      {"Participants",
       {{"Rôle", "Société", "Prénom", "Nom de famille", "N°", "Courriel"},
        {"Acheteuse", "Ville de Nulle-Part", "Élodie", "du Saule", "B-1", ""},
        {"Fournisseur", "Estréelle", "Yves", "Aubier", "S-1", ""}}},
      {"Plaatsen", {{"Soort", "Naam", "Nummer"}, {"Tafel", "Tafel 1", "T-1"}}},
      {"Afspraken",
       {{"Tot", "Van", "Tafel", "Koper", "Leverancier", "Nr"},
        {"10.20", "10:00", "tafel 1", "B-1", "S-1", "M-1"}}},
      {"Badges", {{"QR-code", "Deelnemer"}, {"X1", "B-1"}, {"X2", "S-1"}}},
  };
  book.sheets[1].second[0][4] = "Numéro";
  const ImportReport report = book.imported();
  EXPECT_THAT(texts(report.errors), IsEmpty());
  EXPECT_THAT(texts(report.warnings), IsEmpty());
  ASSERT_TRUE(report.roster);
  EXPECT_EQ(report.roster->attendees[0].organisation_name, "Ville de Nulle-Part");
  EXPECT_EQ(report.roster->attendees[0].role, "buyer");
  EXPECT_EQ(report.roster->meetings[0].ends_at, utc(9, 20));
}

TEST(EventImporter, FindsTheHeadingsBelowATitle) {
  EventBook book;
  testing::Grid& grid = book.sheet("Places");
  grid.insert(grid.begin(), {{"Our places"}, {}});
  book.cell("Places", 1, "Our places") = "Our places";
  EXPECT_TRUE(book.imported().roster);
}

TEST(EventImporter, ReadsCsvFilesFromAFolder) {
  const testing::TempFolder folder;
  const EventBook book;
  for (const auto& [name, grid] : book.sheets) {
    std::string text = "\xef\xbb\xbf";
    for (const auto& row : grid) {
      for (std::size_t i = 0; i < row.size(); ++i) text += (i ? "\t" : "") + row[i];
      text += "\r\n";
    }
    testing::write_bytes(folder / (name + ".csv"), text);
  }
  testing::write_bytes(folder / "README.md", "# not ours");
  const ImportReport csv = import_event(std::vector<testing::fs::path>{folder.path()});
  EXPECT_THAT(texts(csv.errors), IsEmpty());
  EXPECT_TRUE(csv.roster == book.imported().roster);
}

TEST(EventImporter, CsvMessagesNameTheFileAlone) {
  const testing::TempFolder folder;
  testing::write_bytes(folder / "event.csv",
                       "Id,Name,Time zone,Start,End\nev,Day,Europe/Brussels,2027-03-18 "
                       "09:00,2027-03-18 17:00\n");
  testing::write_bytes(folder / "attendees.csv", "Id,Name,Role\n\nA-1,Zoë,buyer\nA-1,Bram,buyer\n");
  const ImportReport report = import_event(std::vector<testing::fs::path>{folder.path()});
  EXPECT_THAT(
      texts(report.errors),
      ElementsAre("attendees.csv, row 4, column 'Id': The id 'A-1' is there twice. Give each "
                  "row an id of its own."));
}

TEST(EventImporter, MissingColumn) {
  EventBook book;
  book.drop_column("Meetings", "Table");
  EXPECT_EQ(only_error(book),
            "day.xlsx, sheet 'Meetings', row 1: The column 'Place' is missing. Add it; it may be "
            "called 'Place', 'Table', 'Room', 'Plaats'.");
}

TEST(EventImporter, MissingColumnOfPeopleBringsNoFlood) {
  EventBook book;
  book.drop_column("Attendees", "Role");
  book.drop_column("Zones", "Topic");
  EXPECT_THAT(texts(book.imported().errors),
              ElementsAre(HasSubstr("sheet 'Attendees', row 1: The column 'Role' is missing"),
                          HasSubstr("sheet 'Zones', row 1: The column 'Topic' is missing")));
}

TEST(EventImporter, MissingSheet) {
  EventBook book;
  book.drop_sheet("Attendees");
  EXPECT_THAT(only_error(book), StartsWith("day.xlsx: There is no sheet 'Attendees'. Add it"));
}

TEST(EventImporter, NoNames) {
  EventBook book;
  book.drop_column("Attendees", "Given name");
  book.drop_column("Attendees", "Family name");
  EXPECT_THAT(texts(book.imported().errors), Contains(HasSubstr("There is no column with names")));
}

TEST(EventImporter, UnknownSheetAndColumnAreNoted) {
  EventBook book;
  book.sheets.push_back({"Budget", {{"Euro"}, {"12"}}});
  book.sheet("Places")[0].push_back("Height");
  EXPECT_THAT(texts(book.imported().warnings),
              ElementsAre("day.xlsx, sheet 'Budget': Meetpoint does not know a sheet of this name "
                          "and passes over it.",
                          "day.xlsx, sheet 'Places', row 1, column 'Height': Meetpoint does not "
                          "know this column and passes over it."));
}

TEST(EventImporter, ColumnTwice) {
  EventBook book;
  book.sheet("Places")[0].push_back("Naam");
  EXPECT_THAT(only_error(book), HasSubstr("column 'Naam': The column 'Name' says the same."));
}

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

TEST(EventImporter, SecondEvent) {
  EventBook book;
  book.sheet("Event").push_back(book.sheet("Event")[1]);
  EXPECT_THAT(texts(book.imported().errors),
              Contains(HasSubstr("sheet 'Event', row 3: There is a second event.")));
}

TEST(EventImporter, EmptyEventSheet) {
  EventBook book;
  book.sheet("Event").pop_back();
  EXPECT_THAT(texts(book.imported().errors),
              ElementsAre("day.xlsx, sheet 'Event': There is no row below the headings. Write the "
                          "event in it."));
}

TEST(EventImporter, AllOrNothingAndAllAtOnce) {
  EventBook book;
  book.cell("Meetings", 2, "Table") = "T-99";
  book.cell("Zones", 2, "Capacity") = "-1";
  book.cell("Attendees", 2, "Role") = "";
  const ImportReport report = book.imported();
  EXPECT_THAT(report.errors, SizeIs(3));
  EXPECT_FALSE(report.roster);
}

TEST(EventImporter, ReportsNoMoreThanTwoHundredAndSaysSo) {
  EventBook book;
  for (int i = 0; i < 300; ++i) book.sheet("Places").push_back({"X", "", "", "", ""});
  const ImportReport report = book.imported();
  ASSERT_THAT(report.errors, SizeIs(max_problems + 1));
  EXPECT_THAT(text_of(report.errors.back()), HasSubstr("There are more errors"));
}

TEST(EventImporter, NothingToImport) {
  EXPECT_THAT(texts(import_event({}).errors),
              ElementsAre("Name the file of the event, or the folder it is in."));
  const testing::TempFolder folder;
  EXPECT_THAT(texts(import_event(std::vector<testing::fs::path>{folder.path()}).errors),
              ElementsAre(HasSubstr("There is no XLSX or CSV file in this folder.")));
  EXPECT_THAT(texts(import_event(std::vector<testing::fs::path>{folder / "gone.xlsx"}).errors),
              ElementsAre("gone.xlsx: There is no file 'gone.xlsx'. Check its name."));
}

}  // namespace
}  // namespace meetpoint::importers
