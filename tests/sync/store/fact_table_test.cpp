#include "sync/store/fact_table.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sync/store/schema.h"
#include "sync/wire/fact_codec.h"
#include "tests/sync/model/facts_for_tests.h"
#include "tests/sync/store/fact_records.h"

namespace meetpoint::store {
namespace {

using testing::record_of;

// The same facts, one by one in any order, through the tables that stations and hubs use.
TEST(FactTable, FoldsAlikeInEveryOrderAndLikeTheReference) {
  testing::RandomDay day(11);
  std::vector<Fact> facts = day.make(60);
  const auto reference = fold_all(facts);
  std::string expected;
  for (int round = 0; round < 1000; ++round) {
    std::shuffle(facts.begin(), facts.end(), day.random());
    SCOPED_TRACE(round);
    auto db = Database::open_in_memory();
    ASSERT_TRUE(db);
    ASSERT_TRUE(migrate(*db, station_schema()));
    FactTable table(*db, EventId("e"));
    for (const Fact& fact : facts) {
      table.insert(record_of(fact), {});
      if (day.random()() % 3 == 0) table.fold_pending();  // commits come anywhere
    }
    table.fold_pending();
    const std::string hash = table.state_hash(false);
    if (expected.empty()) {
      expected = hash;
      for (const auto& [key, state] : reference) {
        EXPECT_EQ(table.state_bytes(key), wire::write_state(state)) << key;
      }
    }
    ASSERT_EQ(hash, expected);
  }
}

TEST(FactTable, AFactTwiceIsOnce) {
  auto db = Database::open_in_memory();
  ASSERT_TRUE(migrate(*db, station_schema()));
  FactTable table(*db, EventId("e"));
  const Fact fact{.id = {.station = {1}, .incarnation = 1, .seq = 1},
                  .body = CheckIn{AttendeeId("a"), "x"}};
  EXPECT_TRUE(table.insert(record_of(fact), {}).inserted);
  table.fold_pending();
  const std::string hash = table.state_hash(true);
  EXPECT_FALSE(table.insert(record_of(fact), {.hub_seq = 5}).inserted);
  table.fold_pending();
  EXPECT_EQ(table.state_hash(true), hash);
}

TEST(FactTable, ARejectedFactIsKeptWithItsReasonAndDoesNotCount) {
  auto db = Database::open_in_memory();
  ASSERT_TRUE(migrate(*db, station_schema()));
  FactTable table(*db, EventId("e"));
  const Fact fact{.id = {.station = {1}, .incarnation = 1, .seq = 1},
                  .body = Contact{AttendeeId("a"), AttendeeId("a"), {}, {}}};
  EXPECT_EQ(table.insert(record_of(fact), {}).rejected, "a contact of an attendee with themselves");
  table.fold_pending();
  EXPECT_TRUE(table.find(fact.id));
  EXPECT_EQ(table.state_hash(false), FactTable(*db, EventId("none")).state_hash(false));
}

}  // namespace
}  // namespace meetpoint::store
