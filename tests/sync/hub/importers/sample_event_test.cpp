// The committed sample event: it is what its generator makes, and it is without fault.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "assets/events/generator/event_files.h"
#include "sync/hub/importers/csv_reader.h"
#include "sync/hub/importers/xlsx_reader.h"
#include "tests/sync/hub/importers/event_book.h"

namespace meetpoint::importers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::fs::path;

const path sample_folder = path(MEETPOINT_SOURCE_DIR) / "assets/events/meet-your-buyer";

std::string bytes_of(const path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

ImportReport import_one(const path& file) { return import_event(std::vector<path>{file}); }

const Roster& sample() {
  static const ImportReport report = import_one(sample_folder / "meet-your-buyer.xlsx");
  EXPECT_THAT(testing::texts(report.errors), IsEmpty());
  EXPECT_THAT(testing::texts(report.warnings), IsEmpty());
  return *report.roster;
}

std::size_t count_role(const std::string& role) {
  return static_cast<std::size_t>(std::count_if(sample().attendees.begin(),
                                                sample().attendees.end(),
                                                [&](const Attendee& a) { return a.role == role; }));
}

std::vector<const Meeting*> meetings_of_kind(const std::string& kind) {
  std::vector<const Meeting*> found;
  for (const Meeting& meeting : sample().meetings) {
    if (meeting.kind == kind) found.push_back(&meeting);
  }
  return found;
}

TEST(SampleEvent, FilesAreWhatTheGeneratorMakes) {
  const testing::TempFolder folder;
  const auto sheets = sample::make_sheets(sample::make_plan(sample::default_seed));
  ASSERT_TRUE(sample::write_csv_files(sheets, folder / "csv"));
  ASSERT_TRUE(sample::write_workbook(sheets, folder / "a.xlsx"));
  ASSERT_TRUE(sample::write_workbook(sheets, folder / "b.xlsx"));
  EXPECT_TRUE(bytes_of(folder / "a.xlsx") == bytes_of(folder / "b.xlsx"));
  std::size_t compared = 0;
  for (const auto& entry : testing::fs::directory_iterator(folder / "csv")) {
    EXPECT_TRUE(bytes_of(entry.path()) == bytes_of(sample_folder / "csv" / entry.path().filename()))
        << entry.path().filename() << " differs: run meetpoint-make-event again";
    ++compared;
  }
  EXPECT_EQ(compared, 8U);
  // Cell by cell: another libxlsxwriter or zlib may pack the same cells into other bytes.
  const auto made = read_xlsx(folder / "a.xlsx");
  const auto kept = read_xlsx(sample_folder / "meet-your-buyer.xlsx");
  ASSERT_TRUE(made && kept);
  ASSERT_EQ(made->size(), kept->size());
  for (std::size_t i = 0; i < made->size(); ++i) {
    EXPECT_EQ((*made)[i].name, (*kept)[i].name);
    EXPECT_TRUE((*made)[i].rows == (*kept)[i].rows) << (*made)[i].name;
  }
}

TEST(SampleEvent, AnotherSeedMakesAnotherEvent) {
  const auto one = sample::make_sheets(sample::make_plan(1));
  const auto two = sample::make_sheets(sample::make_plan(2));
  EXPECT_TRUE(one[2].rows != two[2].rows);
}

TEST(SampleEvent, XlsxAndCsvAreTheSameEvent) {
  const ImportReport csv = import_one(sample_folder / "csv");
  EXPECT_THAT(testing::texts(csv.errors), IsEmpty());
  EXPECT_THAT(testing::texts(csv.warnings), IsEmpty());
  ASSERT_TRUE(csv.roster);
  EXPECT_TRUE(*csv.roster == sample());
}

TEST(SampleEvent, HasTheCountsOfTheDay) {
  EXPECT_EQ(count_role("buyer"), 220U);
  EXPECT_EQ(count_role("supplier"), 240U);
  EXPECT_GE(count_role("facilitator"), 9U);
  EXPECT_GE(count_role("speaker"), 1U);
  EXPECT_GE(count_role("staff"), 1U);
  EXPECT_THAT(meetings_of_kind("appointment"), SizeIs(600));
  EXPECT_THAT(meetings_of_kind("speed_date"), SizeIs(8 * 60));
  EXPECT_THAT(meetings_of_kind("round_table"), SizeIs(12));
  EXPECT_THAT(sample().badges, SizeIs(sample().attendees.size()));

  std::set<std::string> supplying;
  std::set<std::string> themes;
  for (const Attendee& a : sample().attendees) {
    if (a.role == "supplier") supplying.insert(a.organisation.value);
  }
  for (const Session& s : sample().sessions) {
    if (!s.theme.empty()) themes.insert(s.theme);
  }
  EXPECT_THAT(supplying, SizeIs(240));
  EXPECT_THAT(themes, SizeIs(5));

  std::map<std::string, int> slots;
  for (const Zone& zone : sample().zones) {
    EXPECT_GT(zone.capacity, 0);
    ++slots[zone.topic];
  }
  EXPECT_THAT(slots, ElementsAre(::testing::Pair("Hoe word ik leverancier van de overheid?", 3),
                                 ::testing::Pair("Is duurzaam duurder?", 3),
                                 ::testing::Pair("Zin en onzin van labels", 3)));
  const auto booked = std::count_if(sample().attendees.begin(), sample().attendees.end(),
                                    [](const Attendee& a) { return !a.booked_zone.empty(); });
  const auto third = static_cast<std::ptrdiff_t>(sample().attendees.size() / 3);
  EXPECT_LE(std::abs(booked - third), 12);
  EXPECT_TRUE(std::any_of(sample().places.begin(), sample().places.end(), [](const Place& p) {
    return p.kind == "stand" && !p.organisation.empty();
  }));
}

TEST(SampleEvent, NoPairMeetsTwiceInTheSpeedDate) {
  std::set<std::pair<AttendeeId, AttendeeId>> pairs;
  for (const Meeting* date : meetings_of_kind("speed_date")) {
    ASSERT_THAT(date->attendees, SizeIs(2));
    EXPECT_TRUE(pairs.emplace(date->attendees[0], date->attendees[1]).second) << date->id.value;
    EXPECT_EQ(date->attendees[0].value.front(), 'B');
    EXPECT_EQ(date->attendees[1].value.front(), 'S');
  }
}

TEST(SampleEvent, HoldsNamesThatAreHardToShow) {
  std::string all;
  std::size_t longest = 0;
  for (const Attendee& a : sample().attendees) {
    all += full_name(a) + "\n";
    longest = std::max(longest, full_name(a).size());
  }
  for (const char* part : {"é", "ë", "ï", "’", "van der ", "-", "ş", "Ł"}) {
    EXPECT_NE(all.find(part), std::string::npos) << part;
  }
  EXPECT_GT(longest, 45U);
}

TEST(SampleEvent, NobodyInItCanBeReached) {
  for (const Attendee& a : sample().attendees) {
    EXPECT_TRUE(a.email.ends_with(".example")) << a.id.value;
    EXPECT_TRUE(a.telephone.empty() || a.telephone.starts_with("+32 2 000 ")) << a.id.value;
    EXPECT_TRUE(
        std::all_of(a.email.begin(), a.email.end(), [](unsigned char c) { return c < 0x80; }));
  }
}

TEST(SampleEvent, IsInBrusselsTime) {
  const Event& event = sample().event;
  EXPECT_EQ(event.time_zone.clock_text(event.starts_at), "08:30");
  EXPECT_EQ(event.time_zone.offset_minutes_at(event.starts_at), 60);
  EXPECT_EQ(event.time_zone.offset_minutes_at(event.starts_at + std::chrono::days{30}), 120);
}

}  // namespace
}  // namespace meetpoint::importers
