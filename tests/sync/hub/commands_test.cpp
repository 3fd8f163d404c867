// The commands, beside a hub that serves the same folder and without one.
#include "sync/hub/commands.h"

#include <fstream>
#include <sstream>

#include "tests/sync/hub/http_client.h"
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {
namespace {

class Commands : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(init_crypto());
    std::filesystem::create_directory(folder.path() / "event");
    write("event/Event.csv",
          "Id,Name,Venue,Time zone,Start,End\n"
          "fair,Fair,Hall,Europe/Brussels,2027-03-18 09:00,2027-03-18 18:00\n");
    write("event/Attendees.csv",
          "Id,Given name,Family name,Role,Badge\nA-1,Ana,Ruiz,buyer,BADGE-1\n");
  }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder.path() / name) << text;
  }
  CommandContext context(const std::string& event = {}) {
    out.str({});
    err.str({});
    return {data(), event, clock, out, err};
  }
  std::filesystem::path data() const { return folder.path() / "data"; }
  int import() { return import_files(context(), {folder.path() / "event"}); }

  std::string printed_code() const {
    const std::string text = out.str();
    const auto start = text.find("\n    ");
    return start == std::string::npos ? "" : text.substr(start + 5, 11);
  }

  // As serve() does, without waiting for a signal.
  void serve() {
    auto opened = DataFolder::open(data(), true);
    ASSERT_TRUE(opened);
    served = std::make_unique<DataFolder>(std::move(*opened));
    ASSERT_TRUE(*served->try_lock());
    store = std::move(*SqlHubStore::open(served->database()));
    hub = std::make_unique<Hub>(*store);
    auto started = HttpServer::start(*hub, clock, {.admin_socket = served->socket()});
    ASSERT_TRUE(started) << started.error().message;
    server = std::move(*started);
  }

  TempFolder folder;
  SystemClock clock;
  std::ostringstream out;
  std::ostringstream err;
  std::unique_ptr<DataFolder> served;
  std::unique_ptr<SqlHubStore> store;
  std::unique_ptr<Hub> hub;
  std::unique_ptr<HttpServer> server;
};

TEST_F(Commands, NeedAnEventFirst) {
  EXPECT_EQ(list_stations(context()), exit_failed);
  EXPECT_NE(err.str().find("Import an event first"), std::string::npos) << err.str();
  EXPECT_FALSE(std::filesystem::exists(data()));
}

TEST_F(Commands, ImportAddListRevokeWithoutAHub) {
  EXPECT_EQ(import(), exit_done) << err.str();
  EXPECT_NE(out.str().find("1 attendee"), std::string::npos) << out.str();
  EXPECT_EQ(add_station(context(), "Entrance", "kiosk", false), exit_done);
  EXPECT_EQ(printed_code().size(), 11U) << out.str();
  EXPECT_EQ(list_stations(context()), exit_done);
  EXPECT_NE(out.str().find("Entrance"), std::string::npos);
  EXPECT_NE(out.str().find("waiting"), std::string::npos);
  EXPECT_EQ(revoke_station(context(), "Entrance"), exit_done);
  EXPECT_EQ(revoke_station(context(), "Exit"), exit_failed);
  EXPECT_NE(err.str().find("station list"), std::string::npos);
  EXPECT_EQ(add_station(context(), "Entrance", "kiosk", false), exit_done);
}

TEST_F(Commands, GoThroughAHubThatServesTheFolder) {
  ASSERT_EQ(import(), exit_done);
  serve();
  EXPECT_EQ(import(), exit_done) << err.str();
  EXPECT_NE(out.str().find("Updated"), std::string::npos) << out.str();
  ASSERT_EQ(add_station(context(), "Entrance", "kiosk", false), exit_done) << err.str();
  HttpClient client(server->url());
  Request request{.method = "POST", .target = "/v1/enrol"};
  request.headers = {{"Content-Type", "application/json"}};
  request.body = R"({"code":")" + printed_code() + R"("})";
  EXPECT_EQ(client.ask(request).status, 200);
  EXPECT_EQ(add_station(context(), "Entrance", "kiosk", false), exit_failed);
  EXPECT_NE(err.str().find("--again"), std::string::npos) << err.str();
  EXPECT_EQ(export_contacts(context(), "csv", folder.path() / "log.csv"), exit_done) << err.str();
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "log.csv"));
  EXPECT_EQ(state_hash(context()), exit_done);
  // Nobody else can reach the socket.
  const auto mode = std::filesystem::status(data() / "hub.sock").permissions();
  EXPECT_EQ(mode & std::filesystem::perms(0077), std::filesystem::perms::none);
}

TEST_F(Commands, ErasesAPersonOnlyWhenSaidSoAndTheListDoesNotBringThemBack) {
  ASSERT_EQ(import(), exit_done);
  EXPECT_EQ(erase_attendee(context(), "A-1", false), exit_usage);
  EXPECT_NE(err.str().find("--yes"), std::string::npos) << err.str();
  EXPECT_EQ(erase_attendee(context(), "nobody", true), exit_failed);
  serve();
  EXPECT_EQ(erase_attendee(context(), "A-1", true), exit_done) << err.str();
  EXPECT_NE(out.str().find("Erased 'A-1'"), std::string::npos) << out.str();
  ASSERT_EQ(import(), exit_done);
  EXPECT_NE(out.str().find("about people who were erased: passed over"), std::string::npos)
      << out.str();
}

TEST_F(Commands, ShowsWhoIsToReportBeforeSeatsAreSetAside) {
  ASSERT_EQ(import(), exit_done);
  EXPECT_EQ(list_seats(context(), false), exit_done) << err.str();
  EXPECT_NE(out.str().find("No zone"), std::string::npos) << out.str();
  write("event/Places.csv", "Id,Name,Kind\nP-1,Room Horta,zone\n");
  write("event/Zones.csv",
        "Id,Topic,Place,Start,End,Capacity\n"
        "Z-1,Labels,P-1,2027-03-18 11:00,2027-03-18 12:00,12\n");
  ASSERT_EQ(import(), exit_done) << err.str();
  ASSERT_EQ(add_station(context(), "Entrance", "kiosk", false), exit_done);
  serve();
  HttpClient client(server->url());
  Request request{.method = "POST", .target = "/v1/enrol"};
  request.headers = {{"Content-Type", "application/json"}};
  request.body =
      R"({"code":")" + printed_code() + R"(","public_key":")" + std::string(64, 'a') + "\"}";
  ASSERT_EQ(client.ask(request).status, 200);
  EXPECT_EQ(list_seats(context(), false), exit_done) << err.str();
  EXPECT_NE(out.str().find("12 seats: 0 taken, 0 set aside, 12 free"), std::string::npos)
      << out.str();
  EXPECT_NE(out.str().find("station 1 'Entrance'"), std::string::npos) << out.str();
  out.str({});
  EXPECT_EQ(list_seats(context(), true), exit_done) << err.str();
  EXPECT_EQ(out.str().find("station 1"), std::string::npos) << out.str();
}

TEST_F(Commands, ShowsWhatWasSetAsideAndWhyWithoutNames) {
  ASSERT_EQ(import(), exit_done);
  EXPECT_EQ(list_rejected(context()), exit_done) << err.str();
  EXPECT_NE(out.str().find("all that kiosks sent counts"), std::string::npos) << out.str();
  ASSERT_EQ(add_station(context(), "Entrance", "kiosk", false), exit_done);
  serve();
  HttpClient client(server->url());
  Request request{.method = "POST", .target = "/v1/enrol"};
  request.headers = {{"Content-Type", "application/json"}};
  request.body = R"({"code":")" + printed_code() + "\"}";
  ASSERT_EQ(client.ask(request).status, 200);
  Journal journal(StationId{1});
  auto push = journal.push({check_in("A-1"), contact("A-1", "A-1")});
  auto odd = journal.push_records({{.kind = "\x1b[2J", .body = "not CBOR"}});
  push.facts.push_back(odd.facts.front());
  ASSERT_TRUE(store->push(fair, StationId{1}, push, clock.now()));
  EXPECT_EQ(list_rejected(context()), exit_done) << err.str();
  EXPECT_EQ(out.str().rfind("station 1 'Entrance'\n"
                            "    1.2  contact: a contact of an attendee with themselves\n"
                            "    1.3  (no kind that is known): its body can't be read\n",
                            0),
            0U)
      << out.str();
  EXPECT_EQ(out.str().find("A-1"), std::string::npos) << out.str();
  EXPECT_EQ(list_rejected(context("gala")), exit_failed);
}

TEST_F(Commands, AnImportWakesStationsOfTheHub) {
  ASSERT_EQ(import(), exit_done);
  serve();
  const auto before = *store->position(fair);
  write("event/Attendees.csv",
        "Id,Given name,Family name,Role,Badge\nA-1,Ana,Ruiz,buyer,BADGE-1\nA-2,Bo,Li,buyer,B2\n");
  EXPECT_EQ(import(), exit_done);
  EXPECT_GT(store->position(fair)->head, before.head);
}

TEST_F(Commands, ImportNothingUnlessAllIsRight) {
  ASSERT_EQ(import(), exit_done);
  const std::string before = [&] {
    state_hash(context());
    return out.str();
  }();
  write("event/Attendees.csv", "Id,Given name,Role\nA-1,Ana,buyer\nA-1,Bo,buyer\n");
  EXPECT_EQ(import(), exit_failed);
  EXPECT_NE(err.str().find("Attendees.csv, row 3"), std::string::npos) << err.str();
  EXPECT_NE(err.str().find("Nothing was imported"), std::string::npos);
  state_hash(context());
  EXPECT_EQ(out.str(), before);
  EXPECT_EQ(import_files(context(), {folder.path() / "no-such.xlsx"}), exit_failed);
}

TEST_F(Commands, AskWhichOfSeveralEventsIsMeant) {
  ASSERT_EQ(import(), exit_done);
  write("event/Event.csv",
        "Id,Name,Venue,Time zone,Start,End\n"
        "second,Second,Hall,Europe/Brussels,2027-04-18 09:00,2027-04-18 18:00\n");
  ASSERT_EQ(import(), exit_done);
  EXPECT_EQ(list_stations(context()), exit_failed);
  EXPECT_NE(err.str().find("--event"), std::string::npos);
  EXPECT_EQ(list_stations(context("second")), exit_done);
  EXPECT_EQ(list_stations(context("third")), exit_failed);
}

TEST_F(Commands, RestoredRaisesTheEpoch) {
  ASSERT_EQ(import(), exit_done);
  const auto epoch = [&] {
    EXPECT_EQ(state_hash(context()), exit_done);
    const std::string text = out.str();
    return std::stoll(text.substr(text.find("head   ") + 7));
  };
  const auto before = epoch();
  EXPECT_EQ(restored(context()), exit_done) << err.str();
  EXPECT_GT(epoch(), before);
}

TEST_F(Commands, LeaveAFolderAloneThatAnotherProgramHasLocked) {
  ASSERT_EQ(import(), exit_done);
  auto other = DataFolder::open(data(), false);
  ASSERT_TRUE(*other->try_lock());
  EXPECT_EQ(hub::serve(context(), {}), exit_failed);
  EXPECT_NE(err.str().find("--data"), std::string::npos) << err.str();
}

TEST_F(Commands, WorkInAFolderWithAVeryLongName) {
  const auto deep = folder.path() / std::string(100, 'a') / std::string(100, 'b');
  std::filesystem::create_directories(deep);
  std::filesystem::rename(folder.path() / "event", deep / "event");
  CommandContext here{deep / "data", "", clock, out, err};
  ASSERT_EQ(import_files(here, {deep / "event"}), exit_done) << err.str();
  auto opened = DataFolder::open(deep / "data", false);
  served = std::make_unique<DataFolder>(std::move(*opened));
  ASSERT_TRUE(*served->try_lock());
  store = std::move(*SqlHubStore::open(served->database()));
  hub = std::make_unique<Hub>(*store);
  auto started = HttpServer::start(*hub, clock, {.admin_socket = served->socket()});
  ASSERT_TRUE(started) << started.error().message;
  server = std::move(*started);
  EXPECT_EQ(list_stations(here), exit_done) << err.str();
}

}  // namespace
}  // namespace meetpoint::hub::testing
