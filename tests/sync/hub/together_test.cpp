// Several requests in one commit: one that fails in the middle leaves nothing, and harms no other.
#include <stdexcept>
#include <thread>

#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {
namespace {

class Together : public HubTest {
 protected:
  std::int64_t count(const char* sql) {
    store::Database db = data->look();
    store::Rows rows = db.query(sql);
    return rows.next() ? rows.integer(0) : -1;
  }
  Request of(const Login& login, const wire::PushRequest& message) {
    return speaking(login, push_request(login.token, signed_by(login, message)));
  }
};

TEST_F(Together, APushThatFailsHalfWayIsTakenBackAloneAndTheOthersAreKept) {
  // On PostgreSQL each has a savepoint from the start.
  if (std::getenv("MEETPOINT_TEST_ENGINE") != nullptr) GTEST_SKIP();
  const Login door = enrol_with_key("Door");
  const Login hall = enrol_with_key("Hall");
  Journal of_door(door.station);
  Journal of_hall(hall.station);
  ASSERT_EQ(push(door, of_door.push({check_in("A-1")})).status, 200);
  // A damaged file: its journal forgot the fact that it has, so that the second fact of what comes
  // now is here already.
  ASSERT_EQ(push(door, of_door.push({check_in("A-2")})).status, 200);
  const std::int64_t head = count("SELECT head_seq FROM event_counter");
  {
    hub.reset();
    store.reset();
    auto db = *store::Database::open(folder.path() / "hub.db", store::Access::read_write);
    db.run("UPDATE journal SET acked_seq = 0, acked_hash = ? WHERE station_id = ?", chain_start,
           door.station.value);
    db.run("DELETE FROM fact WHERE station_id = ? AND seq = 1", door.station.value);
  }
  store = std::move(*data->open());
  hub = std::make_unique<Hub>(*store);
  Journal again(door.station);
  const std::vector<Request> requests = {
      of(hall, of_hall.push({check_in("A-1"), check_in("A-2")})),
      of(door, again.push({check_in("A-1"), check_in("A-2")})),
      of(hall, of_hall.push({check_in("A-1")})),
  };
  const auto answers = hub->handle_together(requests, now);
  EXPECT_EQ(answers[0].status, 200);
  EXPECT_EQ(answers[1].status, 500) << answers[1].body;
  EXPECT_EQ(answers[2].status, 200);
  EXPECT_EQ(count("SELECT head_seq FROM event_counter"), head + 3);
  EXPECT_EQ(count("SELECT count(*) FROM fact WHERE seq = 1 AND station_id = 1"), 0);
  EXPECT_EQ(read<wire::PushReply>(answers[2]).acked_seq, 3U);
}

TEST_F(Together, WhatIsReadInACommitIsWhatItHasWritten) {
  const Login door = enrol("Door");
  Journal journal(door.station);
  const wire::PushRequest two = journal.push({check_in("A-1"), check_in("A-2")});
  const HubSeq head = store->position(fair)->head;
  const Status done = store->together([&] {
    ASSERT_TRUE(store->push(fair, door.station, two, now));
    EXPECT_EQ(*store->acked_seq(fair, door.station), 2U);
    EXPECT_EQ(store->position(fair)->head, head + 2);
    // Others don't see it yet.
    HubSeq elsewhere = 0;
    std::thread([&] { elsewhere = store->position(fair)->head; }).join();
    EXPECT_EQ(elsewhere, head);
  });
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(store->position(fair)->head, head + 2);
}

TEST_F(Together, WhatIsReadAtOneMomentIsNoLaterThanItsBeginning) {
  const Login door = enrol("Door");
  Journal journal(door.station);
  const HubSeq head = store->position(fair)->head;
  const Status done = store->at_one_moment([&] {
    EXPECT_EQ(store->position(fair)->head, head);
    std::thread([&] {
      EXPECT_TRUE(store->push(fair, door.station, journal.push({check_in("A-1")}), now));
      EXPECT_EQ(store->position(fair)->head, head + 1);
    }).join();
    EXPECT_EQ(store->position(fair)->head, head);
    EXPECT_EQ(*store->acked_seq(fair, door.station), 0U);
  });
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(store->position(fair)->head, head + 1);
}

TEST_F(Together, WhoFailsWhileReadingLeavesTheDatabaseToOthers) {
  for (int i = 0; i < 10; ++i) {
    EXPECT_THROW((void)store->at_one_moment([] { throw std::runtime_error("no"); }),
                 std::runtime_error);
  }
  EXPECT_TRUE(store->position(fair));
}

}  // namespace
}  // namespace meetpoint::hub::testing
