// Seats of zones at the hub: what is held, what is set aside, and who gets more.
#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "sync/hub/store/transaction.h"
#include "sync/store/roster_table.h"

namespace meetpoint::hub {

using store::signed_of;
using store::unsigned_of;

namespace {

std::uint64_t count_of(store::Rows rows) { return rows.next() ? unsigned_of(rows.integer(0)) : 0; }

// Of a station's journal; it names one grant together with a zone.
struct JournalId {
  StationId station;
  std::uint32_t incarnation = 0;
};

std::uint64_t spent_known(store::Database& db, const EventId& event, const JournalId& journal,
                          const ZoneId& zone) {
  return count_of(db.query(
      "SELECT count(*) FROM zone_entry WHERE event_id = ? AND zone_id = ? AND station_id = ? "
      "AND incarnation = ? AND over_capacity = 0",
      event.value, zone.value, journal.station.value, journal.incarnation));
}

SeatGrant grant_of(store::Database& db, const EventId& event, const JournalId& journal,
                   const ZoneId& zone) {
  store::Rows rows = db.query(
      "SELECT granted, round FROM seat_grant "
      "WHERE event_id = ? AND station_id = ? AND incarnation = ? AND zone_id = ?",
      event.value, journal.station.value, journal.incarnation, zone.value);
  if (!rows.next()) return {};
  return {unsigned_of(rows.integer(0)), unsigned_of(rows.integer(1))};
}

void put_grant(store::Database& db, const EventId& event, const JournalId& journal,
               const ZoneId& zone, const SeatGrant& grant) {
  db.run(
      "INSERT INTO seat_grant VALUES (?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (event_id, station_id, incarnation, zone_id) DO UPDATE SET "
      "granted = excluded.granted, round = excluded.round",
      event.value, journal.station.value, journal.incarnation, zone.value, signed_of(grant.granted),
      signed_of(grant.round));
}

// The organiser who revokes a station says that it lets nobody in any more.
constexpr std::string_view unspent_select =
    "SELECT g.station_id, s.name, g.zone_id, g.granted, "
    "(SELECT count(*) FROM zone_entry e WHERE e.event_id = g.event_id AND e.zone_id = g.zone_id "
    "AND e.station_id = g.station_id AND e.incarnation = g.incarnation AND e.over_capacity = 0) "
    "FROM seat_grant g JOIN station s ON s.event_id = g.event_id AND s.station_id = g.station_id "
    "WHERE g.event_id = ? AND s.status <> 'revoked' ";

ZoneSeats seats_of(store::Database& db, const EventId& event, const ZoneId& zone, int capacity) {
  ZoneSeats seats{.capacity = capacity > 0 ? static_cast<std::uint64_t>(capacity) : 0};
  seats.held =
      count_of(db.query("SELECT count(*) FROM zone_entry e WHERE event_id = ? AND zone_id = ? "
                        "AND NOT EXISTS (SELECT 1 FROM zone_exit x WHERE x.event_id = e.event_id "
                        "AND x.station_id = e.station_id AND x.incarnation = e.incarnation "
                        "AND x.seq = e.seq) "
                        "AND NOT EXISTS (SELECT 1 FROM undone u WHERE u.event_id = e.event_id "
                        "AND u.station_id = e.station_id AND u.incarnation = e.incarnation "
                        "AND u.seq = e.seq)",
                        event.value, zone.value));
  store::Rows rows =
      db.query(std::string(unspent_select) + "AND g.zone_id = ?", event.value, zone.value);
  while (rows.next()) {
    seats.set_aside +=
        set_aside({.granted = unsigned_of(rows.integer(3))}, unsigned_of(rows.integer(4)));
  }
  return seats;
}

bool is_scarce(store::Database& db, const EventId& event, const ZoneId& zone) {
  store::Rows rows = db.query("SELECT 1 FROM seat_scarce WHERE event_id = ? AND zone_id = ?",
                              event.value, zone.value);
  return rows.next();
}

void set_scarce(store::Database& db, const EventId& event, const ZoneId& zone, bool scarce) {
  db.run(scarce ? "INSERT INTO seat_scarce VALUES (?, ?) ON CONFLICT DO NOTHING"
                : "DELETE FROM seat_scarce WHERE event_id = ? AND zone_id = ?",
         event.value, zone.value);
}

std::uint64_t session_of(store::Database& db) {
  return count_of(db.query("SELECT session FROM seat_session"));
}

// Stations that may hold seats, or have let people in, of which this hub does not know. Those of an
// older release hold none.
std::vector<Station> silent_stations(store::Database& db, const EventId& event) {
  std::vector<Station> silent;
  store::Rows rows = db.query(
      "SELECT s.station_id, s.name FROM station s "
      "JOIN event_counter c ON c.event_id = s.event_id "
      "WHERE s.event_id = ? AND s.status = 'active' AND s.role = 'kiosk' AND s.public_key <> '' "
      "AND (s.refilled_epoch <> c.epoch OR NOT EXISTS (SELECT 1 FROM seat_report r "
      "WHERE r.event_id = s.event_id AND r.station_id = s.station_id AND r.epoch = c.epoch)) "
      "ORDER BY s.station_id",
      event.value);
  while (rows.next()) {
    silent.push_back({.id = {static_cast<std::uint32_t>(rows.integer(0))}, .name = rows.text(1)});
  }
  return silent;
}

std::uint64_t kiosks_of(store::Database& db, const EventId& event) {
  return count_of(db.query(
      "SELECT count(*) FROM station WHERE event_id = ? AND status = 'active' AND role = 'kiosk'",
      event.value));
}

wire::GrantLine answer_line(store::Database& db, const EventId& event, const JournalId& journal,
                            const wire::SeatLine& line, bool may_grant) {
  const SeatGrant known = grant_of(db, event, journal, line.zone);
  SeatGrant grant = after_report(known, {line.granted, line.round});
  if (grant != known) put_grant(db, event, journal, line.zone, grant);
  bool scarce = is_scarce(db, event, line.zone);
  if ((may_grant && line.wanted > grant.granted) || scarce) {
    const auto zone = store::RosterTable(db, event).get<Zone>(line.zone.value);
    const ZoneSeats seats = seats_of(db, event, line.zone, zone ? zone->capacity : 0);
    if (may_grant && line.wanted > grant.granted && seats.capacity > 0) {
      const SeatGrant before = grant;
      grant = granted_for({.grant = grant,
                           .spent_known = spent_known(db, event, journal, line.zone),
                           .spent = line.spent,
                           .wanted = line.wanted},
                          seats, kiosks_of(db, event));
      if (grant != before) put_grant(db, event, journal, line.zone, grant);
      if (scarce != (grant == before)) set_scarce(db, event, line.zone, !scarce);
      scarce = grant == before;
    } else {
      scarce = scarce && seats.free() == 0;
    }
  }
  return {.zone = line.zone, .granted = grant.granted, .round = grant.round, .scarce = scarce};
}

}  // namespace

Status begin_seat_session(store::Database& writer) {
  return store::in_transaction(writer, [&]() -> Status {
    std::uint64_t session = 0;
    randombytes_buf(&session, sizeof session);
    writer.run("DELETE FROM seat_report");
    writer.run(
        "INSERT INTO seat_session VALUES (1, ?) ON CONFLICT (only_row) DO UPDATE SET "
        "session = excluded.session",
        signed_of((session >> 12) | 1));
    return {};
  });
}

Result<wire::GrantsReply> SqlHubStore::grants(const EventId& event, StationId station,
                                              const wire::GrantsRequest& request) {
  return write(event, [&](store::Database& db) -> Result<wire::GrantsReply> {
    const auto position = position_of(db, event);
    if (!position) return fail(position);
    if (request.epoch != position->epoch) {
      return fail(ErrorCode::conflict, "The hub was restored: read its feed first.");
    }
    wire::GrantsReply reply{
        .epoch = position->epoch, .incarnation = request.incarnation, .session = session_of(db)};
    // A report that was written before this session began may be older than what is known here.
    if (request.session == reply.session) {
      db.run(
          "INSERT INTO seat_report VALUES (?, ?, ?) "
          "ON CONFLICT (event_id, station_id) DO UPDATE SET epoch = excluded.epoch",
          event.value, station.value, signed_of(reply.epoch));
    }
    const auto silent = silent_stations(db, event);
    for (const Station& one : silent) reply.waiting_for.push_back(one.id);
    const JournalId journal{station, request.incarnation};
    const bool may_grant = silent.empty() && request.session == reply.session;
    for (const wire::SeatLine& line : request.zones) {
      reply.zones.push_back(answer_line(db, event, journal, line, may_grant));
    }
    return reply;
  });
}

Result<SeatOverview> SqlHubStore::seats(const EventId& event) {
  return read([&](store::Database& db) -> Result<SeatOverview> {
    if (auto known = position_of(db, event); !known) return fail(known);
    SeatOverview overview;
    for (const Zone& zone : store::RosterTable(db, event).get_all<Zone>()) {
      if (zone.capacity <= 0) continue;
      overview.zones.push_back({zone.id, zone.topic, seats_of(db, event, zone.id, zone.capacity)});
    }
    store::Rows rows =
        db.query(std::string(unspent_select) + "ORDER BY g.zone_id, g.station_id, g.incarnation",
                 event.value);
    while (rows.next()) {
      const std::uint64_t unspent = meetpoint::set_aside({.granted = unsigned_of(rows.integer(3))},
                                                         unsigned_of(rows.integer(4)));
      if (unspent == 0) continue;
      overview.unspent.push_back({.station = {static_cast<std::uint32_t>(rows.integer(0))},
                                  .name = rows.text(1),
                                  .zone = ZoneId(rows.text(2)),
                                  .unspent = unspent});
    }
    overview.waiting_for = silent_stations(db, event);
    return overview;
  });
}

Status SqlHubStore::grant_without(const EventId& event) {
  return write(event, [&](store::Database& db) -> Status {
    const auto position = position_of(db, event);
    if (!position) return fail(position);
    for (const Station& silent : silent_stations(db, event)) {
      db.run(
          "INSERT INTO seat_report VALUES (?, ?, ?) "
          "ON CONFLICT (event_id, station_id) DO UPDATE SET epoch = excluded.epoch",
          event.value, silent.id.value, signed_of(position->epoch));
    }
    return {};
  });
}

}  // namespace meetpoint::hub
