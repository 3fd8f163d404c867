#include "sync/store/seats.h"

#include "sync/model/fold.h"
#include "sync/store/fact_table.h"
#include "sync/wire/fact_codec.h"

namespace meetpoint::store {

namespace {

void put_exit(Database& db, const EventId& event, const FactId& entry, const FactId& by) {
  db.gather("INSERT INTO zone_exit VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            event.value, entry.station.value, entry.incarnation, signed_of(entry.seq),
            by.station.value, by.incarnation, signed_of(by.seq));
}

// A program of before this release names no admissions; that its own journal's earlier ones of the
// same person are over is plain all the same. `zone` empty: whichever.
void end_own_entries(Database& db, const EventId& event, const FactId& by,
                     const AttendeeId& attendee, const ZoneId& zone) {
  if (!db.is_shared()) {
    return db.run(
        "INSERT INTO zone_exit SELECT event_id, station_id, incarnation, seq, ?, ?, ? "
        "FROM zone_entry WHERE event_id || '' = ? AND attendee_id = ? AND attendee_id <> '' "
        "AND station_id = ? AND incarnation = ? AND seq < ? AND (zone_id = ? OR ? = '') "
        "ON CONFLICT DO NOTHING",
        by.station.value, by.incarnation, signed_of(by.seq), event.value, attendee.value,
        by.station.value, by.incarnation, signed_of(by.seq), zone.value, zone.value);
  }
  // As one of many. Not by an index that begins with the event: PostgreSQL would read by it all
  // that the station let in, as long as it has no statistics.
  db.gather(
      "INSERT INTO zone_exit SELECT e.event_id, e.station_id, e.incarnation, e.seq, v.column2, "
      "v.column3, v.column4 FROM (VALUES (?, ?, ?, ?, ?, ?)) v JOIN zone_entry e "
      "ON e.event_id || '' = v.column1 AND e.attendee_id = v.column5 AND e.attendee_id <> '' "
      "AND e.station_id = v.column2 AND e.incarnation = v.column3 AND e.seq < v.column4 "
      "AND (e.zone_id = v.column6 OR v.column6 = '') ON CONFLICT DO NOTHING",
      event.value, by.station.value, by.incarnation, signed_of(by.seq), attendee.value, zone.value);
}

}  // namespace

void note_zone_entry(Database& db, const EventId& event, const Fact& fact) {
  const auto* entered = std::get_if<ZoneEntered>(&fact.body);
  if (entered == nullptr) return;
  db.gather("INSERT INTO zone_entry VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            event.value, fact.id.station.value, fact.id.incarnation, signed_of(fact.id.seq),
            entered->zone.value, entered->attendee.value, entered->over_capacity ? 1 : 0);
}

void note_zone_exits(Database& db, const EventId& event, const Fact& fact) {
  if (const auto* entered = std::get_if<ZoneEntered>(&fact.body)) {
    for (const FactId& entry : entered->leaving) put_exit(db, event, entry, fact.id);
    end_own_entries(db, event, fact.id, entered->attendee, {});
  } else if (const auto* left = std::get_if<ZoneLeft>(&fact.body)) {
    for (const FactId& entry : left->entries) put_exit(db, event, entry, fact.id);
    end_own_entries(db, event, fact.id, left->attendee, left->zone);
  }
}

void forget_zone_facts(Database& db, const EventId& event, StationId station,
                       std::uint32_t incarnation, std::uint64_t after, std::uint64_t last) {
  db.run(
      "DELETE FROM zone_entry WHERE event_id = ? AND station_id = ? AND incarnation = ? "
      "AND seq > ? AND seq <= ?",
      event.value, station.value, incarnation, signed_of(after), signed_of(last));
  db.run(
      "DELETE FROM zone_exit WHERE event_id = ? AND by_station_id = ? AND by_incarnation = ? "
      "AND by_seq > ? AND by_seq <= ?",
      event.value, station.value, incarnation, signed_of(after), signed_of(last));
}

Status read_older_zone_facts(Database& db) {
  return in_transaction(db, [&]() -> Status {
    std::vector<std::pair<EventId, FactRecord>> unread;
    {
      Rows rows = db.query(
          "SELECT event_id, station_id, incarnation, seq, kind, version, hlc, wall_ms, "
          "monotonic_ms, body FROM fact WHERE (event_id, station_id, incarnation, seq) IN "
          "(SELECT event_id, station_id, incarnation, seq FROM zone_unread) "
          "ORDER BY event_id, station_id, incarnation, seq");
      while (rows.next()) unread.emplace_back(EventId(rows.text(0)), read_fact_row(rows, 1));
    }
    for (const auto& [event, record] : unread) {
      const Fact fact = wire::read_fact(record);
      note_zone_entry(db, event, fact);
      note_zone_exits(db, event, fact);
    }
    if (!unread.empty()) db.run("DELETE FROM zone_unread");
    return {};
  });
}

std::vector<FactId> open_entries(Database& db, const EventId& event, const AttendeeId& attendee) {
  // A fact has a bounded body; whoever is on record with more open stays than this gives the
  // oldest of them back another time.
  constexpr int most_named = 200;
  std::vector<FactId> open;
  Rows rows = db.query(
      "SELECT station_id, incarnation, seq FROM zone_entry e "
      "WHERE (event_id, station_id, incarnation, seq) IN "
      "(SELECT event_id, station_id, incarnation, seq FROM fact "
      "WHERE event_id = ? AND fold_key = ? AND fold_key <> '') AND attendee_id <> '' "
      "AND NOT EXISTS (SELECT 1 FROM zone_exit x WHERE x.event_id = e.event_id "
      "AND x.station_id = e.station_id AND x.incarnation = e.incarnation AND x.seq = e.seq) "
      "AND NOT EXISTS (SELECT 1 FROM undone u WHERE u.event_id = e.event_id "
      "AND u.station_id = e.station_id AND u.incarnation = e.incarnation AND u.seq = e.seq) "
      "ORDER BY station_id, incarnation, seq LIMIT ?",
      event.value, attendee_key(attendee), most_named);
  while (rows.next()) {
    open.push_back({{static_cast<std::uint32_t>(rows.integer(0))},
                    static_cast<std::uint32_t>(rows.integer(1)),
                    static_cast<std::uint64_t>(rows.integer(2))});
  }
  return open;
}

}  // namespace meetpoint::store
