// A database that a newer program has written is refused by every program and command of this one,
// with a word that says what to do, and not a byte of it is changed: neither of a file that was
// closed well nor of one that a crash left with its write-ahead log.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdlib>
#include <map>

#include "sync/base/clock.h"
#include "sync/hub/store/sql_hub_store.h"
#include "sync/store/station_store.h"
#include "tests/sync/store/temporary_folder.h"
#include "tests/sync/upgrade/left_behind.h"

namespace meetpoint::upgrade {
namespace {

namespace fs = std::filesystem;

enum class Ended { well, in_a_crash };

class Newer : public ::testing::TestWithParam<Ended> {
 protected:
  void SetUp() override {
    unpack(folder_of("0.1") / "day/hub.db", root_.path() / "hub/hub.db");
    unpack(folder_of("0.1") / "day/entrance.db", root_.path() / "kiosk/station.db");
    make_newer(root_.path() / "hub/hub.db");
    make_newer(root_.path() / "kiosk/station.db");
    before_ = files();
  }

  // As a program of a later year would have left it.
  void make_newer(const fs::path& file) const {
    const std::string write =
        "PRAGMA user_version = 9000; CREATE TABLE of_tomorrow (x); INSERT INTO of_tomorrow VALUES "
        "(1);";
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &db), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(db, write.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    if (GetParam() == Ended::in_a_crash) {
      const std::string main = bytes_of(file);
      const std::string log = bytes_of(file.string() + "-wal");
      EXPECT_FALSE(log.empty());
      sqlite3_close(db);
      write_bytes(file, main);
      write_bytes(file.string() + "-wal", log);
    } else {
      sqlite3_close(db);
    }
  }

  // What holds data, with its bytes; locks and SQLite's index of the log hold none.
  std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(root_.path())) {
      const std::string name = entry.path().filename().string();
      if (!entry.is_regular_file() || name == "output" || name.ends_with("-shm") ||
          name == "lock" || entry.file_size() == 0) {
        continue;
      }
      all[entry.path().lexically_relative(root_.path()).string()] = bytes_of(entry.path());
    }
    return all;
  }

  void expect_untouched() const {
    const auto now = files();
    for (const auto& [name, bytes] : before_) {
      ASSERT_TRUE(now.contains(name)) << name << " is gone";
      EXPECT_TRUE(now.at(name) == bytes) << name << " was changed";
    }
    EXPECT_EQ(now.size(), before_.size());
  }

  // The program's exit code and all it said.
  std::pair<int, std::string> run(const std::string& command) const {
    const fs::path output = root_.path() / "output";
    const int status = std::system(
        ("timeout 60 " + command + " >" + output.string() + " 2>&1 </dev/null").c_str());
    return {WEXITSTATUS(status), bytes_of(output)};
  }

  testing::TemporaryFolder root_;
  std::map<std::string, std::string> before_;
};

TEST_P(Newer, IsRefusedByTheStores) {
  const SystemClock clock;
  const auto station = store::StationStore::open(root_.path() / "kiosk", clock);
  ASSERT_FALSE(station);
  EXPECT_EQ(station.error().code, ErrorCode::newer_version);
  expect_untouched();
  const auto hub = hub::SqlHubStore::open(root_.path() / "hub/hub.db");
  ASSERT_FALSE(hub);
  EXPECT_EQ(hub.error().code, ErrorCode::newer_version);
  expect_untouched();
}

// Neither kind of file may be opened in place of the other, or of somebody else's.
TEST_P(Newer, NorIsAFileOfAnotherProgramTouched) {
  const fs::path file = root_.path() / "else/station.db";
  fs::create_directories(file.parent_path());
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, "CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1);", nullptr,
                         nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(db);
  fs::copy_file(file, root_.path() / "else/hub.db");
  before_ = files();
  const SystemClock clock;
  const auto station = store::StationStore::open(root_.path() / "else", clock);
  ASSERT_FALSE(station);
  EXPECT_EQ(station.error().code, ErrorCode::foreign);
  const auto hub = hub::SqlHubStore::open(root_.path() / "else/hub.db");
  ASSERT_FALSE(hub);
  EXPECT_EQ(hub.error().code, ErrorCode::foreign);
  expect_untouched();
}

TEST_P(Newer, IsRefusedByEveryCommandOfTheHub) {
  const std::string event = std::string(MEETPOINT_SOURCE_DIR) + "/tests/e2e/event/event.csv";
  for (const std::string command :
       {"serve --listen 127.0.0.1:0", "export contacts", "station add Door", "station list",
        "station revoke 1", "restored", "state-hash",
        "import " MEETPOINT_SOURCE_DIR "/assets/events/meet-your-buyer/meet-your-buyer.xlsx"}) {
    SCOPED_TRACE(command);
    const auto [code, said] = run(std::string(MEETPOINT_HUB) + " " + command + " --data " +
                                  (root_.path() / "hub").string());
    EXPECT_EQ(code, 1);
    EXPECT_THAT(said, ::testing::HasSubstr("install the newer program"));
    expect_untouched();
  }
}

#ifdef MEETPOINT_KIOSK
TEST_P(Newer, IsRefusedByEveryCommandOfTheKiosk) {
  const std::string program =
      std::string(MEETPOINT_KIOSK) + " --data " + (root_.path() / "kiosk").string() + " ";
  for (const std::string command : {"state-hash", "--hub http://127.0.0.1:9 --enrol AAAAA-AAAAA"}) {
    SCOPED_TRACE(command);
    const auto [code, said] = run(program + command);
    EXPECT_EQ(code, 1);
    EXPECT_THAT(said, ::testing::HasSubstr("install the newer program"));
    expect_untouched();
  }
  // At work it stays on and says so on its screen.
  write_bytes(root_.path() / "script/script", "wait trouble 20\n");
  before_ = files();
  const auto [code, said] = run(program + "--camera none --headless --script " +
                                (root_.path() / "script/script").string());
  EXPECT_EQ(code, 0) << said;
  expect_untouched();
}
#endif

INSTANTIATE_TEST_SUITE_P(Closed, Newer, ::testing::Values(Ended::well, Ended::in_a_crash),
                         [](const auto& tested) {
                           return tested.param == Ended::well ? "Well" : "InACrash";
                         });

}  // namespace
}  // namespace meetpoint::upgrade
