// A station's seats: what it may still hand out, what it asks for, what it gives back.
#include <algorithm>
#include <map>

#include "sync/store/roster_table.h"
#include "sync/store/seats.h"

namespace meetpoint::store {

namespace {

struct Self {
  StationId station;
  std::uint32_t incarnation = 0;
  std::uint64_t epoch = 0;
  std::uint64_t session = 0;
  bool counts = false;
};

Self self_of(Database& db) {
  Rows rows = db.query(
      "SELECT s.station_id, s.incarnation, s.epoch, h.session, h.counts "
      "FROM station s, seat_hub h");
  if (!rows.next()) throw StoreFailure{{ErrorCode::internal, "Seats without a station."}};
  return {{static_cast<std::uint32_t>(rows.integer(0))},
          static_cast<std::uint32_t>(rows.integer(1)),
          unsigned_of(rows.integer(2)),
          unsigned_of(rows.integer(3)),
          rows.integer(4) != 0};
}

std::uint64_t spent_of(Database& db, const EventId& event, const Self& self, const ZoneId& zone) {
  Rows rows = db.query(
      "SELECT count(*) FROM zone_entry WHERE event_id = ? AND zone_id = ? AND station_id = ? "
      "AND incarnation = ? AND over_capacity = 0",
      event.value, zone.value, self.station.value, self.incarnation);
  return rows.next() ? unsigned_of(rows.integer(0)) : 0;
}

std::uint64_t people_in(Database& db, const EventId& event, const ZoneId& zone) {
  Rows rows =
      db.query("SELECT count(*) FROM presence WHERE event_id = ? AND zone_id = ? AND zone_id <> ''",
               event.value, zone.value);
  return rows.next() ? unsigned_of(rows.integer(0)) : 0;
}

SeatGrant grant_of(Database& db, const ZoneId& zone) {
  Rows rows = db.query("SELECT granted, round FROM seat_grant WHERE zone_id = ?", zone.value);
  if (!rows.next()) return {};
  return {unsigned_of(rows.integer(0)), unsigned_of(rows.integer(1))};
}

bool contains(const std::vector<ZoneId>& zones, const ZoneId& zone) {
  return std::find(zones.begin(), zones.end(), zone) != zones.end();
}

}  // namespace

std::optional<std::uint64_t> seats_here(Database& db, const EventId& event, const ZoneId& zone,
                                        int capacity) {
  if (capacity <= 0) return std::nullopt;
  const Self self = self_of(db);
  if (self.counts) {
    const auto seats = static_cast<std::uint64_t>(capacity);
    return seats - std::min(seats, people_in(db, event, zone));
  }
  return seats_left(grant_of(db, zone), spent_of(db, event, self, zone));
}

std::vector<OwnSeats> own_seats(Database& db, const EventId& event) {
  std::map<ZoneId, OwnSeats> seats;
  for (const Zone& zone : RosterTable(db, event).get_all<Zone>()) {
    if (zone.capacity > 0) seats[zone.id].capacity = static_cast<std::uint64_t>(zone.capacity);
  }
  {
    Rows rows = db.query("SELECT zone_id, granted, round, scarce FROM seat_grant ORDER BY zone_id");
    while (rows.next()) {
      OwnSeats& own = seats[ZoneId(rows.text(0))];
      own.grant = {unsigned_of(rows.integer(1)), unsigned_of(rows.integer(2))};
      own.scarce = rows.integer(3) != 0;
    }
  }
  const Self self = self_of(db);
  std::vector<OwnSeats> all;
  for (auto& [zone, own] : seats) {
    own.zone = zone;
    own.spent = spent_of(db, event, self, zone);
    all.push_back(own);
  }
  return all;
}

Result<wire::GrantsRequest> seat_report(Database& db, const EventId& event,
                                        const std::vector<ZoneId>& sought) {
  const Self self = self_of(db);
  wire::GrantsRequest report{
      .epoch = self.epoch, .incarnation = self.incarnation, .session = self.session};
  for (const OwnSeats& own : own_seats(db, event)) {
    if (report.zones.size() == wire::max_grant_lines) break;
    const std::uint64_t wanted = own.capacity == 0
                                     ? 0
                                     : wanted_grant({.grant = own.grant,
                                                     .spent = own.spent,
                                                     .scarce = own.scarce,
                                                     .sought = contains(sought, own.zone)});
    report.zones.push_back({.zone = own.zone,
                            .granted = own.grant.granted,
                            .round = own.grant.round,
                            .spent = own.spent,
                            .wanted = wanted});
  }
  return report;
}

Result<bool> apply_grants(Database& db, const EventId& event, const wire::GrantsReply& reply,
                          const std::vector<ZoneId>& sought) {
  const Self self = self_of(db);
  // What was granted in another epoch, or to another journal, may be somebody else's by now.
  if (reply.epoch != self.epoch || reply.incarnation != self.incarnation) return false;
  db.run("UPDATE seat_hub SET session = ?, counts = 0", signed_of(reply.session));
  bool gave_back = false;
  for (const wire::GrantLine& line : reply.zones) {
    const std::uint64_t spent = spent_of(db, event, self, line.zone);
    SeatGrant grant = after_answer(grant_of(db, line.zone), {line.granted, line.round});
    if (line.scarce) {
      const SeatWish wish{
          .grant = grant, .spent = spent, .scarce = true, .sought = contains(sought, line.zone)};
      const SeatGrant less = lowered(grant, spent, seats_to_keep(wish));
      gave_back |= less != grant;
      grant = less;
    }
    db.run(
        "INSERT INTO seat_grant VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "granted = excluded.granted, round = excluded.round, scarce = excluded.scarce",
        line.zone.value, signed_of(grant.granted), signed_of(grant.round), line.scarce ? 1 : 0);
  }
  return gave_back;
}

void count_instead(Database& db) { db.run("UPDATE seat_hub SET counts = 1"); }

void forget_grants(Database& db) {
  db.run("DELETE FROM seat_grant");
  db.run("UPDATE seat_hub SET session = 0, counts = 0");
}

void forget_event(Database& db) {
  forget_grants(db);
  for (const char* table :
       {"zone_entry", "zone_exit", "zone_unread", "erased_person", "erased_badge"}) {
    db.run(std::string("DELETE FROM ") + table);
  }
}

}  // namespace meetpoint::store
