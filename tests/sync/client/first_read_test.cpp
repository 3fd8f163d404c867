// How a station gets the event: by pieces, from where it stopped, and all at once for the people in
// front of it.
#include <gtest/gtest.h>

#include "tests/sync/client/machine_fixture.h"
#include "tests/sync/client/station_fixture.h"

namespace meetpoint::client {
namespace {

using testing::refusal;
using testing::Seen;
using testing::SmallHub;
using testing::Station;

// ---- the machine --------------------------------------------------------------------------------

using FirstRead = testing::MachineFixture;

TEST_F(FirstRead, PiecesAreStagedUntilOneReachesTheHead) {
  EXPECT_EQ(expect<Pull>().epoch, 0U);
  ASSERT_TRUE(std::holds_alternative<Stage>(on_feed(pulled(), feed(1024, 3000))));
  EXPECT_FALSE(status().online) << "it has nothing to answer anybody with";
  const Pull second = expect<Pull>();
  EXPECT_EQ(second.epoch, 3U);
  EXPECT_EQ(second.cursor, 1024U);
  EXPECT_EQ(second.wait_seconds, 0);
  ASSERT_TRUE(std::holds_alternative<Stage>(on_feed(pulled(0), feed(2048, 3000))));
  expect<Pull>();
  ASSERT_TRUE(std::holds_alternative<Apply>(on_feed(pulled(0), feed(3000, 3000))));
  EXPECT_TRUE(status().online);
  const Pull next = expect<Pull>();
  EXPECT_EQ(next.cursor, 3000U);
  EXPECT_EQ(next.wait_seconds, 25);
}

TEST_F(FirstRead, AfterARestartItGoesOnWhereItStopped) {
  view_.staged = 2048;
  view_.staged_epoch = 3;
  const Pull pull = expect<Pull>();
  EXPECT_EQ(pull.epoch, 3U);
  EXPECT_EQ(pull.cursor, 2048U);
}

TEST_F(FirstRead, AHubThatWasRestoredMeanwhileIsReadFromItsStart) {
  view_.staged = 2048;
  view_.staged_epoch = 3;
  expect<Pull>();
  Refusal epoch = refusal(Why::epoch, ErrorCode::conflict);
  epoch.epoch = 4;
  const StoreTask task = on_feed(pulled(0), tl::unexpected(epoch));
  ASSERT_TRUE(std::holds_alternative<Reset>(task));
  EXPECT_EQ(std::get<Reset>(task).epoch, 0U) << "this station has nothing yet";
  EXPECT_FALSE(status().ever_online);
  expect<Compare>();
  EXPECT_EQ(expect<Pull>().cursor, 0U);
}

TEST_F(FirstRead, AHubThatDoesNotGetOnIsNotAskedInATightLoop) {
  expect<Pull>();
  on_feed(pulled(), feed(1024, 3000));
  expect<Pull>();
  EXPECT_TRUE(std::holds_alternative<std::monostate>(on_feed(pulled(0), feed(1024, 3000))));
  EXPECT_TRUE(status().problem);
  EXPECT_GT(due_in<Pull>().value(), Duration(0));
}

// Many stations are given the same piece, and who comes late an old one.
TEST_F(FirstRead, APieceSaysNothingOfTheHubsClock) {
  expect<Pull>();
  wire::FeedReply old = feed(1024, 3000);
  old.now -= std::chrono::hours(1);
  on_feed(pulled(), old);
  EXPECT_FALSE(status().clock_wrong);
}

TEST_F(FirstRead, FactsOfOursInAPieceMeanARolledBackDiskAsInAnyOther) {
  expect<Pull>();
  wire::FeedReply reply = feed(1024, 3000);
  reply.entries.push_back({.seq = 1, .fact = FactRecord{.id = {{7}, 1, 6}}, .row = {}});
  EXPECT_TRUE(std::holds_alternative<BeginIncarnation>(on_feed(pulled(), reply)));
}

// ---- a station on a real disk and a real line ---------------------------------------------------

class Asked {
 public:
  void note(const Seen& seen) {
    const auto at = seen.target.find("feed?after=");
    if (at == std::string::npos) return;
    const std::lock_guard hold(mutex_);
    const std::string cursor = seen.target.substr(at + 11);
    asked_.push_back(cursor.substr(0, cursor.find('&')));
  }
  std::vector<std::string> all() {
    const std::lock_guard hold(mutex_);
    return asked_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> asked_;
};

bool knows(Station& station, const char* attendee) {
  bool known = false;
  EXPECT_TRUE(station.store().read([&](store::EventReader& r) -> Status {
    known = r.attendee(AttendeeId(attendee)).has_value();
    return {};
  }));
  return known;
}

TEST(FirstReadOverALine, ThatIsCutAndAProgramThatIsStartedAnewCostOnePiece) {
  Asked asked;
  std::atomic<bool> cut{true};
  SmallHub hub;
  hub.give_pieces_of(4);
  hub.set_faults([&](const Seen& seen) {
    asked.note(seen);
    const bool third = seen.target.find("feed?after=3.8") != std::string::npos;
    return third && cut ? SmallHub::Fault::torn_after : SmallHub::Fault::none;
  });
  Station station(7, hub.url());
  station.start();
  ASSERT_TRUE(station.until([&] { return station.position().staged == 8; }));
  EXPECT_FALSE(station.status().online);
  EXPECT_FALSE(knows(station, "anna"));
  station.stop();
  station.open();
  EXPECT_FALSE(knows(station, "anna"));
  cut = false;
  const std::size_t before = asked.all().size();
  station.start();
  ASSERT_TRUE(station.until_online());
  EXPECT_TRUE(knows(station, "anna"));
  EXPECT_EQ(asked.all().at(before), "3.8");
}

TEST(FirstReadOverALine, TheHubIsRestoredInTheMiddleAndPeopleAreServedAllTheWhile) {
  std::atomic<bool> cut{true};
  SmallHub hub;
  Station station(7, hub.url());
  station.start();
  ASSERT_TRUE(station.until_online());
  station.check_in("bram");
  ASSERT_TRUE(station.until_sent());
  hub.give_pieces_of(4);
  hub.set_faults([&](const Seen& seen) {
    const bool later = seen.target.find("feed?after=4.8") != std::string::npos;
    return later && cut ? SmallHub::Fault::reset_before : SmallHub::Fault::none;
  });
  hub.restore_to({7}, 1, 4);
  ASSERT_TRUE(station.until([&] { return station.position().staged == 8; }));
  EXPECT_TRUE(knows(station, "anna"));
  EXPECT_TRUE(station.is_checked_in("bram"));
  station.check_in("anna");
  EXPECT_TRUE(station.is_checked_in("anna"));
  hub.restore_to({7}, 1, 5);
  cut = false;
  ASSERT_TRUE(station.until(
      [&] { return station.position().epoch == 5 && station.position().cursor > 0; }));
  ASSERT_TRUE(station.until_sent());
  EXPECT_TRUE(knows(station, "anna"));
  EXPECT_TRUE(station.is_checked_in("anna"));
  EXPECT_EQ(station.position().staged, 0U);
}

}  // namespace
}  // namespace meetpoint::client
