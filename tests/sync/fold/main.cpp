// fold_orders: the same facts in many orders have one state, whoever folds them: the pure fold, the
// tables of a station, and the tables of a hub.
//
//   fold_orders [--facts 10000] [--pure 1000] [--tables 1000] [--seed 1]
//
// Into the tables the facts come one by one, some twice, with commits anywhere. Ends with 1 where
// any order gives another hash. A key is folded anew with each of its facts, so that a key with n
// facts costs n^2; the day's hot key has hundreds, other keys a handful.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <random>

#include "sync/model/chain.h"
#include "sync/store/fact_table.h"
#include "sync/store/schema.h"
#include "sync/wire/fact_codec.h"
#include "tests/sync/fold/big_day.h"

namespace {

using namespace meetpoint;

using State = std::map<std::string, FoldedState>;

// As FactTable::state_hash() does.
std::string hash_of(const State& state) {
  std::string chain(chain_start);
  for (const auto& [key, folded] : state) {
    chain = chain_next(chain, key);
    chain = chain_next(chain, wire::write_state(folded));
  }
  return chain;
}

bool pure_orders(std::vector<Fact> facts, int orders, std::mt19937_64& random,
                 const State& expected) {
  for (int order = 0; order < orders; ++order) {
    std::shuffle(facts.begin(), facts.end(), random);
    if (fold_all(facts) == expected) continue;
    fmt::print("FAILED: order {} of the pure fold gives {} in place of {}\n", order,
               hash_of(fold_all(facts)), hash_of(expected));
    return false;
  }
  return true;
}

std::string hash_in_tables(const store::Schema& schema, const std::vector<FactRecord>& facts,
                           std::mt19937_64& random) {
  auto db = store::Database::open_in_memory();
  if (!db || !store::migrate(*db, schema)) return "no database";
  const auto hash = store::guarded([&]() -> Result<std::string> {
    store::FactTable table(*db, EventId("e"));
    std::size_t until_commit = 0;
    HubSeq hub_seq = 0;
    db->run("BEGIN");
    for (std::size_t i = 0; i < facts.size(); ++i) {
      table.insert(facts[i], {.hub_seq = ++hub_seq, .received = facts[i].wall, .chain = {}});
      // What came before comes again: a push whose answer was lost, an own fact in the feed.
      if (random() % 10 == 0) table.insert(facts[random() % (i + 1)], {});
      if (until_commit-- == 0) {
        table.fold_pending();
        db->run("COMMIT");
        db->run("BEGIN");
        until_commit = random() % 300;
      }
    }
    table.fold_pending();
    db->run("COMMIT");
    return table.state_hash(false);
  });
  return hash ? *hash : hash.error().message;
}

bool table_orders(std::vector<FactRecord> facts, int orders, std::mt19937_64& random,
                  const std::string& expected) {
  for (int order = 0; order < orders; ++order) {
    std::shuffle(facts.begin(), facts.end(), random);
    for (const auto& [name, schema] :
         {std::pair{"station", store::station_schema()}, {"hub", store::hub_schema()}}) {
      const std::string hash = hash_in_tables(schema, facts, random);
      if (hash == expected) continue;
      fmt::print("FAILED: order {} in the tables of a {} gives {} in place of {}\n", order, name,
                 hash, expected);
      return false;
    }
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t count = 10'000;
  int pure = 1000;
  int tables = 1000;
  std::uint64_t seed = 1;
  CLI::App app("Many facts in many orders: one state.", "fold_orders");
  app.add_option("--facts", count, "How many facts the day has");
  app.add_option("--pure", pure, "Orders through the pure fold");
  app.add_option("--tables", tables, "Orders through SQLite's tables, at a station and at a hub");
  app.add_option("--seed", seed, "Of the day and of the orders");
  CLI11_PARSE(app, argc, argv);

  const std::vector<FactRecord> records = testing::big_day(seed, count);
  std::vector<Fact> facts;
  std::map<std::string, std::size_t> by_key;
  for (const FactRecord& record : records) {
    facts.push_back(wire::read_fact(record));
    if (const std::string key = fold_key(facts.back().body); !key.empty()) ++by_key[key];
  }
  std::size_t hottest = 0;
  for (const auto& [key, of_key] : by_key) hottest = std::max(hottest, of_key);
  const State expected = fold_all(facts);
  const std::string hash = hash_of(expected);
  fmt::print("{} facts, {} keys, {} facts in the hottest, {} with a state\n", records.size(),
             by_key.size(), hottest, expected.size());

  std::mt19937_64 random(seed + 1);
  const auto timed = [](const char* what, int orders, auto run) {
    const auto began = std::chrono::steady_clock::now();
    const bool good = run();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    fmt::print("{} orders {}: {} in {:.1f} s\n", orders, what, good ? "one hash" : "NOT one hash",
               took.count());
    return good;
  };
  const bool by_fold =
      timed("by the pure fold", pure, [&] { return pure_orders(facts, pure, random, expected); });
  const bool in_tables = timed("in the tables of a station and of a hub", tables,
                               [&] { return table_orders(records, tables, random, hash); });
  fmt::print("{}\n", hash);
  return by_fold && in_tables ? 0 : 1;
}
