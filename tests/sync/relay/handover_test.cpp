// Stations that go from the central hub to the relay and back, copies that are put back, and disks
// that were copied: facts and positions stay one of each.
#include "sync/client/exchanges.h"
#include "tests/sync/relay/relay_fixture.h"

namespace meetpoint::hub::testing {
namespace {

class Handover : public RelayTest {
 protected:
  void keep_copy() {
    store.reset();
    std::filesystem::copy_file(folder.path() / "hub.db", folder.path() / "copy.db");
    open();
  }
  void put_copy_back() {
    hub.reset();
    store.reset();
    for (const char* end : {"", "-wal", "-shm"}) {
      std::filesystem::remove(folder.path() / (std::string("hub.db") + end));
    }
    std::filesystem::copy_file(folder.path() / "copy.db", folder.path() / "hub.db");
    open();
  }
};

// A kiosk's own store and sync, on a line to the hub or to the relay.
class Kiosk {
 public:
  Kiosk(ManualClock& clock, const Login& login) : clock_(clock), login_(login) {
    auto opened = store::StationStore::open(folder_.path(), clock_);
    EXPECT_TRUE(opened);
    store_ = std::move(*opened);
    EXPECT_TRUE(store_->enrol({.event = fair,
                               .station = login.station,
                               .station_name = "Kiosk",
                               .hub_url = "http://either",
                               .token = login.token,
                               .key = login.key,
                               .hub_key = login.hub_key}));
  }
  ~Kiosk() { sync_.reset(); }
  void speak_with(Line::Ask ask) {
    sync_.reset();
    line_ = std::make_unique<Line>(std::move(ask));
    sync_ = std::make_unique<client::Exchanges>(
        *store_, clock_, *line_,
        client::HubAccess{"http://either", fair, login_.station, login_.token, {}}, 5);
  }
  void record(const FactBody& body) {
    EXPECT_TRUE(store_->write([&](store::StationWrite& write) -> Status {
      write.append(body);
      return {};
    }));
  }
  // All that is due within a few seconds.
  void turn() {
    for (int times = 0; times < 5; ++times) {
      turn_now();
      clock_.advance(Duration(600));
    }
    turn_now();
  }
  void turn_now() {
    for (int rounds = 0; rounds < 100; ++rounds) {
      (void)sync_->start_due();
      auto finished = line_->wait({});
      if (finished.empty()) return;
      for (auto& one : finished) sync_->take(one);
    }
    ADD_FAILURE() << "the kiosk never comes to rest";
  }
  client::SyncStatus status() const { return sync_->status(); }
  std::string hash() { return store_->state_hash(true).value(); }
  std::uint32_t incarnation() { return store_->position()->incarnation; }
  Line& line() { return *line_; }

 private:
  TempFolder folder_;
  ManualClock& clock_;
  Login login_;
  std::unique_ptr<store::StationStore> store_;
  std::unique_ptr<Line> line_;
  std::unique_ptr<client::Exchanges> sync_;
};

TEST_F(Handover, FactsThatCameFromTheCentralHubKeepTheirPositions) {
  const Login door = enrol_with_key("Door");
  settle();
  Journal journal(door.station);
  const auto first = journal.push({check_in("A-1"), contact("A-1", "A-2"), check_in("A-2")});
  EXPECT_EQ(push(door, first).status, 200);
  settle();
  const auto before = feed_at_relay(door);
  ASSERT_EQ(facts_in(before), 2U);
  taken(door, first);
  taken(door, journal.push({check_in("A-1")}));
  const auto after = feed_at_relay(door);
  EXPECT_EQ(after.head, before.head + 2);  // the contact, and what is new
  for (std::size_t i = 0; i < before.entries.size(); ++i) {
    EXPECT_EQ(after.entries[i], before.entries[i]);
  }
  settle();
  EXPECT_EQ(facts_of(door), 4U);
  expect_alike();
}

TEST_F(Handover, AnotherFactUnderAnIdThatTheCentralHubHasIsAFork) {
  const Login door = enrol_with_key("Door");
  settle();
  EXPECT_EQ(push(door, Journal(door.station).push({check_in("A-1"), check_in("A-2")})).status, 200);
  settle();
  const Response response =
      push_at_relay(door, Journal(door.station).push({check_in("A-1"), check_in("A-1")}));
  EXPECT_EQ(error_of(response), "fork");
  EXPECT_EQ(read<wire::ErrorReply>(response).agreed_seq, 1U);
}

TEST_F(Handover, AKioskThatChangesSidesSendsNothingTwiceAndLosesNothing) {
  const Login login = enrol_with_key("Door");
  const Login other = enrol_with_key("Other");
  settle();
  Kiosk kiosk(clock, login);
  const auto at_hub = [&](const Request& request) { return ask(request); };
  const auto at_relay = [&](const Request& request) { return ask_relay(request); };
  kiosk.record(check_in("A-1"));
  kiosk.speak_with(at_hub);
  kiosk.turn();
  EXPECT_FALSE(kiosk.status().via_relay);
  EXPECT_EQ(facts_of(login), 1U);

  settle();
  line->cut = true;
  settle(12);
  kiosk.record(contact("A-1", "A-2"));
  kiosk.speak_with(at_relay);
  kiosk.turn();
  EXPECT_EQ(kiosk.status().waiting, 0U);
  EXPECT_TRUE(kiosk.status().via_relay);
  EXPECT_FALSE(kiosk.status().relay_online);
  EXPECT_EQ(kiosk.status().kept_at_relay, 2U);
  EXPECT_EQ(facts_of(login), 1U);
  Kiosk beside(clock, other);
  beside.record(check_in("A-2"));
  beside.speak_with(at_relay);
  beside.turn();
  kiosk.turn();
  clock.advance(Duration(2000));
  kiosk.turn();
  EXPECT_EQ(kiosk.hash(), beside.hash()) << "the venue agrees without the internet";

  // Back at the central hub by another way, before the relay could forward.
  kiosk.record(check_in("A-2"));
  kiosk.speak_with(at_hub);
  kiosk.turn();
  EXPECT_FALSE(kiosk.status().via_relay);
  EXPECT_EQ(kiosk.status().kept_at_relay, 0U);
  EXPECT_EQ(facts_of(login), 3U);
  line->cut = false;
  settle(12);
  kiosk.record(check_in("A-1"));
  kiosk.speak_with(at_relay);
  kiosk.turn();
  settle();
  EXPECT_EQ(facts_of(login), 4U);
  EXPECT_EQ(facts_of(other), 1U);
  clock.advance(Duration(2000));
  kiosk.turn();
  EXPECT_TRUE(kiosk.status().relay_online);
  EXPECT_EQ(kiosk.status().kept_at_relay, 0U);
  EXPECT_EQ(kiosk.incarnation(), 1U);
  expect_alike();
  EXPECT_EQ(kiosk.hash(), store->state_hash(fair, true).value());
}

TEST_F(Handover, ACentralHubThatWasPutBackFromACopyIsFilledAgain) {
  const Login login = enrol_with_key("Door");
  const Login gone = enrol_with_key("Gone");
  settle();
  Kiosk kiosk(clock, login);
  kiosk.speak_with([&](const Request& request) { return ask_relay(request); });
  kiosk.record(check_in("A-1"));
  kiosk.turn();
  settle();
  keep_copy();
  kiosk.record(check_in("A-2"));
  kiosk.record(contact("A-1", "A-2"));
  kiosk.turn();
  taken(gone, Journal(gone.station).push({check_in("A-1")}));  // and its disk is lost now
  settle();
  EXPECT_EQ(facts_of(login), 3U);
  const std::string hash = store->state_hash(fair, false).value();
  const auto epoch = relay_store->position(fair)->epoch;

  put_copy_back();
  EXPECT_EQ(facts_of(login), 1U);
  settle(5);
  EXPECT_EQ(facts_of(login), 3U);
  EXPECT_EQ(facts_of(gone), 1U);
  EXPECT_EQ(store->state_hash(fair, false).value(), hash);
  EXPECT_NE(relay_store->position(fair)->epoch, epoch);
  // Contacts may leave it once each station has said, through the relay, that this was all.
  EXPECT_EQ(store->not_refilled(fair)->size(), 2U);
  clock.advance(Duration(2000));
  kiosk.turn();
  settle();
  ASSERT_EQ(store->not_refilled(fair)->size(), 1U);
  EXPECT_EQ(store->not_refilled(fair)->front().id, gone.station);
  EXPECT_EQ(kiosk.status().waiting, 0U);
  expect_alike();
}

// Of two copies of a disk, one was heard of before the central hub was put back, the other after.
TEST_F(Handover, WhatACentralHubGivesUnderAnIdReplacesWhatItGaveBeforeItWasPutBack) {
  const Login door = enrol_with_key("Door");
  settle();
  keep_copy();
  EXPECT_EQ(push(door, Journal(door.station).push({check_in("A-1")})).status, 200);
  settle();
  EXPECT_EQ(facts_in(feed_at_relay(door)), 1U);
  expect_alike();
  put_copy_back();
  EXPECT_EQ(push(door, Journal(door.station).push({check_in("A-2")})).status, 200);
  settle(5);
  EXPECT_EQ(facts_in(feed_at_relay(door)), 1U);
  expect_alike();
}

TEST_F(Handover, ARelayThatWasPutBackFromACopyIsFilledByItsStations) {
  const Login login = enrol_with_key("Door");
  settle();
  Kiosk kiosk(clock, login);
  const auto at_relay = [&](const Request& request) { return ask_relay(request); };
  kiosk.speak_with(at_relay);
  kiosk.record(check_in("A-1"));
  kiosk.turn();
  settle();
  stop_relay();
  std::filesystem::copy_file(relay_folder.path() / "hub.db", relay_folder.path() / "copy.db");
  open_relay();
  start_relay();
  line->cut = true;
  settle(12);
  kiosk.record(check_in("A-2"));
  kiosk.turn();
  EXPECT_EQ(kiosk.status().waiting, 0U);
  stop_relay();
  std::filesystem::copy_file(relay_folder.path() / "copy.db", relay_folder.path() / "hub.db",
                             std::filesystem::copy_options::overwrite_existing);
  line->cut = false;
  open_relay();
  start_relay();
  settle(3);
  EXPECT_EQ(facts_of(login), 1U);
  for (int i = 0; i < 10; ++i) {
    clock.advance(Duration(2000));
    kiosk.turn();
  }
  settle();
  EXPECT_EQ(facts_of(login), 2U);
  EXPECT_EQ(kiosk.status().waiting, 0U);
  expect_alike();
}

TEST_F(Handover, TwoCopiesOfADiskOnTwoSidesAreToldApart) {
  const Login login = enrol_with_key("Door");
  settle();
  Kiosk kiosk(clock, login);
  kiosk.speak_with([&](const Request& request) { return ask_relay(request); });
  kiosk.turn();
  line->cut = true;
  settle(12);
  kiosk.record(check_in("A-1"));
  kiosk.turn();
  EXPECT_EQ(push(login, Journal(login.station).push({check_in("A-2")})).status, 200);
  line->cut = false;
  settle(12);
  EXPECT_EQ(board.read().parted, 1U);
  EXPECT_EQ(facts_of(login), 1U);
  for (int i = 0; i < 5; ++i) {
    clock.advance(Duration(2000));
    kiosk.turn();
    settle(1);
  }
  EXPECT_EQ(kiosk.incarnation(), 2U);
  EXPECT_EQ(facts_of(login), 2U);
  EXPECT_EQ(board.read().backlog, 0U);
  EXPECT_EQ(kiosk.status().waiting, 0U);
}

// After so many steps of putting in order what came, and folding it.
class HandoverAmid : public Handover, public ::testing::WithParamInterface<int> {};

TEST_P(HandoverAmid, WhatPartsDoesNotCountWhereItWasStillToBeFolded) {
  const Login door = enrol_with_key("Door");
  settle();
  relay_store->fold_at_once(0);
  const std::string hash = relay_store->state_hash(fair, false).value();
  line->cut = true;
  settle(12);
  taken(door, Journal(door.station).push({check_in("A-1"), contact("A-1", "A-2")}));
  EXPECT_NE(relay_store->state_hash(fair, false).value(), hash);
  for (int i = 0; i < GetParam(); ++i) relay->tidy();
  EXPECT_EQ(push(door, Journal(door.station).push({check_in("A-3")})).status, 200);
  line->cut = false;
  settle(12);
  EXPECT_EQ(board.read().parted, 1U);
  EXPECT_EQ(relay_store->state_hash(fair, false).value(), hash);
  while (relay->tidy()) {
  }
  EXPECT_EQ(relay_store->state_hash(fair, false).value(), hash);
}

INSTANTIATE_TEST_SUITE_P(After, HandoverAmid, ::testing::Values(0, 1, 2, 100));

TEST_F(Handover, SeatsComeFromTheCentralHub) {
  Roster roster = small_roster();
  roster.zones = {{.id = ZoneId("labels"), .topic = "Labels", .capacity = 8}};
  import(roster);
  const Login login = enrol_with_key("Door");
  settle();
  Kiosk kiosk(clock, login);
  kiosk.speak_with([&](const Request& request) { return ask_relay(request); });
  for (int i = 0; i < 10; ++i) {
    clock.advance(Duration(5000));
    now = clock.now();
    kiosk.turn();
    settle(1);
  }
  const auto seats = store->seats(fair);
  ASSERT_TRUE(seats);
  EXPECT_TRUE(seats->waiting_for.empty());
  ASSERT_EQ(seats->unspent.size(), 1U);
  EXPECT_GT(seats->unspent[0].unspent, 0U);
  EXPECT_EQ(seats->unspent[0].station, login.station);

  line->cut = true;
  settle(12);
  const auto own = relay_store->position(fair)->epoch;
  const wire::GrantsRequest request{.epoch = own, .incarnation = 1, .session = 1, .zones = {}};
  const Response away = ask_relay(speaking(
      login, post("/v1/events/fair/grants", wire::write_json(wire::encode(request)), login.token)));
  EXPECT_EQ(away.status, 503);
  EXPECT_NE(header(away.headers, "Retry-After"), "");
}

}  // namespace
}  // namespace meetpoint::hub::testing
