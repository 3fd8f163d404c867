// A simulated machine for a test, with what makes a day the same each time.
#pragma once

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <string>

#include "sync/hub/auth.h"
#include "tests/disk/hub_day.h"
#include "tests/disk/power_cuts.h"
#include "tests/disk/station_day.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::disk {

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
};

}  // namespace meetpoint::disk
