#include "tests/disk/look.h"

#include <fmt/format.h>

#include <map>
#include <tuple>
#include <vector>

#include "sync/model/chain.h"
#include "sync/model/fold.h"
#include "sync/store/fact_table.h"
#include "sync/wire/fact_codec.h"
#include "sync/wire/journal_proof.h"

namespace meetpoint::disk {

namespace {

std::vector<std::string> texts(store::Database& db, const std::string& sql) {
  std::vector<std::string> found;
  store::Rows rows = db.query(sql);
  while (rows.next()) found.push_back(rows.text(0));
  return found;
}

std::string line_at(const std::string& text, std::size_t at) {
  const std::size_t from = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
  return text.substr(from, std::min<std::size_t>(text.find('\n', at) - from, 300));
}

}  // namespace

std::string contents_of(store::Database& db) {
  std::string all;
  for (const std::string& table :
       texts(db, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")) {
    // A mark that the file is open, a number that each start of a hub draws anew, and what is still
    // to be purged of the file's free pages.
    if (table == "open_mark" || table == "seat_session" || table == "purge_due" ||
        table.starts_with("sqlite_")) {
      continue;
    }
    std::string columns;
    for (const std::string& column :
         texts(db, fmt::format("SELECT name FROM pragma_table_info('{}')", table))) {
      if (column == "last_seen_ms") continue;
      columns += (columns.empty() ? "" : " || ',' || ") + fmt::format("quote({})", column);
    }
    for (const std::string& row :
         texts(db, fmt::format("SELECT {} FROM {} ORDER BY 1", columns, table))) {
      all += table + ": " + row + "\n";
    }
  }
  return all;
}

std::string difference(const std::string& expected, const std::string& found) {
  std::size_t at = 0;
  while (at < expected.size() && at < found.size() && expected[at] == found[at]) ++at;
  if (at == expected.size() && at == found.size()) return {};
  return fmt::format("expected <{}>, found <{}>", line_at(expected, at), line_at(found, at));
}

std::string damage_of(store::Database& db) {
  const auto found = texts(db, "PRAGMA integrity_check(1)");
  return found.size() == 1 && found[0] == "ok" ? std::string() : fmt::format("{}", found.at(0));
}

std::string wrong_fold(store::Database& db) {
  for (const std::string& event : texts(db, "SELECT DISTINCT event_id FROM fact")) {
    std::vector<Fact> facts;
    store::Rows rows =
        db.query(fmt::format("SELECT {} FROM fact WHERE event_id = ? AND rejected IS NULL",
                             store::fact_columns),
                 event);
    while (rows.next()) facts.push_back(wire::read_fact(store::read_fact_row(rows)));
    std::map<std::string, std::string> expected;
    for (const auto& [key, state] : fold_all(facts)) expected[key] = wire::write_state(state);
    std::map<std::string, std::string> found;
    // What a hub has still to fold is told as had it been folded.
    store::FactTable(db, EventId(event))
        .each_state("", [&](const std::string& key, const std::string& state) {
          if (!found.emplace(key, state).second) found[key] = "told twice";
        });
    if (expected == found) continue;
    for (const auto& [key, state] : expected) {
      if (!found.contains(key) || found.at(key) != state) return "the fold of " + key + " differs";
    }
    return "there is folded state without facts";
  }
  return {};
}

std::string wrong_journals(store::Database& db) {
  using Journal = std::tuple<std::string, std::int64_t, std::int64_t>;
  std::map<Journal, std::pair<std::uint64_t, std::string>> ends;  // the last seq, its chain
  store::Rows rows = db.query(
      fmt::format("SELECT {}, chain, event_id FROM fact WHERE chain IS NOT NULL AND chain <> '' "
                  "ORDER BY event_id, station_id, incarnation, seq",
                  store::fact_columns));
  while (rows.next()) {
    const FactRecord record = store::read_fact_row(rows);
    auto& [seq, chain] =
        ends.try_emplace({rows.text(10), record.id.station.value, record.id.incarnation}, 0,
                         std::string(chain_start))
            .first->second;
    const std::string id = fmt::format("fact ({}, {}, {})", record.id.station.value,
                                       record.id.incarnation, record.id.seq);
    if (record.id.seq != seq + 1) return fmt::format("{} follows {}", id, seq);
    seq = record.id.seq;
    // Of what was erased only the hash is left.
    if (record.kind == wire::erased_kind) {
      chain = rows.text(9);
      continue;
    }
    chain = chain_next(chain, wire::chained_bytes(record));
    if (chain != rows.text(9)) return id + " does not continue the chain";
  }
  return {};
}

}  // namespace meetpoint::disk
