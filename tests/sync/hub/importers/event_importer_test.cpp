// What an organiser's files become, and the words for files, sheets and columns that are wrong.
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
using testing::only_error;
using ::testing::SizeIs;
using ::testing::StartsWith;
using testing::texts;
using testing::utc;

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

TEST(EventImporter, KeepsWhichCodesAreOnTheTickets) {
  EventBook book;
  EXPECT_THAT(book.imported().roster->event.ticket_codes, IsEmpty());
  book.sheet("Event")[0].push_back("Soorten codes");
  book.sheet("Event")[1].push_back("QR-code; Data Matrix; CODE128; datamatrix; EAN-13");
  const ImportReport report = book.imported();
  ASSERT_TRUE(report.roster);
  EXPECT_THAT(report.roster->event.ticket_codes, ElementsAre("data_matrix", "code_128"));
  EXPECT_THAT(texts(report.warnings), ElementsAre(HasSubstr("Cameras do not read 'EAN-13'.")));
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
