// Every seventh power cut of the two scripted hours; the program power_cuts tries all.
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <memory>

#include "sync/hub/auth.h"
#include "tests/disk/hub_day.h"
#include "tests/disk/power_cuts.h"
#include "tests/disk/station_day.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::disk {
namespace {

class DiskTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    be_predictable();
    checkpoint_often(60);
    ASSERT_TRUE(hub::init_crypto());
    spdlog::set_level(spdlog::level::off);
  }
  void expect_fine(const Tried& tried, std::size_t at_least) {
    for (const std::string& failure : tried.failures) ADD_FAILURE() << failure;
    EXPECT_GT(tried.cuts, at_least);
    RecordProperty("tried", std::to_string(tried.cuts + tried.second_cuts));
  }

  testing::TemporaryFolder folder;
  sim::SimDisk machine{folder.path(), 1};
  Pace some{.every = 7, .second_every = 3};
};

TEST_F(DiskTest, AStationComesBackFromEveryPowerCut) {
  StationDay day(folder.path());
  expect_fine(try_power_cuts(day, machine, some), 500);
}

TEST_F(DiskTest, AHubComesBackFromEveryPowerCut) {
  HubDay day(folder.path());
  expect_fine(try_power_cuts(day, machine, some), 400);
}

}  // namespace
}  // namespace meetpoint::disk
