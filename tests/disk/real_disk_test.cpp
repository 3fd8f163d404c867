// A real file system that is full, read-only, or turns read-only under a running program.
#include <gtest/gtest.h>

#include <iostream>
#include <optional>

#include "sync/hub/auth.h"
#include "tests/disk/small_disk.h"
#include "tests/disk/writer.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::disk {
namespace {

class RealDiskTest : public ::testing::TestWithParam<Role> {
 protected:
  void SetUp() override {
    ASSERT_TRUE(hub::init_crypto());
    disk.emplace(folder.path(), 16);
    if (!disk->is_mounted()) {
      GTEST_SKIP() << "neither a loop device nor a tmpfs can be mounted here";
    }
    if (!disk->is_ext4()) {
      std::cout << "There is no loop device here: a tmpfs instead of an ext4.\n";
    }
    data = disk->path() / "data";
    const auto made = prepare(GetParam(), data);
    ASSERT_TRUE(made) << made.error().message;
    token = *made;
  }

  std::unique_ptr<Recorder> open(std::uint64_t first) {
    auto opened = Recorder::open(GetParam(), data, token, first);
    EXPECT_TRUE(opened) << opened.error().message;
    return opened ? std::move(*opened) : nullptr;
  }
  // Records until it fails; the failure.
  Error fill(Recorder& recorder, std::uint64_t& recorded) {
    while (recorded < 20'000) {
      const auto seq = recorder.record();
      if (!seq) return seq.error();
      recorded = *seq;
    }
    return {ErrorCode::internal, "it never failed"};
  }
  void expect_there(std::uint64_t facts) {
    const auto count = count_facts(GetParam(), data);
    ASSERT_TRUE(count) << count.error().message;
    EXPECT_EQ(*count, facts);
  }

  testing::TemporaryFolder folder;
  std::optional<SmallDisk> disk;
  std::filesystem::path data;
  std::string token;
};

TEST_P(RealDiskTest, FullSaysSoAndGoesOnWhenThereIsRoomAgain) {
  std::uint64_t recorded = 0;
  {
    const auto recorder = open(1);
    ASSERT_TRUE(recorder && recorder->record());
    disk->leave_free(300'000);
    const Error error = fill(*recorder, recorded);
    EXPECT_EQ(error.code, ErrorCode::disk_full) << error.message;
    EXPECT_NE(error.message.find("Free space"), std::string::npos) << error.message;
    EXPECT_FALSE(recorder->record()) << "still full";
    disk->make_room();
    const auto again = recorder->record();
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(*again, last_of_commit(GetParam(), recorded + 1));
  }
  expect_there(last_of_commit(GetParam(), recorded + 1));
}

// A program that starts on a full disk either works or says why not; what was recorded stays.
TEST_P(RealDiskTest, FullAtTheStartLosesNothing) {
  std::uint64_t recorded = 0;
  {
    const auto recorder = open(1);
    ASSERT_TRUE(recorder);
    disk->leave_free(500'000);
    fill(*recorder, recorded);
  }
  disk->leave_free(0);
  const auto opened = Recorder::open(GetParam(), data, token, recorded + 1);
  if (!opened) {
    EXPECT_EQ(opened.error().code, ErrorCode::disk_full) << opened.error().message;
  }
  disk->make_room();
  if (!opened) expect_there(recorded);
}

TEST_P(RealDiskTest, ReadOnlyIsSaidAndWhatWasRecordedStays) {
  std::uint64_t recorded = 0;
  {
    const auto recorder = open(1);
    for (int i = 0; i < 5; ++i) recorded = recorder->record().value_or(0);
  }
  ASSERT_GE(recorded, 5U);
  if (!disk->remount(true)) GTEST_SKIP() << "this disk can't be made read-only";
  const auto opened = Recorder::open(GetParam(), data, token, recorded + 1);
  ASSERT_FALSE(opened) << "nothing could be recorded";
  EXPECT_EQ(opened.error().code, ErrorCode::io) << opened.error().message;
  EXPECT_NE(opened.error().message.find("can't be"), std::string::npos) << opened.error().message;
  ASSERT_TRUE(disk->remount(false));
  expect_there(recorded);
  EXPECT_TRUE(open(recorded + 1)->record());
}

TEST_P(RealDiskTest, ThatTurnsReadOnlyUnderAProgramAcknowledgesNothingMore) {
  std::uint64_t recorded = 0;
  {
    const auto recorder = open(1);
    for (int i = 0; i < 5; ++i) recorded = recorder->record().value_or(0);
    ASSERT_GE(recorded, 5U);
    if (!disk->abort()) GTEST_SKIP() << "only an ext4 can be made to fail so";
    for (int i = 0; i < 3; ++i) {
      const auto failed = recorder->record();
      ASSERT_FALSE(failed);
      EXPECT_EQ(failed.error().code, ErrorCode::io) << failed.error().message;
      EXPECT_NE(failed.error().message.find("Check the disk"), std::string::npos);
    }
  }
  ASSERT_TRUE(disk->remount(false));
  const auto count = count_facts(GetParam(), data);
  ASSERT_TRUE(count) << count.error().message;
  EXPECT_GE(*count, recorded);
  EXPECT_LE(*count, last_of_commit(GetParam(), recorded + 1));
  EXPECT_TRUE(open(*count + 1)->record());
}

INSTANTIATE_TEST_SUITE_P(Each, RealDiskTest, ::testing::Values(Role::station, Role::hub),
                         [](const auto& of) { return std::string(name_of(of.param)); });

}  // namespace
}  // namespace meetpoint::disk
