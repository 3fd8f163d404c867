// Calls that fail; the program power_cuts tries every one. Below, one test for each fault that it
// found in the product.
#include "tests/disk/failing_calls.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "sync/wire/notice_codec.h"
#include "sync/wire/roster_codec.h"
#include "tests/disk/disk_fixture.h"
#include "tests/disk/people.h"

namespace meetpoint::disk {
namespace {

class FailingCallsTest : public DiskTest {
 protected:
  Pace some{.every = 29, .second_every = 0};
};

TEST_F(FailingCallsTest, AStationGoesOnAfterEveryFault) {
  StationDay day(folder.path());
  expect_fine(try_failing_calls(day, machine, some), 180);
}

TEST_F(FailingCallsTest, AStationGoesOnWhenAFullDiskHasRoomAgain) {
  StationDay day(folder.path());
  expect_fine(try_full_disks(day, machine, {.every = 3}), 40);
}

TEST_F(FailingCallsTest, AHubGoesOnAfterEveryFault) {
  HubDay day(folder.path());
  expect_fine(try_failing_calls(day, machine, some), 120);
}

TEST_F(FailingCallsTest, AHubGoesOnWhenAFullDiskHasRoomAgain) {
  HubDay day(folder.path());
  expect_fine(try_full_disks(day, machine, {.every = 3}), 30);
}

class OneStationTest : public DiskTest {
 protected:
  void SetUp() override {
    checkpoint_often(1000);
    open();
    ASSERT_TRUE(store->enrol({.event = EventId("hall"), .station = {7}}));
  }
  void open() {
    auto opened = store::StationStore::open(folder.path(), clock);
    ASSERT_TRUE(opened) << opened.error().message;
    store = std::move(*opened);
  }
  Status check_in(int number) {
    return store->write([&](store::StationWrite& write) -> Status {
      write.append(CheckIn{AttendeeId(person(number)), badge_of(number)});
      return {};
    });
  }

  ManualClock clock{doors_open};
  std::unique_ptr<store::StationStore> store;
};

// What is in the machine's memory alone must not be built upon: Linux forgets what it could not
// sync, and still shows it to whoever reads.
TEST_F(OneStationTest, WhatFollowsAFailedSyncIsThereAfterAKillAndAPowerCut) {
  ASSERT_TRUE(check_in(1));
  machine.fail(sim::Call::sync, 1, sim::Times::once, SQLITE_IOERR_FSYNC);
  ASSERT_FALSE(check_in(2));
  machine.kill_programs();
  store.reset();
  open();
  ASSERT_EQ(store->position()->last_seq, 2U) << "the machine still shows it";
  for (int i = 3; i < 5; ++i) ASSERT_TRUE(check_in(i));
  const auto before = store->position();
  ASSERT_TRUE(before);
  machine.power_cut(sim::Loss::dropped);
  store.reset();
  machine.power_on();
  open();
  EXPECT_EQ(store->position()->last_seq, before->last_seq);
}

TEST_F(OneStationTest, AReadThatFailsSaysThatTheDiskFailed) {
  for (int i = 1; i < 20; ++i) ASSERT_TRUE(check_in(i));
  int failed = 0;
  for (std::uint64_t n = 1; n < 8; ++n) {
    store.reset();
    open();
    machine.fail(sim::Call::read, n, sim::Times::for_good, SQLITE_IOERR_READ);
    const auto look = [&](store::EventReader& reader) -> Status {
      reader.attendee_state(AttendeeId(person(9)));
      return {};
    };
    const Status read = store->read(look);
    machine.mend();
    EXPECT_TRUE(store->read(look));
    if (read) continue;
    ++failed;
    EXPECT_EQ(read.error().code, ErrorCode::io) << read.error().message;
    EXPECT_NE(read.error().message.find("Check the disk"), std::string::npos);
  }
  EXPECT_GT(failed, 0);
}

// The program stays on for days: what could not leave the file at once leaves it later.
TEST_F(OneStationTest, WhatWasErasedLeavesTheFileAfterTheDiskFailedOnce) {
  int rows = 0;
  const auto hear = [&](RosterRow row) {
    const auto at = *store->position();
    wire::FeedReply reply{
        .epoch = 1, .from = at.cursor, .to = at.cursor + 1, .head = at.cursor + 1};
    reply.entries = {{.seq = at.cursor + 1, .fact = {}, .row = std::move(row)}};
    return store->apply(reply);
  };
  const auto another = [&] {
    const AttendeeId id(fmt::format("B-{}", ++rows));
    return hear(wire::row_of(Attendee{.id = id, .given_name = "Bo"}));
  };
  ASSERT_TRUE(hear(wire::row_of(Attendee{.id = AttendeeId("A"), .family_name = "Zapatero"})));
  machine.fail(sim::Call::sync, 2, sim::Times::once, SQLITE_IOERR_FSYNC);
  EXPECT_FALSE(hear(wire::row_of(Notice{.kind = std::string(notice_erased), .subject = "A"})));
  ASSERT_TRUE(machine.bytes_contain("Zapatero"));
  for (int i = 0; i < 40; ++i) EXPECT_TRUE(another());
  EXPECT_FALSE(machine.bytes_contain("Zapatero"));
}

}  // namespace
}  // namespace meetpoint::disk
