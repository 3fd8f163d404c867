// Files that are not what they should be: each is refused in its own words and left as it is.
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "sync/store/schema.h"
#include "sync/store/station_store.h"
#include "tests/sync/store/sample_roster.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::store {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

class BadFilesTest : public ::testing::Test {
 protected:
  Result<std::unique_ptr<StationStore>> open() {
    return StationStore::open(folder_.path(), clock_);
  }
  fs::path file() const { return folder_.path() / "station.db"; }

  void make_enrolled() {
    auto store = open();
    ASSERT_TRUE(store) << store.error().message;
    ASSERT_TRUE((*store)->enrol(
        {.event = EventId("demo"), .station = {7}, .hub_url = "http://127.0.0.1:1"}));
    ASSERT_TRUE((*store)->apply(testing::sample_snapshot()));
  }
  void expect_refused(ErrorCode code, const char* words) {
    const std::string before = bytes_of(file());
    const auto store = open();
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, code) << store.error().message;
    EXPECT_NE(store.error().message.find(words), std::string::npos) << store.error().message;
    EXPECT_EQ(bytes_of(file()), before) << "the file was touched";
  }

  testing::TemporaryFolder folder_;
  ManualClock clock_{testing::nine_o_clock};
};

TEST_F(BadFilesTest, AFileThatIsNoDatabase) {
  std::ofstream(file()) << std::string(5000, 'x');
  expect_refused(ErrorCode::foreign, "not a database");
}

TEST_F(BadFilesTest, ADatabaseOfAnotherProgram) {
  {
    auto db = Database::open(file(), Access::read_write);
    ASSERT_TRUE(db);
    db->script("CREATE TABLE song (title TEXT)");
  }
  expect_refused(ErrorCode::foreign, "not made by");
}

TEST_F(BadFilesTest, AHubsDatabase) {
  {
    auto db = Database::open(file(), Access::read_write);
    ASSERT_TRUE(db && migrate(*db, hub_schema()));
  }
  expect_refused(ErrorCode::foreign, "not made by");
}

TEST_F(BadFilesTest, ANewerSchema) {
  make_enrolled();
  {
    auto db = Database::open(file(), Access::read_write);
    db->script("PRAGMA user_version = 9999");
  }
  expect_refused(ErrorCode::newer_version, "newer");
}

TEST_F(BadFilesTest, ATornFileAfterACrash) {
  make_enrolled();
  const std::string left_open = [&] {
    auto db = Database::open(file(), Access::read_write);
    db->script("INSERT INTO open_mark VALUES (1) ON CONFLICT DO NOTHING");
    return bytes_of(file());
  }();
  // A page of the middle is lost: what a torn write or a dying card leaves.
  std::fstream damage(file(), std::ios::in | std::ios::out | std::ios::binary);
  const auto size = static_cast<std::streamoff>(fs::file_size(file()));
  damage.seekp(size / 2 / 4096 * 4096);
  damage << std::string(4096, '\x5a');
  damage.close();
  const auto store = open();
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::corrupt) << store.error().message;
  EXPECT_NE(store.error().message.find("Keep the file"), std::string::npos);
}

TEST_F(BadFilesTest, OnlyItsUserCanReadIt) {
  make_enrolled();
  struct stat info{};
  ASSERT_EQ(stat(file().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(BadFilesTest, AFolderThatCanNotBeWritten) {
  const auto store = StationStore::open("/proc/meetpoint", clock_);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::io) << store.error().message;
}

// A real full disk: a tmpfs of 1 MiB.
TEST_F(BadFilesTest, AFullDiskRecordsNothingAndLosesNothing) {
  const fs::path disk = folder_.path() / "disk";
  fs::create_directory(disk);
  if (mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=1m") != 0) {
    GTEST_SKIP() << "mounting a small disk needs root";
  }
  {
    auto store = StationStore::open(disk, clock_);
    ASSERT_TRUE(store) << store.error().message;
    ASSERT_TRUE((*store)->enrol({.event = EventId("demo"), .station = {7}}));
    ASSERT_TRUE((*store)->apply(testing::sample_snapshot()));
    std::uint64_t shown = 0;
    Status written;
    const auto note = [&]() -> Status {
      return (*store)->write([&](StationWrite& w) -> Status {
        w.append(ContactNote{AttendeeId("anna"), AttendeeId("bram"), std::string(2000, 'n'), 0});
        return {};
      });
    };
    while (shown < 5000 && (written = note())) ++shown;
    ASSERT_FALSE(written) << "the disk was never full";
    EXPECT_EQ(written.error().code, ErrorCode::disk_full) << written.error().message;
    EXPECT_EQ((*store)->position()->last_seq, shown) << "what was shown is there, and no more";
    store->reset();

    // Space is made: the same station goes on where it stood.
    ASSERT_EQ(mount("tmpfs", disk.c_str(), "tmpfs", MS_REMOUNT, "size=8m"), 0);
    store = StationStore::open(disk, clock_);
    ASSERT_TRUE(store) << store.error().message;
    EXPECT_EQ((*store)->position()->last_seq, shown);
    EXPECT_TRUE(note());
  }
  umount(disk.c_str());
}

}  // namespace
}  // namespace meetpoint::store
