// Several hubs on one database: nothing is missed, nothing is lost, whoever fails.
#include <atomic>

#include "sync/hub/feed_watch.h"
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {
namespace {

class SeveralHubs : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(init_crypto());
    store = new_store();
    ASSERT_TRUE(store);
    ASSERT_TRUE(store->import_roster(fair, wire::rows_of(small_roster())));
  }
  std::unique_ptr<SqlHubStore> new_store() {
    auto opened = data.open();
    EXPECT_TRUE(opened) << opened.error().message;
    return opened ? std::move(*opened) : nullptr;
  }
  StationId enrol(SqlHubStore& at, const std::string& name) {
    const auto added = at.add_station(fair,
                                      {.name = name,
                                       .role = "kiosk",
                                       .locator = name,
                                       .code_hash = "x",
                                       .expires_at = noon + std::chrono::hours(1)},
                                      noon);
    EXPECT_TRUE(added) << added.error().message;
    const auto codes = at.codes(name);
    EXPECT_TRUE(at.redeem(codes->at(0), "hash", {}, noon));
    return added->id;
  }
  std::string sql(const std::string& text) { return data.server().ask(data.name(), text); }

  PostgresData data;
  std::unique_ptr<SqlHubStore> store;
};

Result<wire::PushReply> push(SqlHubStore& at, StationId station, const wire::PushRequest& facts) {
  auto outcome = at.push(fair, station, facts, noon);
  if (!outcome) return fail(outcome);
  if (const auto* accepted = std::get_if<Accepted>(&*outcome)) return accepted->reply;
  return fail(ErrorCode::conflict, "gap or fork");
}

TEST_F(SeveralHubs, EightWritersAtOnceLeaveNoHoleForAReaderThatPolls) {
  constexpr int writers = 8;
  constexpr int pushes = 40;
  constexpr int batch = 5;
  std::vector<std::unique_ptr<SqlHubStore>> stores;
  std::vector<StationId> stations;
  for (int i = 0; i < writers; ++i) {
    stores.push_back(new_store());
    stations.push_back(enrol(*stores.back(), "S" + std::to_string(i)));
  }
  const HubSeq before = store->position(fair)->head;
  std::atomic<bool> done = false;
  std::atomic<std::uint64_t> missed = 0;
  HubSeq seen = before;
  std::uint64_t polls = 0;
  std::thread reader([&] {
    auto db = *postgresql::database(data.conninfo());
    // Once more after the writers have ended, so that all is looked at.
    for (bool last = false; !last;) {
      last = done;
      const Status looked = store::in_snapshot(db, [&]() -> Status {
        store::Rows rows =
            db.query("SELECT hub_seq FROM fact WHERE event_id = ? AND hub_seq > ? ORDER BY hub_seq",
                     fair.value, seen);
        while (rows.next()) {
          const auto seq = static_cast<HubSeq>(rows.integer(0));
          if (seq != seen + 1) ++missed;
          seen = seq;
        }
        return {};
      });
      EXPECT_TRUE(looked);
      ++polls;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  });
  const auto begun = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  std::atomic<int> failures = 0;
  for (int i = 0; i < writers; ++i) {
    threads.emplace_back([&, i] {
      Journal journal(stations[i]);
      for (int n = 0; n < pushes; ++n) {
        std::vector<FactBody> facts;
        for (int k = 0; k < batch; ++k) facts.push_back(check_in("A-" + std::to_string(k)));
        if (!push(*stores[i], stations[i], journal.push(facts))) ++failures;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto took = std::chrono::steady_clock::now() - begun;
  done = true;
  reader.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(missed, 0U);
  EXPECT_EQ(seen, before + writers * pushes * batch);
  EXPECT_EQ(store->position(fair)->head, seen);
  RecordProperty("polls", std::to_string(polls));
  std::printf("%d writers: %.0f facts/s in commits of %d, %llu polls\n", writers,
              writers * pushes * batch / std::chrono::duration<double>(took).count(), batch,
              static_cast<unsigned long long>(polls));
}

TEST_F(SeveralHubs, ATransactionThatTheServerTurnsDownIsTriedAgain) {
  const StationId station = enrol(*store, "One");
  // The first five commits that insert a fact fail, as on a database that spreads events.
  sql("CREATE SEQUENCE public.tries; CREATE FUNCTION public.turn_down() RETURNS trigger LANGUAGE "
      "plpgsql AS $$ BEGIN IF nextval('public.tries') <= 5 THEN RAISE EXCEPTION 'not now' USING "
      "ERRCODE = '40001'; END IF; RETURN NULL; END $$; CREATE CONSTRAINT TRIGGER turn_down AFTER "
      "INSERT ON meetpoint.fact DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "
      "public.turn_down()");
  Journal journal(station);
  const auto pushed = push(*store, station, journal.push({check_in("A-1")}));
  ASSERT_TRUE(pushed) << pushed.error().message;
  EXPECT_EQ(pushed->acked_seq, 1U);
  EXPECT_EQ(sql("SELECT count(*) FROM meetpoint.fact"), "1");
  EXPECT_EQ(sql("SELECT last_value FROM public.tries"), "6");

  // In a commit that several share, too; and each request is answered once.
  sql("ALTER SEQUENCE public.tries RESTART");
  int runs = 0;
  ASSERT_TRUE(store->together([&] {
    ++runs;
    EXPECT_TRUE(store->grant_without(fair));
    Journal other = journal;
    EXPECT_TRUE(push(*store, station, other.push({check_in("A-2")})));
  }));
  EXPECT_EQ(runs, 6);
  EXPECT_EQ(*store->acked_seq(fair, station), 2U);

  // One that is always turned down ends with an error, and nothing of it is kept.
  sql("ALTER SEQUENCE public.tries RESTART; CREATE OR REPLACE FUNCTION public.turn_down() RETURNS "
      "trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'never' USING ERRCODE = '40P01'; END "
      "$$");
  Journal third = journal;
  (void)third.push({check_in("A-2")});
  const auto never = push(*store, station, third.push({check_in("A-1")}));
  ASSERT_FALSE(never);
  EXPECT_EQ(never.error().code, ErrorCode::io);
  EXPECT_EQ(*store->acked_seq(fair, station), 2U);
}

TEST_F(SeveralHubs, ALostConnectionHealsByItself) {
  const StationId station = enrol(*store, "One");
  Journal journal(station);
  ASSERT_TRUE(push(*store, station, journal.push({check_in("A-1")})));
  for (int i = 0; i < 3; ++i) {
    sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
        "current_database() AND pid <> pg_backend_pid()");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    const auto pushed = push(*store, station, journal.push({check_in("A-2")}));
    EXPECT_TRUE(pushed) << pushed.error().message;
    EXPECT_TRUE(store->position(fair));
    EXPECT_TRUE(store->ready());
  }
  EXPECT_EQ(*store->acked_seq(fair, station), 4U);
}

TEST_F(SeveralHubs, WhatWasAcknowledgedIsThereAfterTheServerCrashed) {
  const StationId station = enrol(*store, "One");
  Journal journal(station);
  std::uint64_t acked = 0;
  std::atomic<bool> stop = false;
  std::uint64_t answered_errors = 0;
  std::thread writer([&] {
    wire::PushRequest waiting = journal.push({check_in("A-1"), check_in("A-2")});
    while (!stop) {
      const auto pushed = push(*store, station, waiting);
      if (!pushed) {
        ++answered_errors;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        continue;
      }
      acked = pushed->acked_seq;
      waiting = journal.push({check_in("A-1"), check_in("A-2")});
    }
  });
  for (int i = 0; i < 3; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    data.server().stop(SIGQUIT);
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    EXPECT_FALSE(store->ready());
    data.server().start();
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  stop = true;
  writer.join();
  EXPECT_TRUE(store->ready());
  EXPECT_GT(answered_errors, 0U);
  EXPECT_GT(acked, 2U);
  const auto other = new_store();
  EXPECT_GE(*other->acked_seq(fair, station), acked);
  // Dense, and as many as there are positions for.
  EXPECT_EQ(sql("SELECT count(*) = max(seq) FROM meetpoint.fact"), "t");
  EXPECT_EQ(sql("SELECT count(*) + (SELECT count(*) FROM meetpoint.roster_row) = (SELECT head_seq "
                "FROM meetpoint.event_counter) FROM meetpoint.fact"),
            "t");
}

TEST_F(SeveralHubs, SeeWhatTheOthersWrote) {
  const auto other = new_store();
  std::atomic<int> looks = 0;
  const FeedWatch watch(*other, [&] { ++looks; });
  std::this_thread::sleep_for(2 * FeedWatch::each);
  const int before = looks;
  const StationId station = enrol(*store, "One");
  ASSERT_TRUE(push(*store, station, Journal(station).push({check_in("A-1")})));
  for (int i = 0; i < 100 && looks == before; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_GT(looks, before);
  EXPECT_EQ(other->position(fair)->head, store->position(fair)->head);
}

TEST_F(SeveralHubs, AHubThatStartsAgainDoesNotStopTheGrantingOfSeats) {
  Roster roster = small_roster();
  roster.zones = {{.id = ZoneId("z"), .topic = "Talk", .capacity = 10}};
  ASSERT_TRUE(store->import_roster(fair, wire::rows_of(roster)));
  const StationId station = enrol(*store, "One");
  ASSERT_TRUE(store->register_key(fair, station, make_key_pair().public_key));
  const auto ask = [&](SqlHubStore& at, std::uint64_t session) {
    const auto position = *at.position(fair);
    return *at.grants(fair, station,
                      {.epoch = position.epoch,
                       .incarnation = 1,
                       .session = session,
                       .zones = {{.zone = ZoneId("z"), .wanted = 3}}});
  };
  const auto session = ask(*store, 0).session;
  EXPECT_GT(ask(*store, session).zones.at(0).granted, 0U);
  const auto other = new_store();
  EXPECT_EQ(ask(*other, session).session, session);
  EXPECT_TRUE(ask(*other, session).waiting_for.empty());
  // The server may have been put back from a copy while it was down.
  data.server().crash_and_start();
  const auto anew = ask(*other, session);
  EXPECT_NE(anew.session, session);
  EXPECT_FALSE(anew.waiting_for.empty());
  EXPECT_EQ(ask(*store, anew.session).session, anew.session);
}

TEST_F(SeveralHubs, FactsWithWhatIsNoTextAreKeptAndHoldNobodyUp) {
  const StationId station = enrol(*store, "One");
  Journal journal(station);
  const std::string zero("a\0b\xff", 4);
  const std::string deep(9000, 'x');
  const auto pushed =
      push(*store, station,
           journal.push({check_in(zero), check_in(deep), check_in("A-1"),
                         ZoneEntered{.attendee = AttendeeId("A-1"), .zone = ZoneId(deep)}}));
  ASSERT_TRUE(pushed) << pushed.error().message;
  EXPECT_EQ(pushed->acked_seq, 4U);
  EXPECT_EQ(pushed->results.size(), 2U) << "the two that can't be looked up are set aside";
}

TEST_F(SeveralHubs, ASharedCommitIsAboutOneEvent) {
  Hub hub(*store);
  const auto post = [](const std::string& target) {
    return Request{.method = "POST", .target = target};
  };
  EXPECT_TRUE(hub.may_share_commit(post("/v1/events/a/facts"), post("/v1/events/a/vector")));
  EXPECT_TRUE(hub.may_share_commit(post("/v1/events/a/facts"), post("/v1/admin/events/a/erase")));
  EXPECT_FALSE(hub.may_share_commit(post("/v1/events/a/facts"), post("/v1/events/b/facts")));
  EXPECT_FALSE(hub.may_share_commit(post("/v1/enrol"), post("/v1/enrol")));
}

}  // namespace
}  // namespace meetpoint::hub::testing
