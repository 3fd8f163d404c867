// Some of the power cuts of the two scripted hours; the program power_cuts tries all.
#include "tests/disk/power_cuts.h"

#include "tests/disk/disk_fixture.h"

namespace meetpoint::disk {
namespace {

using PowerCutsTest = DiskTest;

TEST_F(PowerCutsTest, AStationComesBackFromEach) {
  StationDay day(folder.path());
  expect_fine(try_power_cuts(day, machine, {.every = 17, .second_every = 5}), 250);
}

TEST_F(PowerCutsTest, AHubComesBackFromEach) {
  HubDay day(folder.path());
  expect_fine(try_power_cuts(day, machine, {.every = 37, .second_every = 41}), 150);
}

}  // namespace
}  // namespace meetpoint::disk
