// Some of what the program kills does in full: killed on the real disk, nothing acknowledged is
// lost.
#include "tests/disk/kills.h"

#include <gtest/gtest.h>

#include "sync/hub/auth.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::disk {
namespace {

class KillsTest : public ::testing::TestWithParam<Role> {
 protected:
  void SetUp() override { ASSERT_TRUE(hub::init_crypto()); }
  void expect_nothing_lost(const Killed& killed) {
    for (const std::string& failure : killed.failures) ADD_FAILURE() << failure;
    RecordProperty("kills", std::to_string(killed.kills));
  }
  testing::TemporaryFolder folder;
  const std::filesystem::path writer = MEETPOINT_DISK_WRITER;
};

TEST_P(KillsTest, AtSystemCallsOfACommitLoseNothing) {
  const Killed killed = kill_at_each_call(GetParam(), writer, folder.path(), 9);
  expect_nothing_lost(killed);
  EXPECT_GT(killed.kills, 10U);
}

TEST_P(KillsTest, AtRandomMomentsLoseNothing) {
  const Killed killed = kill_at_random(GetParam(), writer, folder.path(), 20, 4);
  expect_nothing_lost(killed);
  EXPECT_EQ(killed.kills, 20U);
}

INSTANTIATE_TEST_SUITE_P(Each, KillsTest, ::testing::Values(Role::station, Role::hub),
                         [](const auto& of) { return std::string(name_of(of.param)); });

}  // namespace
}  // namespace meetpoint::disk
