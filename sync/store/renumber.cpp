// A new incarnation: what the hub does not have moves to new ids.
#include <algorithm>

#include "sync/model/chain.h"
#include "sync/store/journal.h"
#include "sync/store/seats.h"
#include "sync/wire/fact_codec.h"

namespace meetpoint::store {

namespace {

// An undo, a consent or an exit names other facts of this journal; those may have moved as well.
void rename_references(FactRecord& record, const Renamed& renamed) {
  Fact fact = wire::read_fact(record);
  std::vector<FactId>* named = references_in(fact.body);
  if (named == nullptr) return;
  for (FactId& id : *named) {
    if (const auto found = renamed.find(id); found != renamed.end()) id = found->second;
  }
  record.body = wire::write_body(fact.body);
}

// A journal of this station: its facts up to `keep` stay, those up to `last` move.
struct Parting {
  std::uint32_t incarnation = 0;
  std::uint64_t keep = 0;
  std::uint64_t last = 0;
};

// The journals from `of` on, oldest first. A later one may name facts of an earlier one: what the
// hub does not have of any moves together.
std::vector<Parting> partings(Database& db, const JournalPosition& position, std::uint32_t of,
                              std::uint64_t agreed_seq) {
  std::vector<Parting> found;
  for (const JournalPosition::Past& past : read_past(db, false)) {
    if (past.incarnation < of) continue;
    found.push_back({past.incarnation, past.acked_seq, past.last_seq});
  }
  found.push_back({position.incarnation, position.acked_seq, position.last_seq});
  for (Parting& parting : found) {
    if (parting.incarnation == of) parting.keep = std::min(agreed_seq, parting.last);
  }
  return found;
}

// No fact of ours has it, not even one of another copy of this disk that came from the hub.
std::uint32_t free_incarnation(Database& db, const EventId& event, StationId station,
                               std::uint32_t at_least) {
  Rows rows = db.query("SELECT max(incarnation) FROM fact WHERE event_id = ? AND station_id = ?",
                       event.value, station.value);
  const bool any = rows.next() && !rows.is_null(0);
  return std::max(at_least, any ? static_cast<std::uint32_t>(rows.integer(0)) + 1 : 1);
}

void take_out(Database& db, const EventId& event, StationId station, const Parting& parting,
              std::vector<FactRecord>& moving) {
  const auto keep = static_cast<std::int64_t>(parting.keep);
  const auto last = static_cast<std::int64_t>(parting.last);
  {
    Rows rows = db.query(
        "SELECT station_id, incarnation, seq, kind, version, hlc, wall_ms, monotonic_ms, body "
        "FROM fact WHERE event_id = ? AND station_id = ? AND incarnation = ? "
        "AND seq BETWEEN ? + 1 AND ? ORDER BY seq",
        event.value, station.value, parting.incarnation, keep, last);
    while (rows.next()) moving.push_back(read_fact_row(rows));
  }
  db.run(
      "DELETE FROM undone WHERE event_id = ? AND by_station_id = ? AND by_incarnation = ? "
      "AND by_seq BETWEEN ? + 1 AND ?",
      event.value, station.value, parting.incarnation, keep, last);
  db.run(
      "DELETE FROM fact WHERE event_id = ? AND station_id = ? AND incarnation = ? "
      "AND seq BETWEEN ? + 1 AND ?",
      event.value, station.value, parting.incarnation, keep, last);
  forget_zone_facts(db, event, station, parting.incarnation, parting.keep, parting.last);
  db.run("DELETE FROM past_journal WHERE event_id = ? AND station_id = ? AND incarnation = ?",
         event.value, station.value, parting.incarnation);
  if (parting.keep == 0) return;
  db.run("INSERT INTO past_journal VALUES (?, ?, ?, ?, ?)", event.value, station.value,
         parting.incarnation, keep, keep);
}

}  // namespace

Result<Renumbered> renumber_journal(Database& db, const EventId& event, StationId station,
                                    const NewJournal& anew) {
  const auto position = read_position(db);
  if (!position) return fail(position);
  const std::uint32_t incarnation =
      free_incarnation(db, event, station, std::max(anew.at_least, position->incarnation + 1));
  std::vector<FactRecord> moving;
  for (const Parting& parting : partings(db, *position, anew.of, anew.agreed_seq)) {
    take_out(db, event, station, parting, moving);
  }
  Renamed renamed;
  for (const wire::KnownFact& known : anew.known) {
    renamed[{station, anew.of, known.seq}] = {station, known.incarnation, known.as_seq};
  }
  std::uint64_t last = 0;
  for (const FactRecord& record : moving) {
    renamed.insert({record.id, {.station = station, .incarnation = incarnation, .seq = last + 1}});
    if (renamed.at(record.id).incarnation == incarnation) ++last;
  }

  // The seats stay with the journal that they were granted to: whoever else has a copy of it may
  // be spending them.
  forget_grants(db);

  FactTable facts(db, event);
  std::string chain(chain_start);
  for (FactRecord& record : moving) {
    rename_references(record, renamed);
    record.id = renamed.at(record.id);
    if (record.id.incarnation != incarnation) {
      // The hub has it from another copy of this disk, in whose journal it now is. The feed may
      // have brought it before: then its key is to be folded without what it was here.
      facts.insert(record, {.hub_seq = {}, .received = {}, .chain = {}});
      const std::string key = fold_key(wire::read_fact(record).body);
      if (!key.empty()) facts.fold_again(key);
      continue;
    }
    chain = chain_next(chain, wire::chained_bytes(record));
    if (!facts.insert(record, {.hub_seq = {}, .received = {}, .chain = chain}).inserted) {
      return fail(ErrorCode::internal, "The new journal has facts already.");
    }
  }
  facts.fold_pending();
  // The hub's facts under the ids that we had used twice were passed over when they came: read all
  // again. And what the hub is to expect of us has changed: compare anew.
  db.run(
      "UPDATE station SET incarnation = ?, last_seq = ?, last_chain = ?, acked_seq = 0, "
      "cursor_seq = 0, cursor_mark = '', vector_epoch = 0",
      incarnation, static_cast<std::int64_t>(last), chain);
  db.run("UPDATE roster_row SET row_seq = 0");
  return Renumbered{incarnation, std::move(renamed)};
}

}  // namespace meetpoint::store
