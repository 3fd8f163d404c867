// A kiosk with the addresses of a central hub and of a relay of it: what it has of the one is never
// taken for something of the other. One thread; the clock is the test's.
#include "sync/client/exchanges.h"
#include "tests/sync/relay/relay_fixture.h"

namespace meetpoint::hub::testing {
namespace {

constexpr const char* central_base = "http://central";
constexpr const char* venue_base = "http://venue";

// By the host of each request to one of several hubs, or to none.
class ForkedLine final : public client::Transport {
 public:
  std::map<std::string, Line::Ask> hubs;
  std::set<std::string> cut;
  std::set<std::string> mute;  // what is posted there hangs
  std::map<client::ExchangeId, Request> hung;

  client::ExchangeId start(client::Request request) override {
    const std::string host = request.url.substr(0, request.url.find('/', 7));
    const client::ExchangeId id = ++last_;
    if (cut.contains(host)) {
      finished_.push_back({id, fail(ErrorCode::unreachable, "The line is cut.")});
      return id;
    }
    Request seen = as_hub_request(request);
    if (request.method == "POST" && mute.contains(host)) {
      hung.emplace(id, std::move(seen));
      return id;
    }
    Response response = hubs.at(host)(seen);
    if (response.hold) {
      held_[id] = host;
      return id;
    }
    finished_.push_back({id, as_client_response(response)});
    return id;
  }
  // What waits there breaks off, and nothing goes there any more.
  void cut_off(const std::string& host) {
    cut.insert(host);
    for (const auto& [id, at] : held_) {
      if (at == host) finished_.push_back({id, fail(ErrorCode::unreachable, "It broke off.")});
    }
    std::erase_if(held_, [&](const auto& one) { return one.second == host; });
  }
  void cancel(client::ExchangeId id) override {
    cancelled.insert(id);
    held_.erase(id);
    std::erase_if(finished_, [&](const auto& one) { return one.id == id; });
  }
  std::vector<client::Finished> wait(Duration) override { return std::exchange(finished_, {}); }
  void wake() override {}

  std::set<client::ExchangeId> cancelled;

 private:
  std::map<client::ExchangeId, std::string> held_;
  std::vector<client::Finished> finished_;
  client::ExchangeId last_ = 0;
};

class TwoHubs : public RelayTest {
 protected:
  void SetUp() override {
    RelayTest::SetUp();
    login = enrol_with_key("Door");
    other = enrol_with_key("Other");
    settle();
    wires.hubs = {{central_base, [this](const Request& request) { return ask(request); }},
                  {venue_base, [this](const Request& request) { return ask_relay(request); }}};
    auto opened = store::StationStore::open(kiosk_folder.path(), clock);
    ASSERT_TRUE(opened);
    kiosk = std::move(*opened);
    ASSERT_TRUE(kiosk->enrol({.event = fair,
                              .station = login.station,
                              .station_name = "Door",
                              .hub_url = central_base,
                              .token = login.token,
                              .key = login.key,
                              .hub_key = login.hub_key}));
    start_kiosk();
  }
  void TearDown() override {
    sync.reset();
    RelayTest::TearDown();
  }
  void start_kiosk() {
    sync.reset();
    sync = std::make_unique<client::Exchanges>(
        *kiosk, clock, wires, client::HubAccess{central_base, fair, login.station, login.token, {}},
        5, std::vector<std::string>{venue_base});
  }
  // So many seconds of the kiosk's life.
  void live(int seconds) {
    for (int half = 0; half < 2 * seconds; ++half) {
      for (int rounds = 0; rounds < 100; ++rounds) {
        (void)sync->start_due();
        auto finished = wires.wait({});
        if (finished.empty()) break;
        for (auto& one : finished) sync->take(one);
        ASSERT_LT(rounds, 99) << "the kiosk never comes to rest";
      }
      clock.advance(Duration(500));
      now = clock.now();
    }
  }
  void keep(const FactBody& body) {
    EXPECT_TRUE(kiosk->write([&](store::StationWrite& write) -> Status {
      write.append(body);
      return {};
    }));
  }
  // By chance, or because a relay that lies wants it.
  static void number_it(const std::filesystem::path& file, bool marks) {
    auto db = store::Database::open(file, store::Access::read_write);
    ASSERT_TRUE(db);
    db->run("UPDATE event_counter SET epoch = 77");
    if (!marks) db->run("DELETE FROM feed_mark");
  }
  std::uint64_t epoch_of(SqlHubStore& one) { return one.position(fair)->epoch; }
  // Both hubs have epoch 77 and come to the same position, with other facts before it.
  void part(bool marks) {
    line->cut = true;
    Journal at_venue(other.station);
    taken(other, at_venue.push({check_in("A-1")}));
    const HubSeq venue_head = relay_store->position(fair)->head;
    Journal at_central(enrol_with_key("Third").station);
    while (store->position(fair)->head < venue_head) {
      Roster more = small_roster();
      more.places.push_back({.id = PlaceId("T9"), .name = std::to_string(++names)});
      import(more);
    }
    ASSERT_EQ(store->position(fair)->head, venue_head);
    number_it(folder.path() / "hub.db", marks);
    number_it(relay_folder.path() / "hub.db", marks);
  }
  bool kiosk_knows(const char* attendee) {
    bool in = false;
    EXPECT_TRUE(kiosk->read([&](store::EventReader& reader) -> Status {
      in = reader.attendee_state(AttendeeId(attendee)).check_in.has_value();
      return {};
    }));
    return in;
  }

  Login login;
  Login other;
  ForkedLine wires;
  TempFolder kiosk_folder;
  std::unique_ptr<store::StationStore> kiosk;
  std::unique_ptr<client::Exchanges> sync;
  int names = 0;
};

TEST_F(TwoHubs, ThatHaveTheSameEpochAndNoMarksAreNotMistakenForEachOther) {
  part(false);
  live(3);
  ASSERT_EQ(kiosk->position()->cursor, store->position(fair)->head);
  ASSERT_EQ(kiosk->position()->cursor_mark, "");
  ASSERT_FALSE(kiosk_knows("A-1"));
  wires.cut_off(central_base);
  live(30);
  EXPECT_EQ(sync->status().hub, venue_base);
  EXPECT_TRUE(sync->status().online);
  EXPECT_TRUE(kiosk_knows("A-1")) << "it read on where the other hub had been read to";
  EXPECT_EQ(kiosk->position()->cursor_at, venue_base);
}

TEST_F(TwoHubs, ThatHaveTheSameEpochAreNotTakenForOneThatWasRestored) {
  part(true);
  live(3);
  ASSERT_NE(kiosk->position()->cursor_mark, "");
  wires.cut_off(central_base);
  live(30);
  EXPECT_TRUE(kiosk_knows("A-1"));
  EXPECT_EQ(epoch_of(*relay_store), 77U) << "a foreign mark must not make a hub begin an epoch";
  wires.cut.clear();
  live(180);
  EXPECT_EQ(sync->status().hub, central_base);
  EXPECT_EQ(epoch_of(*store), 77U);
}

TEST_F(TwoHubs, AKioskThatWasStartedAnewKnowsOfWhichHubItsPositionIs) {
  part(false);
  live(3);
  wires.cut_off(central_base);
  live(30);
  ASSERT_EQ(kiosk->position()->cursor_at, venue_base);
  keep(check_in("A-2"));
  live(3);
  ASSERT_EQ(kiosk->position()->waiting(), 0U);
  wires.cut.clear();
  start_kiosk();
  live(3);
  EXPECT_EQ(sync->status().hub, central_base);
  EXPECT_EQ(kiosk->position()->cursor_at, central_base);
  EXPECT_EQ(facts_of(login), 1U) << "what the relay alone had was not sent";
}

TEST_F(TwoHubs, WhatTheAddressThatWasLeftStillAnswersIsNotTaken) {
  live(3);
  const auto before = *kiosk->position();
  // A push goes out and hangs there; nothing else comes through.
  wires.mute.insert(central_base);
  keep(check_in("A-2"));
  live(2);
  ASSERT_EQ(wires.hung.size(), 1U);
  wires.cut_off(central_base);
  live(30);
  ASSERT_EQ(sync->status().hub, venue_base);
  const auto at_venue = *kiosk->position();
  EXPECT_NE(at_venue.epoch, before.epoch);
  const auto& [id, request] = *wires.hung.begin();
  EXPECT_TRUE(wires.cancelled.contains(id));
  const Response late = ask(request);
  ASSERT_EQ(late.status, 200);
  client::Finished finished{id, as_client_response(late)};
  EXPECT_FALSE(sync->take(finished));
  EXPECT_EQ(*kiosk->position(), at_venue);
}

TEST_F(TwoHubs, AHubThatIsStartedAnewWithinTwoSecondsIsWaitedFor) {
  live(3);
  const auto before = *kiosk->position();
  wires.cut_off(central_base);
  keep(check_in("A-2"));
  live(2);
  wires.cut.clear();
  live(3);
  EXPECT_EQ(sync->status().hub, central_base);
  EXPECT_TRUE(sync->status().online);
  EXPECT_EQ(kiosk->position()->epoch, before.epoch);
}

TEST_F(TwoHubs, AnAddressOfAnotherEventIsPassedOver) {
  wires.hubs[venue_base] = [](const Request& request) {
    return reply_error(request, 404, {.error = "not_found", .message = "No such event."});
  };
  live(3);
  const auto before = *kiosk->position();
  wires.cut_off(central_base);
  keep(check_in("A-2"));
  live(60);
  EXPECT_FALSE(sync->status().online);
  EXPECT_EQ(kiosk->position()->epoch, before.epoch);
  wires.cut.clear();
  live(65);
  EXPECT_TRUE(sync->status().online);
  EXPECT_EQ(sync->status().hub, central_base);
  EXPECT_EQ(facts_of(login), 1U);
}

}  // namespace
}  // namespace meetpoint::hub::testing
