#include "tests/bench/load/hub_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <stdexcept>

#include "sync/base/clock.h"
#include "sync/store/fact_table.h"
#include "sync/store/schema.h"
#include "tests/bench/big_event.h"

namespace meetpoint::load {

namespace {

std::string hex(const std::string& bytes) {
  std::string text = "\\\\x";
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

void must(const Status& done) {
  if (!done) throw std::runtime_error(done.error().message);
}

// Notes which rows of `table` change from now on, in changed_NAME.
void watch(store::Database& db, const HubTable& table) {
  std::vector<std::string> news;
  for (const std::string& column : table.key) news.push_back("new." + column);
  const std::string key = fmt::format("{}", fmt::join(table.key, ", "));
  db.script(fmt::format("CREATE TEMP TABLE changed_{} ({}, PRIMARY KEY ({})) WITHOUT ROWID",
                        table.name, key, key));
  for (const char* deed : {"INSERT", "UPDATE"}) {
    db.script(
        fmt::format("CREATE TEMP TRIGGER {0}_{1} AFTER {1} ON main.{0} BEGIN "
                    "INSERT OR IGNORE INTO changed_{0} VALUES ({2}); END",
                    table.name, deed, fmt::join(news, ", ")));
  }
}

std::string take_changed(store::Database& db, const HubTable& table) {
  std::string text;
  {
    store::Rows rows =
        db.query(fmt::format("SELECT {} FROM {} NATURAL JOIN changed_{}",
                             fmt::join(table.columns, ", "), table.name, table.name));
    while (rows.next()) {
      for (int i = 0; i < rows.columns(); ++i) {
        const std::string& column = table.columns[static_cast<std::size_t>(i)];
        text += rows.is_null(i) ? "\\N" : column == "body" ? hex(rows.text(i)) : rows.text(i);
        text += i + 1 < rows.columns() ? '\t' : '\n';
      }
    }
  }
  db.run(fmt::format("DELETE FROM changed_{}", table.name));
  return text;
}

}  // namespace

void take_batch(store::Database& db, const Facts::Writer& writer, std::size_t batch, HubSeq& head,
                Instant received) {
  store::FactTable table(db, bench::big_event_id());
  for (const FactRecord& fact : writer.batches[batch]) {
    table.insert(fact, {.hub_seq = ++head,
                        .received = received,
                        .chain = writer.chain[fact.id.seq - 1],
                        .set_aside = {}});
  }
  table.fold_pending();
}

std::vector<HubTable> hub_tables() {
  const std::vector<std::string> id = {"event_id", "station_id", "incarnation", "seq"};
  return {{"fact",
           id,
           {"event_id", "station_id", "incarnation", "seq", "hub_seq", "kind", "version", "hlc",
            "wall_ms", "monotonic_ms", "received_ms", "body", "fold_key", "rejected", "chain"}},
          {"folded", {"event_id", "fold_key"}, {"event_id", "fold_key", "body"}},
          {"presence",
           {"event_id", "attendee_id"},
           {"event_id", "attendee_id", "checked_in_ms", "zone_id"}},
          {"zone_entry",
           id,
           {"event_id", "station_id", "incarnation", "seq", "zone_id", "attendee_id",
            "over_capacity"}}};
}

std::vector<std::vector<std::string>> rows_by_batch(const Facts& facts) {
  auto db = store::Database::open_in_memory();
  if (!db) throw std::runtime_error(db.error().message);
  must(store::migrate(*db, store::hub_schema()));
  const std::vector<HubTable> tables = hub_tables();
  for (const HubTable& table : tables) watch(*db, table);
  const Instant now = SystemClock().now();
  HubSeq head = 0;
  std::vector<std::vector<std::string>> batches;
  for (std::size_t batch = 0; batch < facts.batches_each; ++batch) {
    for (const Facts::Writer& writer : facts.writers) {
      must(store::in_transaction(*db, [&]() -> Status {
        take_batch(*db, writer, batch, head, now);
        batches.emplace_back();
        for (const HubTable& each : tables) batches.back().push_back(take_changed(*db, each));
        return {};
      }));
    }
  }
  return batches;
}

}  // namespace meetpoint::load
