// What a push may cost with many there: counted in rows that the server looks at, not in time. It
// has no statistics of these tables yet, as in the first minutes of an event.
#include <gtest/gtest.h>

#include <optional>

#include "sync/store/fact_table.h"
#include "sync/wire/fact_codec.h"
#include "tests/sync/hub/hub_data.h"

namespace meetpoint::hub::testing {
namespace {

class PostgresCost : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(data_.open());
    // Its statistics would make these figures others from one minute to the next.
    data_.server().ask(data_.name(), "ALTER TABLE meetpoint.fact SET (autovacuum_enabled = off)");
    data_.server().ask(data_.name(),
                       "ALTER TABLE meetpoint.zone_entry SET (autovacuum_enabled = off)");
    // A connection that stays may have decided how to read a table when it was empty.
    db_.emplace(*postgresql::database(data_.conninfo()));
  }

  // A commit of one station: these are let into a zone and leave it, in turns.
  void bring(std::uint64_t first_seq, std::uint64_t count) {
    ASSERT_TRUE(store::in_transaction(*db_, [&]() -> Status {
      store::FactTable table(*db_, EventId("fair"));
      for (std::uint64_t seq = first_seq; seq < first_seq + count; ++seq) {
        const AttendeeId who("P-" + std::to_string(seq / 2));
        const FactBody body = seq % 2 == 0 ? FactBody(ZoneEntered{who, ZoneId("labels")})
                                           : FactBody(ZoneLeft{who, ZoneId("labels")});
        table.insert({.id = {.station = {1}, .incarnation = 1, .seq = seq},
                      .kind = std::string(wire::kind_of(body)),
                      .body = wire::write_body(body)},
                     {.hub_seq = seq, .received = Instant{}, .chain = {}});
      }
      table.fold_pending();
      return {};
    }));
  }

  // By all commits that are over.
  std::int64_t rows_looked_at() {
    EXPECT_TRUE(store::in_snapshot(*db_, [&]() -> Result<bool> {
      store::Rows told = db_->query("SELECT pg_stat_force_next_flush() IS NULL");
      return told.next();
    }));
    const auto count = store::in_snapshot(*db_, [&]() -> Result<std::int64_t> {
      store::Rows rows = db_->query(
          "SELECT CAST(coalesce(sum(seq_tup_read), 0) + (SELECT coalesce(sum(idx_tup_read), 0) "
          "FROM pg_stat_user_indexes) AS BIGINT) FROM pg_stat_user_tables");
      return rows.next() ? rows.integer(0) : -1;
    });
    return count.value_or(-1);
  }

  PostgresData data_;
  std::optional<store::Database> db_;
};

TEST_F(PostgresCost, OfAPushDoesNotGrowWithWhatItsStationBroughtBefore) {
  constexpr std::uint64_t batch = 200;
  constexpr std::uint64_t batches = 10;
  std::uint64_t seq = 2;
  const auto rows_of_ten = [&] {
    const std::int64_t before = rows_looked_at();
    for (std::uint64_t i = 0; i < batches; ++i, seq += batch) bring(seq, batch);
    return rows_looked_at() - before;
  };
  const std::int64_t first = rows_of_ten();
  rows_of_ten();
  rows_of_ten();
  const std::int64_t last = rows_of_ten();
  EXPECT_GT(first, 0);
  EXPECT_LT(last, 2 * first) << first;
}

}  // namespace
}  // namespace meetpoint::hub::testing
