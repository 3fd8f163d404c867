#include "sync/hub/store/doubles.h"

#include <algorithm>
#include <map>

#include "sync/store/fact_table.h"
#include "sync/wire/fact_codec.h"
#include "sync/wire/journal_proof.h"

namespace meetpoint::hub {

namespace {

// What a fact says without the ids of others, which each copy of a disk renames in its own way.
std::string without_references(const FactRecord& record) {
  Fact fact = wire::read_fact(record);
  std::vector<FactId>* named = references_in(fact.body);
  if (named == nullptr) return record.body;
  named->clear();
  return wire::write_body(fact.body);
}

// No two commands of a station have the same reading of all its clocks, and each fact of a command
// ticks the logical one.
bool is_same(const FactRecord& a, const FactRecord& b) {
  if (a.hlc != b.hlc || a.wall != b.wall || a.monotonic_ms != b.monotonic_ms) return false;
  if (a.kind == wire::erased_kind || b.kind == wire::erased_kind) return true;
  return a.kind == b.kind && a.version == b.version &&
         without_references(a) == without_references(b);
}

struct OtherJournal {
  std::uint32_t incarnation = 0;
  std::uint64_t last_seq = 0;
};

std::vector<OtherJournal> other_journals(store::Database& db, const EventId& event,
                                         const FactId& of) {
  std::vector<OtherJournal> found;
  store::Rows rows = db.query(
      "SELECT incarnation, acked_seq FROM journal WHERE event_id = ? AND station_id = ? "
      "AND incarnation <> ? AND acked_seq > 0 ORDER BY incarnation",
      event.value, of.station.value, of.incarnation);
  while (rows.next()) {
    found.push_back(
        {static_cast<std::uint32_t>(rows.integer(0)), static_cast<std::uint64_t>(rows.integer(1))});
  }
  return found;
}

// The first fact of a journal that is not before `hlc`. Along a journal the clock only goes up.
std::uint64_t first_from(store::Database& db, const EventId& event, StationId station,
                         const OtherJournal& journal, Hlc hlc) {
  std::uint64_t low = 1;
  std::uint64_t high = journal.last_seq + 1;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    store::Rows rows = db.query(
        "SELECT hlc FROM fact WHERE event_id = ? AND station_id = ? AND incarnation = ? "
        "AND seq = ?",
        event.value, station.value, journal.incarnation, middle);
    const bool before = rows.next() && static_cast<std::uint64_t>(rows.integer(0)) < hlc.packed;
    if (before) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace

std::vector<wire::KnownFact> known_elsewhere(store::Database& db, const EventId& event,
                                             std::span<const FactRecord> facts) {
  std::vector<wire::KnownFact> known;
  if (facts.empty()) return known;
  const FactId& of = facts.front().id;
  const std::vector<OtherJournal> journals = other_journals(db, event, of);
  if (journals.empty()) return known;
  std::map<Hlc, const FactRecord*> by_clock;
  for (const FactRecord& fact : facts) by_clock.emplace(fact.hlc, &fact);
  const Hlc first = by_clock.begin()->first;
  const Hlc last = by_clock.rbegin()->first;
  for (const OtherJournal& journal : journals) {
    store::Rows rows = db.query(
        "SELECT station_id, incarnation, seq, kind, version, hlc, wall_ms, monotonic_ms, "
        "body FROM fact WHERE event_id = ? AND station_id = ? AND incarnation = ? "
        "AND seq >= ? AND rejected IS NULL ORDER BY seq",
        event.value, of.station.value, journal.incarnation,
        first_from(db, event, of.station, journal, first));
    while (rows.next()) {
      const FactRecord there = store::read_fact_row(rows);
      if (there.hlc > last) break;
      const auto ours = by_clock.find(there.hlc);
      if (ours == by_clock.end() || !is_same(*ours->second, there)) continue;
      known.push_back({ours->second->id.seq, there.id.incarnation, there.id.seq});
      by_clock.erase(ours);  // the first that was here, if it were here more than once
      if (by_clock.empty()) return known;
    }
  }
  return known;
}

}  // namespace meetpoint::hub
