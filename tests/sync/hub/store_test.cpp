// What is kept: over restarts, re-imports, full disks and files that are not ours.
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include <fstream>

#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {
namespace {

using Kept = HubTest;
using Import = HubTest;

TEST_F(Kept, EverythingIsThereAfterOpeningAgain) {
  const Login login = enrol("One");
  Journal journal(login.station);
  const auto message = journal.push({check_in("A-1"), contact("A-1", "A-2")});
  const auto before = read<wire::PushReply>(push(login, message));
  const auto hash = *store->state_hash(fair, false);
  open();
  EXPECT_EQ(*store->state_hash(fair, false), hash);
  const auto after = read<wire::PushReply>(push(login, message));
  EXPECT_EQ(after.acked_seq, 2U);
  EXPECT_EQ(after.head, before.head);
  EXPECT_EQ(after.epoch, before.epoch);
  EXPECT_TRUE(store->stations(fair)->front().last_seen);
}

TEST_F(Kept, ACommitThatFailsAcknowledgesNobody) {
  const Login one = enrol("One");
  const Login two = enrol("Two");
  const auto first = push_request(one.token, Journal(one.station).push({check_in("A-1")}));
  const auto second = push_request(two.token, Journal(two.station).push({check_in("A-2")}));
  const auto before = *store->position(fair);

  // The file may not grow: as with a full disk, the commit fails.
  signal(SIGXFSZ, SIG_IGN);
  rlimit old_limit{};
  getrlimit(RLIMIT_FSIZE, &old_limit);
  rlimit tight = old_limit;
  tight.rlim_cur = 4096;
  setrlimit(RLIMIT_FSIZE, &tight);
  const std::vector<Request> both = {first, second};
  const auto failed = hub->handle_together(both, now);
  setrlimit(RLIMIT_FSIZE, &old_limit);

  for (const Response& response : failed) {
    EXPECT_EQ(response.status, 503) << response.body;
    EXPECT_FALSE(header(response.headers, "Retry-After").empty());
    EXPECT_TRUE(response.grew.empty());
  }
  EXPECT_EQ(store->position(fair)->head, before.head);
  EXPECT_EQ(hub->handle(get("/readyz"), now).status, 503);
  const auto done = hub->handle_together(both, now);
  EXPECT_EQ(done[0].status, 200) << done[0].body;
  EXPECT_EQ(done[1].status, 200);
  EXPECT_EQ(hub->handle(get("/readyz"), now).status, 200);
  open();
  EXPECT_EQ(store->position(fair)->head, before.head + 2);
}

// A small disk of its own for the hub; only root may mount one.
class SmallDisk : public HubTest {
 protected:
  void SetUp() override {
    mounted = mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=1m") == 0;
    if (!mounted) GTEST_SKIP() << "mounting a tmpfs is not allowed here";
    HubTest::SetUp();
  }
  void TearDown() override {
    hub.reset();
    store.reset();
    if (mounted) umount(folder.path().c_str());
  }
  bool mounted = false;
};

TEST_F(SmallDisk, ThatIsFullIsToldAndNothingIsAcknowledgedOrLost) {
  const Login login = enrol("One");
  Journal journal(login.station);
  std::vector<wire::PushRequest> accepted;
  Response answer{.status = 200};
  wire::PushRequest refused;
  const std::vector<FactBody> bodies(200, check_in("A-1"));
  for (int i = 0; i < 100 && answer.status == 200; ++i) {
    refused = journal.push(bodies);
    answer = push(login, refused);
    if (answer.status == 200) accepted.push_back(refused);
  }
  EXPECT_EQ(answer.status, 507) << answer.body;
  EXPECT_EQ(error_of(answer), "disk_full");
  EXPECT_NE(answer.body.find("Free space"), std::string::npos);
  EXPECT_FALSE(header(answer.headers, "Retry-After").empty());
  EXPECT_EQ(hub->handle(get("/readyz"), now).status, 503);
  const auto acked = static_cast<std::uint64_t>(200) * accepted.size();
  EXPECT_EQ(*store->acked_seq(fair, login.station), acked);

  ASSERT_EQ(mount("tmpfs", folder.path().c_str(), "tmpfs", MS_REMOUNT, "size=16m"), 0);
  EXPECT_EQ(push(login, refused).status, 200);
  EXPECT_EQ(hub->handle(get("/readyz"), now).status, 200);
  open();
  EXPECT_EQ(*store->acked_seq(fair, login.station), acked + 200);
}

TEST_F(Kept, OneBadPushDoesNotTakeItsNeighboursDown) {
  const Login one = enrol("One");
  const Login two = enrol("Two");
  Journal gap(one.station);
  (void)gap.push({check_in("A-1")});
  const std::vector<Request> both = {
      push_request(one.token, gap.push({check_in("A-1")})),
      push_request(two.token, Journal(two.station).push({check_in("A-2")}))};
  const auto answers = hub->handle_together(both, now);
  EXPECT_EQ(answers[0].status, 409);
  EXPECT_EQ(answers[1].status, 200);
  EXPECT_EQ(answers[1].grew.value, "fair");
}

TEST(Files, OfOthersAreLeftAsTheyAre) {
  const TempFolder folder;
  const auto text_file = folder.path() / "notes.db";
  std::ofstream(text_file) << std::string(5000, 'x');
  EXPECT_EQ(SqlHubStore::open(text_file).error().code, ErrorCode::foreign);
  EXPECT_EQ(std::filesystem::file_size(text_file), 5000U);

  const auto other = folder.path() / "other.db";
  {
    auto db = *store::Database::open(other, store::Access::read_write);
    db.script("CREATE TABLE cake (slices INTEGER)");
  }
  EXPECT_EQ(SqlHubStore::open(other).error().code, ErrorCode::foreign);

  const auto newer = folder.path() / "newer.db";
  ASSERT_TRUE(SqlHubStore::open(newer));
  {
    auto db = *store::Database::open(newer, store::Access::read_write);
    db.script("PRAGMA user_version = 999");
  }
  const auto refused = SqlHubStore::open(newer);
  EXPECT_EQ(refused.error().code, ErrorCode::newer_version);
  EXPECT_NE(refused.error().message.find("newer"), std::string::npos);
}

TEST(Files, ThatAreTornAreToldFromAnEmptyHub) {
  const TempFolder folder;
  const auto file = folder.path() / "hub.db";
  {
    ASSERT_TRUE(SqlHubStore::open(file));
  }
  std::filesystem::resize_file(file, 6000);
  const auto opened = SqlHubStore::open(file);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::corrupt) << opened.error().message;
}

TEST_F(Import, OfTheSameAgainChangesNothing) {
  const auto before = *store->position(fair);
  const auto outcome = import(small_roster());
  EXPECT_FALSE(outcome.created);
  EXPECT_EQ(outcome.added + outcome.changed + outcome.removed, 0U);
  EXPECT_EQ(store->position(fair)->head, before.head);
}

TEST_F(Import, MarksAMovedMeetingAndKeepsTheMark) {
  const Login login = enrol("One");
  const auto before = *store->position(fair);
  Roster moved = small_roster();
  moved.meetings[0].place = PlaceId("T2");
  EXPECT_EQ(import(moved).moved, 1U);
  const auto reply = feed(login, before.head);
  ASSERT_EQ(reply.entries.size(), 1U);
  const auto meeting = wire::read_row<Meeting>(*reply.entries[0].row);
  ASSERT_TRUE(meeting && meeting->moved_from);
  EXPECT_EQ(meeting->moved_from->place.value, "T1");
  EXPECT_EQ(meeting->moved_from->starts_at, noon);

  EXPECT_EQ(import(moved).unchanged, wire::rows_of(moved).size());
  Roster retitled = moved;
  retitled.meetings[0].title = "A talk";
  import(retitled);
  const auto last = feed(login, reply.to).entries;
  ASSERT_EQ(last.size(), 1U);
  EXPECT_EQ(wire::read_row<Meeting>(*last[0].row)->moved_from->place.value, "T1");
}

TEST_F(Import, TurnsWhatIsGoneIntoTombstonesThatTravel) {
  const Login login = enrol("One");
  const auto before = *store->position(fair);
  Roster smaller = small_roster();
  smaller.badges.pop_back();
  EXPECT_EQ(import(smaller).removed, 1U);
  const auto entries = feed(login, before.head).entries;
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_TRUE(entries[0].row->deleted);
  EXPECT_EQ(entries[0].row->id, "BADGE-2");
  EXPECT_EQ(import(smaller).removed, 0U);
  EXPECT_EQ(import(small_roster()).added, 1U);
}

TEST_F(Import, LeavesOtherEventsAlone) {
  const auto before = *store->position(fair);
  Roster other = small_roster();
  other.event.id = EventId("other");
  EXPECT_TRUE(import(other).created);
  EXPECT_EQ(store->position(fair)->head, before.head);
  EXPECT_NE(store->position(EventId("other"))->epoch, before.epoch);
}

}  // namespace
}  // namespace meetpoint::hub::testing
