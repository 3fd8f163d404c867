// A new incarnation: what the hub does not have moves to new ids.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sync/model/chain.h"
#include "sync/store/journal.h"
#include "sync/store/seats.h"
#include "sync/wire/fact_codec.h"

namespace meetpoint::store {

namespace {

using Renamed = std::map<FactId, FactId>;

void rename(std::vector<FactId>& ids, const Renamed& renamed) {
  for (FactId& id : ids) {
    if (const auto found = renamed.find(id); found != renamed.end()) id = found->second;
  }
}

// An undo, a consent or an exit names other facts of this journal; those may have moved as well.
void rename_references(FactRecord& record, const Renamed& renamed) {
  Fact fact = wire::read_fact(record);
  if (auto* undo = std::get_if<Undo>(&fact.body)) {
    rename(undo->facts, renamed);
  } else if (auto* given = std::get_if<ConsentGiven>(&fact.body)) {
    rename(given->after, renamed);
  } else if (auto* entered = std::get_if<ZoneEntered>(&fact.body)) {
    rename(entered->leaving, renamed);
  } else if (auto* left = std::get_if<ZoneLeft>(&fact.body)) {
    rename(left->entries, renamed);
  } else {
    return;
  }
  record.body = wire::write_body(fact.body);
}

}  // namespace

Status renumber_journal(Database& db, const EventId& event, StationId station,
                        std::uint32_t incarnation) {
  const auto position = read_position(db);
  if (!position) return fail(position);
  if (incarnation <= position->incarnation) {
    return fail(ErrorCode::protocol, fmt::format("Incarnation {} does not follow {}.", incarnation,
                                                 position->incarnation));
  }
  std::vector<FactRecord> moving;
  {
    Rows rows = db.query(
        "SELECT station_id, incarnation, seq, kind, version, hlc, wall_ms, monotonic_ms, body "
        "FROM fact WHERE event_id = ? AND station_id = ? AND incarnation = ? AND seq > ? "
        "ORDER BY seq",
        event.value, station.value, position->incarnation,
        static_cast<std::int64_t>(position->acked_seq));
    while (rows.next()) moving.push_back(read_fact_row(rows));
  }
  Renamed renamed;
  for (std::size_t i = 0; i < moving.size(); ++i) {
    renamed[moving[i].id] = {.station = station, .incarnation = incarnation, .seq = i + 1};
  }
  db.run(
      "DELETE FROM undone WHERE event_id = ? AND by_station_id = ? AND by_incarnation = ? "
      "AND by_seq > ?",
      event.value, station.value, position->incarnation,
      static_cast<std::int64_t>(position->acked_seq));
  db.run("DELETE FROM fact WHERE event_id = ? AND station_id = ? AND incarnation = ? AND seq > ?",
         event.value, station.value, position->incarnation,
         static_cast<std::int64_t>(position->acked_seq));

  forget_zone_facts(db, event, station, position->incarnation, position->acked_seq);
  // The seats stay with the journal that they were granted to: whoever else has a copy of it may
  // be spending them.
  forget_grants(db);

  FactTable facts(db, event);
  std::string chain(chain_start);
  for (FactRecord& record : moving) {
    rename_references(record, renamed);
    record.id = renamed.at(record.id);
    chain = chain_next(chain, wire::chained_bytes(record));
    facts.insert(record, {.hub_seq = {}, .received = {}, .chain = chain});
  }
  facts.fold_pending();
  // The hub's facts under the ids that we had used twice were passed over when they came: read all
  // again.
  db.run(
      "UPDATE station SET incarnation = ?, last_seq = ?, last_chain = ?, acked_seq = 0, "
      "cursor_seq = 0",
      incarnation, static_cast<std::int64_t>(moving.size()), chain);
  db.run("UPDATE roster_row SET row_seq = 0");
  return {};
}

}  // namespace meetpoint::store
