// The same facts in many orders make one state, in PostgreSQL's tables as in SQLite's.
#include <algorithm>
#include <random>

#include "sync/hub/store/move.h"
#include "sync/store/fact_table.h"
#include "sync/store/schema.h"
#include "tests/sync/fold/big_day.h"
#include "tests/sync/hub/hub_data.h"

#include <gtest/gtest.h>

namespace meetpoint::hub::testing {
namespace {

Result<std::string> hash_in(store::Database& db, const std::vector<FactRecord>& facts,
                            const EventId& event, std::mt19937_64& random) {
  store::FactTable table(db, event);
  std::size_t at = 0;
  while (at < facts.size()) {
    const std::size_t end = std::min(facts.size(), at + 1 + random() % 300);
    const std::size_t begin = at;
    const Status done = store::in_transaction(db, [&]() -> Status {
      for (at = begin; at < end; ++at) {
        table.insert(facts[at], {.hub_seq = at + 1, .received = facts[at].wall, .chain = {}});
        // What came before comes again.
        if (random() % 10 == 0 && !db.is_shared()) table.insert(facts[random() % (at + 1)], {});
      }
      table.fold_pending();
      return {};
    });
    if (!done) return fail(done);
  }
  return store::in_snapshot(db, [&]() -> Result<std::string> { return table.state_hash(false); });
}

TEST(PostgresFold, IsTheSameInManyOrdersAndAsInSqlite) {
  constexpr std::size_t count = 2000;
  constexpr int orders = 5;
  std::vector<FactRecord> facts = meetpoint::testing::big_day(7, count);
  std::mt19937_64 random(7);
  auto lite = *store::Database::open_in_memory();
  ASSERT_TRUE(store::migrate(lite, store::hub_schema()));
  const auto expected = hash_in(lite, facts, EventId("e"), random);
  ASSERT_TRUE(expected) << expected.error().message;

  PostgresData data;
  ASSERT_TRUE(data.open());
  auto db = *postgresql::database(data.conninfo());
  for (int order = 0; order < orders; ++order) {
    std::shuffle(facts.begin(), facts.end(), random);
    const auto hash = hash_in(db, facts, EventId("e" + std::to_string(order)), random);
    ASSERT_TRUE(hash) << hash.error().message;
    EXPECT_EQ(*hash, *expected) << "order " << order;
  }
}

}  // namespace
}  // namespace meetpoint::hub::testing
