// What comes first where many wait to write.
#include "sync/hub/write_lane.h"

#include <future>

#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {

namespace {

// Requests that the hub refuses at once: their order is all that counts here.
class WriteLaneTest : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    lane = std::make_unique<WriteLane>(*hub, clock);
    // The lane is busy until finish(), so that all that is submitted until then waits together.
    lane->submit(post("/v1/events/fair/facts", ""), [this](const Response&) {
      busy.set_value();
      go_on.get_future().wait();
    });
    busy.get_future().wait();
  }
  void submit(const std::string& name, std::size_t bytes) {
    lane->submit(post("/v1/events/fair/facts", std::string(bytes, 'x')),
                 [this, name](const Response&) { order += name; });
  }
  void finish() {
    go_on.set_value();
    lane.reset();
  }

  std::promise<void> busy;
  std::promise<void> go_on;
  std::string order;
  SystemClock clock;
  std::unique_ptr<WriteLane> lane;
};

}  // namespace

TEST_F(WriteLaneTest, SmallRequestsPassLargeOnes) {
  submit("A", WriteLane::large_bytes_at_first);
  submit("B", WriteLane::large_bytes_at_first);
  submit("a", 100);
  submit("b", 100);
  finish();
  EXPECT_EQ(order, "abAB");
}

TEST_F(WriteLaneTest, EachCommitTakesALargeOneHoweverManySmallOnesWait) {
  submit("A", WriteLane::large_bytes_at_first);
  for (std::size_t i = 0; i < WriteLane::max_together + 1; ++i) submit("a", 100);
  finish();
  EXPECT_EQ(order, std::string(WriteLane::max_together, 'a') + "Aa");
}

TEST_F(WriteLaneTest, WhatIsOfOneSizeKeepsItsOrder) {
  submit("A", WriteLane::small_bytes + 1);
  submit("a", WriteLane::small_bytes);
  submit("B", WriteLane::small_bytes + 1);
  submit("b", WriteLane::small_bytes);
  submit("C", 10 * WriteLane::large_bytes_at_first);
  finish();
  EXPECT_EQ(order, "abABC");
}

}  // namespace meetpoint::hub::testing
