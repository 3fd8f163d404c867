// Stations and the one-time codes by which they join.
#include <fmt/format.h>

#include "sync/hub/store/transaction.h"

namespace meetpoint::hub {

namespace {

constexpr std::string_view station_select =
    "SELECT station_id, name, role, status, token_hash, app, enrolled_ms, last_seen_ms, "
    "public_key, "
    "(SELECT count(*) FROM fact f WHERE f.event_id = s.event_id AND f.station_id = s.station_id), "
    "(SELECT count(*) FROM fact f WHERE f.event_id = s.event_id AND f.station_id = s.station_id "
    "AND f.rejected IS NOT NULL) FROM station s WHERE event_id = ? ";
constexpr std::string_view plain_select =
    "SELECT station_id, name, role, status, token_hash, app, enrolled_ms, last_seen_ms, "
    "public_key FROM station WHERE event_id = ? ";

std::optional<Instant> instant_or_none(const store::Rows& rows, int column) {
  if (rows.is_null(column)) return std::nullopt;
  return from_ms(rows.integer(column));
}

Station read_station(const store::Rows& rows) {
  return {.id = {static_cast<std::uint32_t>(rows.integer(0))},
          .name = rows.text(1),
          .role = rows.text(2),
          .status = rows.text(3),
          .token_hash = rows.text(4),
          .public_key = rows.text(8),
          .app = rows.text(5),
          .enrolled_at = instant_or_none(rows, 6),
          .last_seen = instant_or_none(rows, 7)};
}

std::optional<Station> find_station(store::Database& db, const EventId& event, StationId id) {
  store::Rows rows =
      db.query(std::string(plain_select) + "AND station_id = ?", event.value, id.value);
  if (!rows.next()) return std::nullopt;
  return read_station(rows);
}

// The station of this name that is not revoked.
std::optional<Station> find_named(store::Database& db, const EventId& event,
                                  const std::string& name) {
  store::Rows rows = db.query(std::string(plain_select) + "AND name = ? AND status <> 'revoked'",
                              event.value, name);
  if (!rows.next()) return std::nullopt;
  return read_station(rows);
}

StationId next_station(store::Database& db, const EventId& event) {
  store::Rows rows = db.query(
      "SELECT coalesce(max(station_id), 0) + 1 FROM station WHERE event_id = ?", event.value);
  rows.next();
  return {static_cast<std::uint32_t>(rows.integer(0))};
}

}  // namespace

Result<std::optional<Station>> SqlHubStore::station(const EventId& event, StationId id) {
  return read([&](store::Database& db) -> Result<std::optional<Station>> {
    if (auto known = position_of(db, event); !known) return fail(known);
    return find_station(db, event, id);
  });
}

Result<std::vector<Station>> SqlHubStore::stations(const EventId& event) {
  auto found = read([&](store::Database& db) -> Result<std::vector<Station>> {
    if (auto known = position_of(db, event); !known) return fail(known);
    std::vector<Station> all;
    store::Rows rows = db.query(std::string(station_select) + "ORDER BY station_id", event.value);
    while (rows.next()) {
      all.push_back(read_station(rows));
      all.back().facts = static_cast<std::uint64_t>(rows.integer(9));
      all.back().rejected = static_cast<std::uint64_t>(rows.integer(10));
    }
    return all;
  });
  if (!found) return found;
  const std::lock_guard lock(seen_mutex_);
  const auto unwritten = seen_.find(event);
  if (unwritten == seen_.end()) return found;
  for (Station& station : *found) {
    const auto seen = unwritten->second.stations.find(station.id);
    if (seen != unwritten->second.stations.end()) {
      station.last_seen = std::max(station.last_seen.value_or(seen->second), seen->second);
    }
  }
  return found;
}

Result<SetAsideList> SqlHubStore::set_aside(const EventId& event, std::size_t limit) {
  return read([&](store::Database& db) -> Result<SetAsideList> {
    if (auto known = position_of(db, event); !known) return fail(known);
    SetAsideList list;
    {
      store::Rows rows = db.query(
          "SELECT count(*) FROM fact WHERE event_id = ? AND rejected IS NOT NULL", event.value);
      if (rows.next()) list.total = static_cast<std::uint64_t>(rows.integer(0));
    }
    store::Rows rows = db.query(
        "SELECT f.station_id, coalesce(s.name, ''), f.incarnation, f.seq, f.kind, f.rejected "
        "FROM fact f LEFT JOIN station s "
        "ON s.event_id = f.event_id AND s.station_id = f.station_id "
        "WHERE f.event_id = ? AND f.rejected IS NOT NULL "
        "ORDER BY f.station_id, f.incarnation, f.seq LIMIT ?",
        event.value, limit);
    while (rows.next()) {
      list.facts.push_back({.station = {static_cast<std::uint32_t>(rows.integer(0))},
                            .name = rows.text(1),
                            .incarnation = static_cast<std::uint32_t>(rows.integer(2)),
                            .seq = static_cast<std::uint64_t>(rows.integer(3)),
                            .kind = rows.text(4),
                            .reason = rows.text(5)});
    }
    return list;
  });
}

Result<std::vector<Station>> SqlHubStore::not_refilled(const EventId& event) {
  return read([&](store::Database& db) -> Result<std::vector<Station>> {
    const auto position = position_of(db, event);
    if (!position) return fail(position);
    std::vector<Station> found;
    // An organiser's token without a key is a browser's or a script's: it records nothing.
    store::Rows rows = db.query(
        std::string(plain_select) +
            "AND status = ? AND refilled_epoch <> ? AND NOT (role = ? AND public_key = '') "
            "ORDER BY station_id",
        event.value, status_active, position->epoch, role_organiser);
    while (rows.next()) found.push_back(read_station(rows));
    return found;
  });
}

Result<Station> SqlHubStore::add_station(const EventId& event, const NewStation& wanted,
                                         Instant now) {
  return write(event, [&](store::Database& db) -> Result<Station> {
    if (auto known = position_of(db, event); !known) return fail(known);
    std::optional<Station> station = find_named(db, event, wanted.name);
    if (station && station->status == status_active && !wanted.again) {
      return fail(ErrorCode::conflict,
                  fmt::format("Station {} is called '{}' already and is enrolled. Choose another "
                              "name, or add it with --again to give that station a new code.",
                              station->id.value, wanted.name));
    }
    if (!station) {
      const StationId id = next_station(db, event);
      db.run(
          "INSERT INTO station (event_id, station_id, name, role, status, created_ms) "
          "VALUES (?, ?, ?, ?, ?, ?)",
          event.value, id.value, wanted.name, wanted.role, status_waiting, to_ms(now));
      station = find_station(db, event, id);
    } else {
      db.run("UPDATE station SET role = ? WHERE event_id = ? AND station_id = ?", wanted.role,
             event.value, station->id.value);
      station->role = wanted.role;
    }
    // An older code that nobody used is void now.
    db.run(
        "DELETE FROM enrolment_code WHERE event_id = ? AND (used_ms IS NULL AND station_id = ? "
        "OR expires_ms < ?)",
        event.value, station->id.value, to_ms(now));
    db.run("INSERT INTO enrolment_code VALUES (?, ?, ?, ?, ?, ?, NULL)", event.value,
           wanted.locator, station->id.value, wanted.code_hash, to_ms(now),
           to_ms(wanted.expires_at));
    return *station;
  });
}

Result<std::vector<StoredCode>> SqlHubStore::codes(const std::string& locator) {
  return read([&](store::Database& db) -> Result<std::vector<StoredCode>> {
    std::vector<StoredCode> found;
    store::Rows rows = db.query(
        "SELECT event_id, station_id, hash, expires_ms, used_ms FROM enrolment_code "
        "WHERE locator = ?",
        locator);
    while (rows.next()) {
      found.push_back({.event = EventId(rows.text(0)),
                       .locator = locator,
                       .station = {static_cast<std::uint32_t>(rows.integer(1))},
                       .hash = rows.text(2),
                       .expires_at = from_ms(rows.integer(3)),
                       .used = !rows.is_null(4)});
    }
    return found;
  });
}

Result<Redeemed> SqlHubStore::redeem(const StoredCode& code, const std::string& token_hash,
                                     const wire::EnrolRequest& request, Instant now) {
  return write(code.event, [&](store::Database& db) -> Result<Redeemed> {
    if (auto known = position_of(db, code.event); !known) return fail(known);
    db.run(
        "UPDATE enrolment_code SET used_ms = ? "
        "WHERE event_id = ? AND locator = ? AND hash = ? AND used_ms IS NULL",
        to_ms(now), code.event.value, code.locator, code.hash);
    if (db.changes() != 1) {
      return fail(ErrorCode::conflict, "This enrolment code was used already.");
    }
    // Who joins for the first time has nothing that this hub could have lost.
    db.run(
        "UPDATE station SET refilled_epoch = (SELECT epoch FROM event_counter WHERE event_id = ?) "
        "WHERE event_id = ? AND station_id = ? AND status = ?",
        code.event.value, code.event.value, code.station.value, status_waiting);
    db.run(
        "UPDATE station SET status = ?, token_hash = ?, public_key = ?, app = ?, enrolled_ms = ?, "
        "last_seen_ms = ? WHERE event_id = ? AND station_id = ? AND status <> 'revoked'",
        status_active, store::Blob{token_hash}, request.public_key, request.app, to_ms(now),
        to_ms(now), code.event.value, code.station.value);
    if (db.changes() != 1) {
      return fail(ErrorCode::revoked, "The organiser revoked the station of this code.");
    }
    store::Rows rows = db.query(
        "SELECT coalesce(max(incarnation), 0) + 1 FROM journal "
        "WHERE event_id = ? AND station_id = ?",
        code.event.value, code.station.value);
    rows.next();
    return Redeemed{.station = *find_station(db, code.event, code.station),
                    .hub_key = hub_key_of(db, code.event).public_key,
                    .incarnation = static_cast<std::uint32_t>(rows.integer(0))};
  });
}

Result<std::string> SqlHubStore::register_key(const EventId& event, StationId id,
                                              const std::string& public_key) {
  return write(event, [&](store::Database& db) -> Result<std::string> {
    const auto station = find_station(db, event, id);
    if (!station) return fail(ErrorCode::unauthorised, "This hub does not know the station.");
    if (!station->public_key.empty() && station->public_key != public_key) {
      return fail(ErrorCode::conflict,
                  "The hub has another key of this station. Enrol it again: meetpoint-hub station "
                  "add NAME --again");
    }
    db.run("UPDATE station SET public_key = ? WHERE event_id = ? AND station_id = ?", public_key,
           event.value, id.value);
    return hub_key_of(db, event).public_key;
  });
}

KeyPair hub_key_of(store::Database& writer, const EventId& event) {
  {
    store::Rows rows =
        writer.query("SELECT public_key, secret_key FROM hub_key WHERE event_id = ?", event.value);
    if (rows.next()) return {rows.text(0), rows.text(1)};
  }
  KeyPair made = make_key_pair();
  writer.run("INSERT INTO hub_key VALUES (?, ?, ?)", event.value, made.public_key, made.secret_key);
  return made;
}

Status SqlHubStore::revoke(const EventId& event, StationId id) {
  return write(event, [&](store::Database& db) -> Status {
    if (auto known = position_of(db, event); !known) return fail(known);
    db.run("UPDATE station SET status = ? WHERE event_id = ? AND station_id = ?", status_revoked,
           event.value, id.value);
    if (db.changes() != 1) {
      return fail(ErrorCode::not_found, fmt::format("There is no station {}.", id.value));
    }
    db.run("DELETE FROM enrolment_code WHERE event_id = ? AND station_id = ? AND used_ms IS NULL",
           event.value, id.value);
    return publish(db, event,
                   {.kind = std::string(notice_revoked),
                    .subject = std::to_string(id.value),
                    .key = find_station(db, event, id)->public_key});
  });
}

}  // namespace meetpoint::hub
