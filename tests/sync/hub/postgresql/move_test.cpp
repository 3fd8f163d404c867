// Moving an event from a folder to PostgreSQL and back, by the command.
#include <sstream>

#include "sync/hub/commands.h"
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {
namespace {

class Move : public HubTest {
 protected:
  void SetUp() override {
    data = std::make_unique<SqliteData>(folder.path());
    HubTest::SetUp();
    station = enrol("One");
    push(station, journal.push({check_in("A-1"), contact("A-1", "A-2"),
                                ConsentGiven{.person = AttendeeId("A-1"),
                                             .to = AttendeeId("A-2"),
                                             .fields = {"name", "email"}},
                                ConsentGiven{.person = AttendeeId("A-2"),
                                             .to = AttendeeId("A-1"),
                                             .fields = {"name"}}}));
  }
  int move(const std::string& from, const std::string& to, const std::string& event = {}) {
    out.str({});
    err.str({});
    return move_event({{}, event, clock, out, err}, from, to);
  }
  void serve_from(std::unique_ptr<HubData> next) {
    close();
    data = std::move(next);
    open();
  }
  std::string contacts() {
    Request request = get("/v1/admin/events/fair/exports/contacts.json");
    request.admin = true;
    const Response response = ask(request);
    EXPECT_EQ(response.status, 200) << response.body;
    return response.body;
  }
  std::string hash() { return *store->state_hash(fair, false); }

  SystemClock clock;
  std::ostringstream out;
  std::ostringstream err;
  Login station;
  Journal journal{StationId{1}};
};

TEST_F(Move, ThereAndBackKeepsEverythingAndOneHubServesIt) {
  const std::string before = hash();
  const std::string log = contacts();
  EXPECT_NE(log.find("Ana"), std::string::npos);
  const auto epoch = store->position(fair)->epoch;
  const auto head = store->position(fair)->head;
  close();

  auto server = std::make_unique<PostgresData>();
  const std::string there = server->conninfo();
  ASSERT_EQ(move(folder.path().string(), there), exit_done) << err.str();
  EXPECT_NE(out.str().find(before), std::string::npos) << out.str();
  EXPECT_NE(out.str().find("4 records"), std::string::npos) << out.str();

  // The folder serves it no more, and says so to stations in a way that lets them keep all.
  open();
  EXPECT_TRUE(store->events()->empty());
  EXPECT_EQ(push(station, Journal(journal).push({check_in("A-2")})).status, 503);
  EXPECT_EQ(store->import_roster(fair, wire::rows_of(small_roster())).error().code,
            ErrorCode::conflict);
  serve_from(std::move(server));
  EXPECT_EQ(hash(), before);
  EXPECT_EQ(contacts(), log);
  EXPECT_NE(store->position(fair)->epoch, epoch);
  EXPECT_EQ(store->position(fair)->head, head);
  EXPECT_EQ(feed(station).entries.size(), wire::rows_of(small_roster()).size() + 1);
  // A station goes on where it was, with the token that it has.
  EXPECT_EQ(push(station, journal.push({check_in("A-2")})).status, 200);
  const std::string later = hash();
  const std::string later_log = contacts();
  close();

  ASSERT_EQ(move(there, folder.path().string()), exit_done) << err.str();
  serve_from(std::make_unique<SqliteData>(folder.path()));
  EXPECT_EQ(hash(), later);
  EXPECT_EQ(contacts(), later_log);
  EXPECT_EQ(push(station, journal.push({contact("A-1", "A-2")})).status, 200);
  EXPECT_EQ(*store->acked_seq(fair, station.station), 6U);
}

TEST_F(Move, IsRefusedWhereTheTargetHasTheEvent) {
  close();
  PostgresData server;
  {
    auto other = std::move(*server.open());
    ASSERT_TRUE(other->import_roster(fair, wire::rows_of(small_roster())));
  }
  EXPECT_EQ(move(folder.path().string(), server.conninfo()), exit_failed);
  EXPECT_NE(err.str().find("already"), std::string::npos) << err.str();
  open();
  EXPECT_EQ(push(station, journal.push({check_in("A-2")})).status, 200) << "it is served as before";
  close();
  EXPECT_EQ(move(folder.path().string(), server.conninfo(), "other"), exit_failed);
  EXPECT_EQ(move((folder.path() / "nowhere").string(), server.conninfo()), exit_failed);
}

TEST_F(Move, ThatWasCutOffGoesOnWhenItIsAskedForAgain) {
  const std::string before = hash();
  close();
  PostgresData server;
  {
    // As it stands when the program is killed before anything was copied.
    auto db = *store::Database::open(folder.path() / "hub.db", store::Access::read_write);
    db.run(
        "INSERT INTO moved_event SELECT event_id, epoch, head_seq, epoch + 7, 0, 'x' FROM "
        "event_counter");
    db.run("DELETE FROM event_counter");
  }
  ASSERT_EQ(move(folder.path().string(), server.conninfo()), exit_done) << err.str();
  // And when it is killed after all had arrived.
  {
    auto db = *store::Database::open(folder.path() / "hub.db", store::Access::read_write);
    db.run("UPDATE moved_event SET finished = 0");
  }
  ASSERT_EQ(move(folder.path().string(), server.conninfo()), exit_done) << err.str();
  EXPECT_EQ(move(folder.path().string(), server.conninfo()), exit_failed);
  auto there = std::move(*server.open());
  EXPECT_EQ(*there->state_hash(fair, false), before);
}

TEST_F(Move, CountsFirstWhatALargePushLeftToBeCounted) {
  store->fold_at_once(0);
  ASSERT_EQ(push(station, journal.push({check_in("A-2"), contact("A-2", "A-1")})).status, 200);
  ASSERT_GT(store->events()->at(0).to_fold, 0U);
  const std::string before = hash();
  const std::string log = contacts();
  close();
  auto server = std::make_unique<PostgresData>();
  ASSERT_EQ(move(folder.path().string(), server->conninfo()), exit_done) << err.str();
  serve_from(std::move(server));
  EXPECT_EQ(store->events()->at(0).to_fold, 0U) << "nobody would count it there";
  EXPECT_EQ(hash(), before);
  EXPECT_EQ(contacts(), log);
}

TEST_F(Move, FromAFolderThatAHubServesIsRefused) {
  close();
  auto served = DataFolder::open(folder.path(), false);
  ASSERT_TRUE(*served->try_lock());
  PostgresData server;
  EXPECT_EQ(move(folder.path().string(), server.conninfo()), exit_failed);
  EXPECT_NE(err.str().find("Stop it"), std::string::npos) << err.str();
}

}  // namespace
}  // namespace meetpoint::hub::testing
