// What comes down from the central hub: its feed, put into this relay's own numbering, and its list
// of stations.
#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "sync/hub/store/relay_journals.h"
#include "sync/hub/store/transaction.h"
#include "sync/model/signature.h"
#include "sync/store/fact_table.h"
#include "sync/store/notices.h"
#include "sync/store/roster_table.h"
#include "sync/wire/notice_codec.h"

namespace meetpoint::hub {

using store::signed_of;
using store::unsigned_of;

namespace {

struct Incoming {
  std::vector<const RosterRow*> rows;
  std::vector<RosterRow> gone;  // rows here that a snapshot does not have
  std::vector<const FactRecord*> facts;
};

bool is_notice(const RosterRow& row) { return row.type == wire::notice_row_type; }

// What of a reply is not here. Fails where its entries are not in order.
Result<Incoming> sort_out(store::Database& db, const EventId& event, const wire::FeedReply& reply,
                          bool whole) {
  Incoming incoming;
  store::RosterTable roster(db, event);
  store::FactTable facts(db, event);
  std::set<std::pair<std::string, std::string>> named;
  HubSeq last = reply.from;
  for (const wire::FeedEntry& entry : reply.entries) {
    if (entry.seq <= last || entry.seq > reply.to) {
      return fail(ErrorCode::protocol, "The entries of the central hub's feed are not in order.");
    }
    last = entry.seq;
    if (entry.row) {
      named.emplace(entry.row->type, entry.row->id);
      if (roster.find(entry.row->type, entry.row->id) != *entry.row) {
        incoming.rows.push_back(&*entry.row);
      }
    }
    if (entry.fact && facts.lacks(*entry.fact)) incoming.facts.push_back(&*entry.fact);
  }
  if (!whole) return incoming;
  store::Rows rows = db.query(
      "SELECT type, id, body FROM roster_row WHERE event_id = ? AND deleted = 0 AND type <> ?",
      event.value, wire::notice_row_type);
  while (rows.next()) {
    if (named.contains({rows.text(0), rows.text(1)})) continue;
    incoming.gone.push_back(
        {.type = rows.text(0), .id = rows.text(1), .deleted = true, .body = rows.text(2)});
  }
  return incoming;
}

// Rows that are put into the feed; notices are applied first. What a copy of the central hub has
// forgotten about people who were erased does not come back.
std::vector<const RosterRow*> admit(store::Database& db, const EventId& event,
                                    const std::vector<const RosterRow*>& rows) {
  const std::string key = hub_key_of(db, event).public_key;
  std::vector<const RosterRow*> admitted;
  for (const RosterRow* row : rows) {
    if (!is_notice(*row)) continue;
    auto notice = wire::read_notice(*row);
    if (!notice || !verify(wire::signed_bytes(event, *notice), notice->signature, key)) continue;
    if (const Status done = obey(db, event, *notice); !done)
      throw store::StoreFailure{done.error()};
  }
  const Erased erased = store::read_erased(db, event);
  for (const RosterRow* row : rows) {
    if (is_notice(*row)) {
      const auto notice = wire::read_notice(*row);
      if (!notice || !verify(wire::signed_bytes(event, *notice), notice->signature, key)) continue;
    } else if (!row->deleted && store::is_about(*row, event, erased)) {
      continue;
    }
    admitted.push_back(row);
  }
  return admitted;
}

wire::KnownStation known_station(const store::Rows& rows) {
  return {.id = {static_cast<std::uint32_t>(rows.integer(0))},
          .name = rows.text(1),
          .role = rows.text(2),
          .status = rows.text(3),
          .token_hash = rows.text(4),
          .public_key = rows.text(5)};
}

std::vector<wire::KnownStation> stations_here(store::Database& db, const EventId& event) {
  std::vector<wire::KnownStation> found;
  store::Rows rows = db.query(
      "SELECT station_id, name, role, status, token_hash, public_key FROM station "
      "WHERE event_id = ? ORDER BY station_id",
      event.value);
  while (rows.next()) found.push_back(known_station(rows));
  return found;
}

// Signed notices outlive a central hub that was put back from before them.
void keep_shut_out(store::Database& db, const EventId& event,
                   std::vector<wire::KnownStation>& stations) {
  const std::string key = hub_key_of(db, event).public_key;
  for (const RosterRow& row : store::kept_notices(db, event)) {
    const auto notice = wire::read_notice(row);
    if (!notice || notice->kind != notice_revoked) continue;
    if (!verify(wire::signed_bytes(event, *notice), notice->signature, key)) continue;
    for (wire::KnownStation& station : stations) {
      const bool meant =
          std::to_string(station.id.value) == notice->subject &&
          (station.public_key == notice->key || station.public_key.empty() || notice->key.empty());
      if (meant) station.status = status_revoked;
    }
  }
}

}  // namespace

Status begin_own_epoch(store::Database& db, const EventId& event) {
  db.run("UPDATE event_counter SET epoch = epoch + ? WHERE event_id = ?",
         1 + static_cast<std::int64_t>(randombytes_uniform(1U << 20)), event.value);
  // Stations compare anew, and say then what they have.
  db.run("DELETE FROM station_claim WHERE event_id = ?", event.value);
  return {};
}

Result<bool> SqlHubStore::apply_upstream(const wire::FeedReply& reply, bool whole, Instant now) {
  return write(EventId(), [&](store::Database& db) -> Result<bool> {
    EventId event;
    std::uint64_t epoch = 0;
    HubSeq cursor = 0;
    {
      store::Rows rows = db.query("SELECT event_id, epoch, cursor_seq FROM upstream");
      if (!rows.next()) return fail(ErrorCode::not_found, "This hub is no relay.");
      event = EventId(rows.text(0));
      epoch = unsigned_of(rows.integer(1));
      cursor = unsigned_of(rows.integer(2));
    }
    const bool follows = whole ? reply.from == 0 : reply.epoch == epoch && reply.from == cursor;
    if (!follows || reply.epoch == 0 || reply.to < reply.from || reply.to > reply.head) {
      return fail(ErrorCode::conflict,
                  "The central hub's feed does not go on where this relay is.");
    }
    const auto incoming = sort_out(db, event, reply, whole);
    if (!incoming) return fail(incoming);
    const auto rows = admit(db, event, incoming->rows);
    const std::size_t fresh = rows.size() + incoming->gone.size() + incoming->facts.size();
    const auto position = fresh > 0 ? advance_head(db, event, fresh) : position_of(db, event);
    if (!position) return fail(position);
    HubSeq next = position->head - fresh;
    store::RosterTable roster(db, event);
    roster.link_later();
    for (const RosterRow* row : rows) roster.put(*row, ++next);
    for (const RosterRow& row : incoming->gone) roster.put(row, ++next, row);
    roster.link_now();
    store::FactTable facts(db, event);
    for (const FactRecord* fact : incoming->facts) {
      // A central hub that was put back may give another under its id.
      if (whole) facts.take_out(fact->id);
      facts.insert(*fact, {.hub_seq = ++next, .received = now, .chain = {}, .set_aside = {}});
    }
    facts.fold_pending();
    if (epoch != 0 && reply.epoch != epoch) {
      if (const Status begun = begin_own_epoch(db, event); !begun) return fail(begun);
    }
    if (reply.epoch != epoch) db.run("UPDATE upstream SET seen_seq = 0, seen_mark = ''");
    db.run("UPDATE upstream SET epoch = ?, cursor_seq = ?, cursor_mark = ?", signed_of(reply.epoch),
           signed_of(reply.to), reply.mark);
    db.run("UPDATE upstream SET seen_seq = ?, seen_mark = ? WHERE seen_seq <= ?",
           signed_of(reply.to), reply.mark, signed_of(reply.to));
    return fresh > 0 || reply.epoch != epoch;
  });
}

Result<std::vector<wire::KnownStation>> SqlHubStore::known_stations(const EventId& event) {
  return read([&](store::Database& db) -> Result<std::vector<wire::KnownStation>> {
    if (auto known = position_of(db, event); !known) return fail(known);
    auto stations = stations_here(db, event);
    for (wire::KnownStation& station : stations) {
      std::string hex;
      for (const char byte : station.token_hash) {
        hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
      }
      station.token_hash = std::move(hex);
    }
    return stations;
  });
}

Result<bool> SqlHubStore::mirror_stations(const std::vector<wire::KnownStation>& came) {
  const auto joined = upstream();
  if (!joined) return fail(joined);
  if (!*joined) return fail(ErrorCode::not_found, "This hub is no relay.");
  const EventId& event = (*joined)->event;
  std::vector<wire::KnownStation> stations = came;
  for (wire::KnownStation& station : stations) {
    std::string bytes(station.token_hash.size() / 2, '\0');
    std::size_t size = 0;
    const bool hex = sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                                    station.token_hash.data(), station.token_hash.size(), nullptr,
                                    &size, nullptr) == 0;
    if (!hex || size != bytes.size() || (size != 0 && size != 32) || station.id.value == 0) {
      return fail(ErrorCode::protocol, "The central hub's list of stations can't be read.");
    }
    station.token_hash = std::move(bytes);
  }
  std::sort(stations.begin(), stations.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  const auto same = read([&](store::Database& db) -> Result<bool> {
    keep_shut_out(db, event, stations);
    return stations_here(db, event) == stations;
  });
  if (!same || *same) return same ? Result<bool>(false) : fail(same);
  return write(event, [&](store::Database& db) -> Result<bool> {
    keep_shut_out(db, event, stations);
    for (const wire::KnownStation& here : stations_here(db, event)) {
      const bool known = std::any_of(stations.begin(), stations.end(),
                                     [&](const auto& station) { return station.id == here.id; });
      if (known) continue;
      db.run("DELETE FROM station WHERE event_id = ? AND station_id = ?", event.value,
             here.id.value);
    }
    // Out of the way of each other's names, which are taken once among those that are not revoked.
    db.run("UPDATE station SET status = ? WHERE event_id = ?", status_revoked, event.value);
    for (const wire::KnownStation& station : stations) {
      db.run(
          "INSERT INTO station (event_id, station_id, name, role, status, token_hash, public_key, "
          "created_ms) VALUES (?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (event_id, station_id) "
          "DO UPDATE SET name = excluded.name, role = excluded.role, status = excluded.status, "
          "token_hash = excluded.token_hash, public_key = excluded.public_key",
          event.value, station.id.value, station.name, station.role, station.status,
          store::Blob{station.token_hash}, station.public_key);
    }
    return true;
  });
}

}  // namespace meetpoint::hub
