// Facts that come by the hundred and are put in order afterwards: nobody can tell from the state.
#include "sync/store/late_facts.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <map>

#include "sync/model/fold.h"
#include "sync/store/fact_table.h"
#include "sync/store/schema.h"
#include "sync/store/sqlite_engine.h"
#include "sync/wire/fact_codec.h"
#include "tests/sync/model/facts_for_tests.h"
#include "tests/sync/store/fact_records.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::store {
namespace {

using testing::record_of;

const EventId fair("fair");
constexpr LateSort::Pace by_few{.facts = 20, .read = 6, .written = 3, .run = 12};

class LateFacts : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(migrate(db, hub_schema()));
    // A batch ends where another journal's begins, and after a few.
    for (const Fact& fact : facts) {
      of_journal_[fact.id.station].push_back(fact);
    }
  }
  void bring(const std::vector<Fact>& batch, bool late) {
    FactTable table(db, fair);
    for (const Fact& fact : batch) table.insert(record_of(fact), {.late = late});
    if (late) {
      table.fold_later();
    } else {
      table.fold_pending();
    }
  }
  // All facts, in batches of journals in turns.
  void bring_all() {
    for (std::size_t from = 0; from < facts.size(); from += 5) {
      for (const auto& [station, journal] : of_journal_) {
        if (from >= journal.size()) continue;
        const auto begin = journal.begin() + static_cast<std::ptrdiff_t>(from);
        const auto end =
            begin + static_cast<std::ptrdiff_t>(std::min<std::size_t>(5, journal.size() - from));
        bring({begin, end}, from % 3 != 0);
      }
    }
  }
  // One step of what a hub does while nobody waits; whether there was anything to do.
  bool step() {
    if (!sort_) {
      if (auto event = event_to_sort(db)) sort_.emplace(std::move(*event), by_few);
    }
    if (sort_) {
      if (!sort_->step(db)) sort_.reset();
      return true;
    }
    return FactTable(db, fair).fold_left(4) > 0;
  }
  std::int64_t count(const std::string& table) {
    Rows rows = db.query("SELECT count(*) FROM " + table);
    return rows.next() ? rows.integer(0) : -1;
  }
  std::string hash() { return FactTable(db, fair).state_hash(false); }
  // What the facts that are there fold to by the reference.
  std::map<std::string, std::string> expected() {
    std::map<std::string, std::string> states;
    for (const auto& [key, state] : fold_all(facts)) states[key] = wire::write_state(state);
    return states;
  }
  std::map<std::string, std::string> states(const std::string& prefix = {}) {
    std::map<std::string, std::string> found;
    FactTable(db, fair).each_state(prefix, [&](const std::string& key, const std::string& bytes) {
      EXPECT_TRUE(found.emplace(key, bytes).second) << key << " twice";
    });
    return found;
  }

  Database db = *Database::open_in_memory();
  std::vector<Fact> facts = testing::RandomDay(7).make(160);
  std::optional<LateSort> sort_;
  std::map<StationId, std::vector<Fact>> of_journal_;
};

TEST_F(LateFacts, TheStateIsThatOfAllFactsBeforeAndAfterEachStep) {
  bring_all();
  const auto all = expected();
  EXPECT_EQ(states(), all);
  const std::string hash_before = hash();
  while (step()) {
    ASSERT_EQ(states(), all);
    ASSERT_EQ(hash(), hash_before);
  }
  EXPECT_EQ(count("late_batch"), 0);
  FactTable table(db, fair);
  for (const auto& [key, bytes] : all) {
    EXPECT_EQ(table.state_bytes(key), bytes) << key;
    EXPECT_EQ(states(key)[key], bytes);
  }
  EXPECT_EQ(count("folded"), static_cast<std::int64_t>(all.size()));
}

// Whatever was in memory is gone: what it had not put in yet is read again.
TEST_F(LateFacts, AHubThatIsStartedAnewAmidIsDoneInTheEndAllTheSame) {
  const auto all = expected();
  for (int steps = 1; steps < 60; steps += 4) {
    SCOPED_TRACE(steps);
    db = *Database::open_in_memory();
    ASSERT_TRUE(migrate(db, hub_schema()));
    bring_all();
    for (int i = 0; i < steps; ++i) step();
    sort_.reset();
    ASSERT_EQ(states(), all);
    while (step()) {
    }
    ASSERT_EQ(states(), all);
    EXPECT_EQ(count("late_batch"), 0);
    EXPECT_EQ(count("folded"), static_cast<std::int64_t>(all.size()));
  }
}

TEST_F(LateFacts, WhatComesWhileOthersAreSortedIsSortedAfterThem) {
  const std::size_t half = of_journal_.begin()->second.size() / 2;
  for (auto& [station, journal] : of_journal_) {
    bring({journal.begin(), journal.begin() + static_cast<std::ptrdiff_t>(half)}, true);
  }
  for (int i = 0; i < 4; ++i) step();
  for (auto& [station, journal] : of_journal_) {
    bring({journal.begin() + static_cast<std::ptrdiff_t>(half), journal.end()}, true);
  }
  EXPECT_EQ(states(), expected());
  while (step()) {
  }
  EXPECT_EQ(states(), expected());
  EXPECT_EQ(count("folded"), static_cast<std::int64_t>(expected().size()));
}

// Before it was read, between that and being put in, after it was, and when all is done.
TEST_F(LateFacts, WhatGoesIsNowhereWheneverItGoes) {
  std::size_t number = 0;
  while (fold_key(facts[number].body).empty()) ++number;
  const FactId gone = facts[number].id;
  std::vector<Fact> others = facts;
  others.erase(others.begin() + static_cast<std::ptrdiff_t>(number));
  std::map<std::string, std::string> left;
  for (const auto& [key, state] : fold_all(others)) left[key] = wire::write_state(state);
  for (int steps = 0; steps < 60; ++steps) {
    SCOPED_TRACE(steps);
    db = *Database::open_in_memory();
    ASSERT_TRUE(migrate(db, hub_schema()));
    sort_.reset();
    for (const auto& [station, journal] : of_journal_) bring(journal, true);
    for (int i = 0; i < steps; ++i) step();
    FactTable table(db, fair);
    table.take_out(gone);
    table.fold_pending();
    EXPECT_EQ(states(), left);
    while (step()) {
    }
    EXPECT_EQ(states(), left);
    Rows rows = db.query(
        "SELECT count(*) FROM late_fact WHERE station_id = ? AND incarnation = 1 AND seq = ?",
        gone.station.value, signed_of(gone.seq));
    ASSERT_TRUE(rows.next());
    EXPECT_EQ(rows.integer(0), 0);
  }
}

TEST_F(LateFacts, AFactIsFoundByItsKeyAtOnce) {
  const Fact fact{.id = {.station = {9}, .incarnation = 1, .seq = 1},
                  .body = CheckIn{AttendeeId("late"), "x"}};
  bring({fact}, true);
  const std::string key = fold_key(fact.body);
  EXPECT_TRUE(FactTable(db, fair).has_facts_of(key));
  EXPECT_FALSE(FactTable(db, fair).has_facts_of(key + "r"));
  while (step()) {
  }
  EXPECT_TRUE(FactTable(db, fair).has_facts_of(key));
  EXPECT_FALSE(FactTable(db, fair).has_facts_of(key + "r"));
}

// In a database in which nobody sorts.
TEST_F(LateFacts, SettledTheyAreAsHadTheyComeOneByOne) {
  bring_all();
  settle_late_facts(db, fair, by_few);  // more than one sort takes
  EXPECT_EQ(count("late_fact"), 0);
  EXPECT_EQ(states(), expected());
  FactTable table(db, fair);
  while (table.fold_left(10) > 0) {
  }
  EXPECT_EQ(states(), expected());
  for (const auto& [key, bytes] : expected()) EXPECT_EQ(table.state_bytes(key), bytes) << key;
}

// Pages that a commit writes, with many people's facts there before.
int pages_of_a_batch(bool late) {
  constexpr std::uint64_t there = 20'000;
  constexpr std::uint64_t batch = 500;
  const testing::TemporaryFolder folder;
  auto db = *Database::open(folder.path() / "a.db", Access::read_write);
  if (!migrate(db, hub_schema())) return -1;
  const auto bring = [&](std::uint32_t station, std::uint64_t count, std::uint64_t people) {
    return in_transaction(db, [&]() -> Status {
      FactTable table(db, fair);
      for (std::uint64_t seq = 1; seq <= count; ++seq) {
        // Each a person of whom there is one fact, in no order that an index has.
        const CheckIn body{AttendeeId("P-" + std::to_string(seq * 7919 % people)), "badge"};
        table.insert({.id = {.station = {station}, .incarnation = 1, .seq = seq},
                      .kind = std::string(wire::kind_of(body)),
                      .body = wire::write_body(body)},
                     {.late = late});
      }
      table.fold_later();
      return {};
    });
  };
  EXPECT_TRUE(bring(1, there, there));
  if (late) {
    EXPECT_TRUE(in_transaction(db, [&]() -> Status {
      LateSort sort(fair, {});
      while (sort.step(db)) {
      }
      return {};
    }));
  }
  int pages = 0;
  int most = 0;
  sqlite3_db_status(sqlite_handle(db), SQLITE_DBSTATUS_CACHE_WRITE, &pages, &most, 1);
  EXPECT_TRUE(bring(2, batch, there));
  sqlite3_db_status(sqlite_handle(db), SQLITE_DBSTATUS_CACHE_WRITE, &pages, &most, 0);
  return pages;
}

TEST(LateFactsPages, ABatchWritesFewPagesHoweverManyPeopleThereAre) {
  const int late = pages_of_a_batch(true);
  ASSERT_GT(late, 0);
  EXPECT_LT(late * 4, pages_of_a_batch(false));
}

// Pages written while facts of the same people are put in order twice, in short commits.
int pages_of_sorting(std::size_t run) {
  constexpr std::uint64_t people = 20'000;
  const testing::TemporaryFolder folder;
  auto db = *Database::open(folder.path() / "a.db", Access::read_write);
  if (!migrate(db, hub_schema())) return -1;
  int pages = 0;
  for (std::uint32_t station = 1; station <= 2; ++station) {
    EXPECT_TRUE(in_transaction(db, [&]() -> Status {
      FactTable table(db, fair);
      for (std::uint64_t seq = 1; seq <= people; ++seq) {
        const CheckIn body{AttendeeId("P-" + std::to_string(seq)), "badge"};
        table.insert({.id = {.station = {station}, .incarnation = 1, .seq = seq},
                      .kind = std::string(wire::kind_of(body)),
                      .body = wire::write_body(body)},
                     {.late = true});
      }
      table.fold_later();
      return {};
    }));
    int most = 0;
    sqlite3_db_status(sqlite_handle(db), SQLITE_DBSTATUS_CACHE_WRITE, &pages, &most, 1);
    LateSort sort(fair, {.written = 200, .run = run});
    for (bool more = true; more;) {
      EXPECT_TRUE(in_transaction(db, [&]() -> Status {
        more = sort.step(db);
        return {};
      }));
    }
  }
  int most = 0;
  sqlite3_db_status(sqlite_handle(db), SQLITE_DBSTATUS_CACHE_WRITE, &pages, &most, 0);
  return pages;  // of the second time
}

TEST(LateFactsPages, VeryManyAreWrittenAsARunOfTheirOwn) {
  const int own_run = pages_of_sorting(1);
  ASSERT_GT(own_run, 0);
  EXPECT_LT(own_run * 10, pages_of_sorting(1'000'000) * 9);
}

}  // namespace
}  // namespace meetpoint::store
