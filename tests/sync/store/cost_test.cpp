// What the store may cost with much in it: counted in steps of SQLite's machine, not in time.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "sync/store/journal.h"
#include "sync/store/schema.h"
#include "sync/store/sqlite_engine.h"
#include "sync/wire/fact_codec.h"
#include "tests/sync/store/sample_roster.h"

namespace meetpoint::store {
namespace {

int count_step(void* steps) {
  ++*static_cast<int*>(steps);
  return 0;
}

template <class Work>
int steps_of(Database& db, Work work) {
  int steps = 0;
  sqlite3_progress_handler(sqlite_handle(db), 1, count_step, &steps);
  work();
  sqlite3_progress_handler(sqlite_handle(db), 0, nullptr, nullptr);
  return steps;
}

FactRecord check_in(std::uint64_t seq) {
  const CheckIn body{.attendee = AttendeeId("a" + std::to_string(seq)), .badge = "B"};
  return {.id = {.station = {2}, .incarnation = 1, .seq = seq},
          .kind = std::string(wire::kind_of(body)),
          .body = wire::write_body(body)};
}

int steps_of_one_more_fact(std::uint64_t facts_there) {
  auto db = Database::open_in_memory();
  if (!db || !migrate(*db, station_schema())) return -1;
  FactTable table(*db, EventId("e"));
  for (std::uint64_t seq = 1; seq <= facts_there; ++seq) table.insert(check_in(seq), {});
  table.fold_pending();
  return steps_of(*db, [&] {
    table.insert(check_in(facts_there + 1), {});
    table.fold_pending();
  });
}

TEST(Cost, OfAFactDoesNotGrowWithTheFactsOfOthers) {
  const int among_few = steps_of_one_more_fact(10);
  ASSERT_GT(among_few, 0);
  EXPECT_LE(steps_of_one_more_fact(2000), among_few * 2);
}

int steps_of_a_reply(int attendees) {
  auto db = Database::open_in_memory();
  if (!db || !migrate(*db, station_schema())) return -1;
  const EventId event("demo");
  const Enrolment who{.event = event, .station = {1}, .station_name = "Door"};
  if (!write_enrolment(*db, std::nullopt, who)) return -1;
  Roster roster = testing::sample_roster();
  for (int i = 0; i < attendees; ++i) {
    roster.attendees.push_back({.id = AttendeeId("more-" + std::to_string(i))});
  }
  const wire::FeedReply snapshot = testing::sample_snapshot(roster);
  if (!apply_feed(*db, event, snapshot, testing::nine_o_clock)) return -1;
  const wire::FeedReply reply{
      .epoch = snapshot.epoch,
      .from = snapshot.to,
      .to = snapshot.to + 1,
      .head = snapshot.to + 1,
      .entries = {{.seq = snapshot.to + 1, .fact = check_in(1), .row = {}}}};
  return steps_of(*db, [&] { EXPECT_TRUE(apply_feed(*db, event, reply, testing::nine_o_clock)); });
}

TEST(Cost, OfAReplyOfTheHubDoesNotGrowWithTheRoster) {
  const int with_few = steps_of_a_reply(10);
  ASSERT_GT(with_few, 0);
  EXPECT_LE(steps_of_a_reply(2000), with_few * 2);
}

}  // namespace
}  // namespace meetpoint::store
