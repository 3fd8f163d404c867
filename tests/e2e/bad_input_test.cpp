// What goes wrong at a venue, with the real programs: each has its own words, and nothing is lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/e2e/event_hub.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

const fs::path event_folder = fs::path(MEETPOINT_SOURCE_DIR) / "tests/e2e/event";
const char* const code_of_ada = "E2E-BADGE-01-00013";

class BadInput : public ::testing::Test {
 protected:
  struct Outcome {
    int exit_code = -1;
    std::string output;
  };
  Outcome kiosk(const std::string& script, std::vector<std::string> more = {}) {
    const fs::path file = root_.path() / "script";
    write_file(file, script);
    std::vector<std::string> command = {
        MEETPOINT_KIOSK, "--headless",           "--script", file.string(),
        "--shots",       root_.path().string(),  "--size",   "1024x768",
        "--rehearse-at", "2027-03-18T09:05:00Z", "--data",   (root_.path() / "kiosk").string()};
    command.insert(command.end(), more.begin(), more.end());
    Process process(command, root_.path() / "kiosk.log");
    const auto ending = process.wait(Seconds(120));
    EXPECT_TRUE(ending);
    return {ending ? ending->exit_code : -1, process.output()};
  }
  Outcome hub(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), MEETPOINT_HUB);
    arguments.insert(arguments.end(), {"--data", (root_.path() / "other").string()});
    Process process(arguments, root_.path() / "hub.log");
    const auto ending = process.wait(Seconds(60));
    EXPECT_TRUE(ending);
    return {ending ? ending->exit_code : -1, process.output()};
  }

  testing::TemporaryFolder root_;
};

TEST_F(BadInput, AWrongEnrolmentCodeIsToldAndTheRightOneStillWorks) {
  EventHub hub(MEETPOINT_HUB, root_.path() / "hub", event_folder);
  const std::string code = hub.add_station("door");
  const Outcome wrong = kiosk("wait online\n", {"--hub", hub.url(), "--enrol", "AAAAA-AAAAA"});
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_THAT(wrong.output, HasSubstr("code"));
  const Outcome right = kiosk("wait online\n", {"--hub", hub.url(), "--enrol", code});
  EXPECT_EQ(right.exit_code, 0) << right.output;
}

TEST_F(BadInput, AHubThatIsNotThere) {
  const Outcome outcome =
      kiosk("wait online\n", {"--hub", "http://127.0.0.1:9", "--enrol", "AAAAA-AAAAA"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, HasSubstr("127.0.0.1:9"));
}

TEST_F(BadInput, AHubOfAnotherEventDoesNotGetWhatIsNotItsOwn) {
  EventHub first(MEETPOINT_HUB, root_.path() / "first", event_folder);
  const std::string code = first.add_station("door");
  ASSERT_EQ(kiosk("wait online\nwait sent\n", {"--hub", first.url(), "--enrol", code}).exit_code,
            0);
  first.kill_now();
  ASSERT_EQ(kiosk(std::string("wait offline\nscan ") + code_of_ada + "\nwait welcome\n").exit_code,
            0);

  EventHub second(MEETPOINT_HUB, root_.path() / "second",
                  fs::path(MEETPOINT_SOURCE_DIR) / "assets/events/meet-your-buyer");
  const Outcome joined =
      kiosk("wait online\n", {"--hub", second.url(), "--enrol", second.add_station("door")});
  EXPECT_EQ(joined.exit_code, 1);
  EXPECT_THAT(joined.output, HasSubstr("facts of event 'e2e' are not at their hub yet"));

  first.start();
  EXPECT_EQ(kiosk("wait sent 60\n").exit_code, 0) << "what waited arrives at its own hub";
}

TEST_F(BadInput, ADatabaseThatIsNoneIsShownAsTroubleAndLeftAlone) {
  fs::create_directories(root_.path() / "kiosk");
  const std::string garbage(9000, '!');
  write_file(root_.path() / "kiosk/station.db", garbage);
  const Outcome outcome = kiosk("wait trouble\n");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
  EXPECT_EQ(read_file(root_.path() / "kiosk/station.db"), garbage);
}

TEST_F(BadInput, AnEventFileWithoutAColumnImportsNothing) {
  const fs::path folder = root_.path() / "event";
  fs::copy(event_folder, folder);
  std::string attendees = read_file(folder / "attendees.csv");
  attendees.replace(attendees.find("Given name"), 10, "Nickname??");
  attendees.replace(attendees.find("Family name"), 11, "Something??");
  attendees.replace(attendees.find("Organisation"), 12, "Whatever");
  write_file(folder / "attendees.csv", attendees);
  std::string meetings = read_file(folder / "meetings.csv");
  meetings.replace(meetings.find("Start"), 5, "Begun");
  write_file(folder / "meetings.csv", meetings);

  const Outcome refused = hub({"import", folder.string()});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.output, HasSubstr("meetings.csv"));
  EXPECT_THAT(refused.output, HasSubstr("Start"));
  EXPECT_THAT(hub({"station", "add", "door"}).output, HasSubstr("Import an event first"))
      << "there must be no event";
}

TEST_F(BadInput, AnEventFileThatIsTorn) {
  const std::string whole = read_file(fs::path(MEETPOINT_SOURCE_DIR) /
                                      "assets/events/meet-your-buyer/meet-your-buyer.xlsx");
  write_file(root_.path() / "torn.xlsx", whole.substr(0, whole.size() / 2));
  const Outcome refused = hub({"import", (root_.path() / "torn.xlsx").string()});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.output, HasSubstr("torn.xlsx"));
}

}  // namespace
}  // namespace meetpoint::e2e
