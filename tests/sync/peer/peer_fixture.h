// Kiosks with real stores and keys, and a hub that can be left out.
#pragma once

#include "sync/peer/talk.h"
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::peer::testing {

using hub::testing::check_in;
using hub::testing::contact;
using hub::testing::fair;
using hub::testing::Login;
using hub::testing::noon;

struct Kiosk {
  Kiosk(Login at, const Clock& clock, const std::string& url = "http://hub.example")
      : login(std::move(at)),
        store(store::StationStore::open(folder.path(), clock).value()),
        talk(*store, fair, login.station) {
    EXPECT_TRUE(store->enrol({.event = fair,
                              .station = login.station,
                              .station_name = "Kiosk",
                              .hub_url = url,
                              .token = login.token,
                              .key = login.key,
                              .hub_key = login.hub_key}));
  }

  FactId record(const FactBody& body) {
    FactId id;
    EXPECT_TRUE(store->write([&](store::StationWrite& write) -> Status {
      id = write.append(body);
      return {};
    }));
    return id;
  }
  void undo(const FactId& id) {
    EXPECT_TRUE(store->write([&](store::StationWrite& write) -> Status {
      write.undo({id});
      return {};
    }));
  }
  AttendeeState state(const char* who) {
    AttendeeState state;
    EXPECT_TRUE(store->read([&](store::EventReader& read) -> Status {
      state = read.attendee_state(AttendeeId(who));
      return {};
    }));
    return state;
  }
  bool here(const char* who) { return state(who).checked_in_at.has_value(); }

  hub::testing::TempFolder folder;
  Login login;
  std::unique_ptr<store::StationStore> store;
  Talk talk;
};

class PeerTest : public hub::testing::HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    a = join("A");
    b = join("B");
    for (Kiosk* kiosk : {a.get(), b.get()}) {
      read_all(*kiosk);
      ASSERT_TRUE(kiosk->store->settle({.epoch = kiosk->store->position()->epoch}));
      meet(*kiosk);
    }
  }

  std::unique_ptr<Kiosk> join(const std::string& name) {
    return std::make_unique<Kiosk>(enrol_with_key(name), clock);
  }

  // Whom the hub names.
  void meet(Kiosk& kiosk) {
    const auto response = ask(get("/v1/events/fair/peers", kiosk.login.token));
    ASSERT_EQ(response.status, 200) << response.body;
    ASSERT_TRUE(kiosk.store->know_peers(read<wire::PeersReply>(response).peers));
  }
  void read_all(Kiosk& kiosk) {
    for (;;) {
      const auto at = *kiosk.store->position();
      const auto reply =
          read<wire::FeedReply>(ask(get("/v1/events/fair/feed?after=" + std::to_string(at.epoch) +
                                            "." + std::to_string(at.cursor),
                                        kiosk.login.token)));
      const Status applied = kiosk.store->apply(reply);
      ASSERT_TRUE(applied) << applied.error().message;
      if (reply.to == reply.head) return;
    }
  }
  void push_all(Kiosk& kiosk) {
    const auto at = *kiosk.store->position();
    if (at.waiting() == 0) return;
    const auto out = kiosk.store->outbox(at.incarnation, at.acked_seq, 500, 200'000);
    ASSERT_TRUE(out);
    const auto response = push(kiosk.login, *out);
    ASSERT_EQ(response.status, 200) << response.body;
    const auto reply = read<wire::PushReply>(response);
    ASSERT_TRUE(kiosk.store->acknowledge(at.incarnation, reply.acked_seq, reply.results));
  }

  // `from` asks until neither has more to say; how often.
  int speak(Kiosk& from, Kiosk& to) {
    for (int turns = 1; turns < 20; ++turns) {
      const auto word = from.talk.ask(to.login.station);
      EXPECT_TRUE(word) << word.error().message;
      if (!word) return turns;
      const auto answer = to.talk.answer(*word);
      EXPECT_TRUE(answer) << answer.error().message;
      if (!answer) return turns;
      const auto outcome = from.talk.on_reply(to.login.station, answer->envelope);
      EXPECT_TRUE(outcome) << outcome.error().message;
      if (!outcome || !outcome->go_on) return turns;
    }
    ADD_FAILURE() << "they never end";
    return 20;
  }

  std::string hub_state() { return *store->state_hash(fair, true); }
  static std::string state(Kiosk& kiosk) { return *kiosk.store->state_hash(true); }

  ManualClock clock{noon};
  std::unique_ptr<Kiosk> a;
  std::unique_ptr<Kiosk> b;
};

}  // namespace meetpoint::peer::testing
