// The same facts in many orders make one state, in PostgreSQL's tables as in SQLite's. With
// MEETPOINT_FOLD_ORDERS=1000 in so many orders, of 10,000 facts (packaging/check proof).
#include <algorithm>
#include <cstdlib>
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
  const char* wanted = std::getenv("MEETPOINT_FOLD_ORDERS");
  const std::size_t count = wanted ? 10'000 : 2'000;
  const int orders = wanted ? std::atoi(wanted) : 5;
  ASSERT_GT(orders, 0);
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
    const auto hash = hash_in(db, facts, EventId("e"), random);
    ASSERT_TRUE(hash) << hash.error().message;
    ASSERT_EQ(*hash, *expected) << "order " << order;
    data.server().ask(data.name(),
                      "TRUNCATE meetpoint.fact, meetpoint.undone, meetpoint.folded, "
                      "meetpoint.presence, meetpoint.zone_entry, meetpoint.zone_exit");
  }
}

}  // namespace
}  // namespace meetpoint::hub::testing
