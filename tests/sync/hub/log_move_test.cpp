// The log of commits is moved into the database by another thread than those that commit and read.
#include <atomic>
#include <thread>

#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {
namespace {

class LogMove : public HubTest {
 protected:
  void SetUp() override {
    if (on_postgresql()) GTEST_SKIP() << "a server moves its log by itself";
    HubTest::SetUp();
  }
};

TEST_F(LogMove, CommitsAndReadsGoOnMeanwhileAndAllIsThereAfterwards) {
  store->move_log_of(1);
  const Login door = enrol_with_key("Door");
  std::atomic<bool> done = false;
  std::atomic<int> moves = 0;
  std::atomic<int> reads = 0;
  std::thread mover([&] {
    for (; !done; ++moves) EXPECT_TRUE(store->move_log());
  });
  std::thread reader([&] {
    HubSeq last = 0;
    for (; !done; ++reads) {
      const auto position = store->position(fair);
      ASSERT_TRUE(position);
      EXPECT_GE(position->head, last);
      last = position->head;
    }
  });
  Journal journal(door.station);
  std::uint64_t pushed = 0;
  while (pushed < 600 || moves < 50 || reads < 50) {
    ASSERT_EQ(push(door, journal.push({check_in("A-1"), check_in("A-2")})).status, 200);
    pushed += 2;
  }
  done = true;
  mover.join();
  reader.join();
  store::Database db = data->look();
  EXPECT_TRUE(db.check_integrity());
  store::Rows rows = db.query("SELECT count(*), count(DISTINCT hub_seq) FROM fact");
  ASSERT_TRUE(rows.next());
  EXPECT_EQ(rows.integer(0), static_cast<std::int64_t>(pushed));
  EXPECT_EQ(rows.integer(1), static_cast<std::int64_t>(pushed));
}

}  // namespace
}  // namespace meetpoint::hub::testing
