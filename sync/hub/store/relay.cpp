// A relay's own record: its upstream, what the central hub has of the journals here, and the
// batches as they were signed.
#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "sync/hub/store/journals.h"
#include "sync/hub/store/relay_journals.h"
#include "sync/hub/store/transaction.h"
#include "sync/model/chain.h"
#include "sync/store/erasure.h"
#include "sync/store/fact_table.h"
#include "sync/store/notices.h"
#include "sync/wire/journal_proof.h"

namespace meetpoint::hub {

using store::signed_of;
using store::unsigned_of;

namespace {

tl::unexpected<Error> no_relay() {
  return fail(ErrorCode::not_found, "This hub is no relay: meetpoint-hub join URL CODE");
}

}  // namespace

std::optional<Upstream> read_upstream(store::Database& db) {
  store::Rows rows = db.query(
      "SELECT u.event_id, u.url, u.station_id, u.station_name, u.token, k.public_key "
      "FROM upstream u JOIN hub_key k ON k.event_id = u.event_id");
  if (!rows.next()) return std::nullopt;
  return Upstream{.event = EventId(rows.text(0)),
                  .url = rows.text(1),
                  .station = {static_cast<std::uint32_t>(rows.integer(2))},
                  .station_name = rows.text(3),
                  .token = rows.text(4),
                  .hub_key = rows.text(5)};
}

void put_journal(store::Database& db, const EventId& event, const JournalBehind& at,
                 std::uint64_t epoch, bool parted, const std::string& fork) {
  db.run(
      "INSERT INTO upstream_journal VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT "
      "(event_id, station_id, incarnation) DO UPDATE SET "
      "epoch = excluded.epoch, acked_seq = excluded.acked_seq, parted = excluded.parted, "
      "fork = excluded.fork",
      event.value, at.station.value, at.incarnation, signed_of(epoch), signed_of(at.acked_seq),
      parted ? 1 : 0, store::Blob{fork});
}

bool is_relay(store::Database& db, const EventId& event) {
  store::Rows rows = db.query("SELECT 1 FROM upstream WHERE event_id = ?", event.value);
  return rows.next();
}

void keep_batch(store::Database& db, const EventId& event, const FactId& last,
                const std::string& signature) {
  if (!is_relay(db, event)) return;
  db.run("INSERT INTO signed_batch VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", event.value,
         last.station.value, last.incarnation, signed_of(last.seq), signature);
}

Result<std::optional<Upstream>> SqlHubStore::upstream() {
  return read(
      [](store::Database& db) -> Result<std::optional<Upstream>> { return read_upstream(db); });
}

Status SqlHubStore::join(const Upstream& to) {
  return write(EventId(), [&](store::Database& db) -> Status {
    const auto before = read_upstream(db);
    if (before && (before->event != to.event || before->hub_key != to.hub_key)) {
      return fail(ErrorCode::conflict,
                  fmt::format("This folder is the relay of event '{}' at {}. Name another folder "
                              "with --data.",
                              before->event.value, before->url));
    }
    if (!before) {
      store::Rows rows = db.query("SELECT 1 FROM event_counter");
      if (rows.next()) {
        return fail(ErrorCode::conflict,
                    "This folder is that of a hub with events of its own. Name another folder "
                    "with --data.");
      }
      db.run("INSERT INTO event_counter VALUES (?, ?, 0)", to.event.value,
             1 + static_cast<std::int64_t>(randombytes_uniform(1U << 30)));
      // Without the secret half: a relay signs nothing.
      db.run("INSERT INTO hub_key VALUES (?, ?, '')", to.event.value, to.hub_key);
    }
    db.run(
        "INSERT INTO upstream (event_id, url, station_id, station_name, token) "
        "VALUES (?, ?, ?, ?, ?) ON CONFLICT (event_id) DO UPDATE SET url = excluded.url, "
        "station_id = excluded.station_id, station_name = excluded.station_name, "
        "token = excluded.token",
        to.event.value, to.url, to.station.value, to.station_name, to.token);
    return {};
  });
}

Status SqlHubStore::move_upstream(const std::string& url) {
  return write(EventId(), [&](store::Database& db) -> Status {
    db.run("UPDATE upstream SET url = ?", url);
    return db.changes() == 1 ? Status{} : no_relay();
  });
}

Result<RelayView> SqlHubStore::relay_view() {
  return read([](store::Database& db) -> Result<RelayView> {
    RelayView view;
    {
      store::Rows rows = db.query(
          "SELECT c.epoch, u.epoch, u.cursor_seq, u.cursor_mark, u.seen_seq, u.seen_mark, "
          "u.told_epoch FROM upstream u JOIN event_counter c ON c.event_id = u.event_id");
      if (!rows.next()) return no_relay();
      view.position = {.own_epoch = unsigned_of(rows.integer(0)),
                       .epoch = unsigned_of(rows.integer(1)),
                       .cursor = unsigned_of(rows.integer(2)),
                       .cursor_mark = rows.text(3),
                       .seen_seq = unsigned_of(rows.integer(4)),
                       .seen_mark = rows.text(5),
                       .told_epoch = unsigned_of(rows.integer(6))};
    }
    {
      store::Rows rows = db.query(
          "SELECT station_id FROM station_claim "
          "WHERE event_id = (SELECT event_id FROM upstream) AND told_epoch <> ? "
          "ORDER BY station_id",
          signed_of(view.position.epoch));
      while (rows.next()) view.to_tell.push_back({static_cast<std::uint32_t>(rows.integer(0))});
    }
    // An acknowledgement of another epoch says nothing: that hub may have lost it.
    store::Rows rows = db.query(
        "SELECT j.station_id, j.incarnation, j.signed_seq, coalesce(u.acked_seq, 0), "
        "coalesce(u.epoch, 0) FROM journal j LEFT JOIN upstream_journal u "
        "ON u.event_id = j.event_id AND u.station_id = j.station_id "
        "AND u.incarnation = j.incarnation "
        "WHERE j.event_id = (SELECT event_id FROM upstream) AND j.signed_seq > 0 "
        "AND coalesce(u.parted, 0) = 0 "
        "AND (coalesce(u.epoch, 0) <> ? OR u.acked_seq < j.signed_seq) "
        "ORDER BY j.station_id, j.incarnation",
        signed_of(view.position.epoch));
    while (rows.next()) {
      JournalBehind journal{.station = {static_cast<std::uint32_t>(rows.integer(0))},
                            .incarnation = static_cast<std::uint32_t>(rows.integer(1)),
                            .last_seq = unsigned_of(rows.integer(2))};
      journal.known = unsigned_of(rows.integer(4)) == view.position.epoch && rows.integer(4) != 0;
      if (journal.known) journal.acked_seq = unsigned_of(rows.integer(3));
      view.behind.push_back(journal);
    }
    return view;
  });
}

Result<RelayBacklog> SqlHubStore::relay_backlog() {
  auto view = relay_view();
  if (!view) return fail(view);
  RelayBacklog backlog;
  for (const JournalBehind& journal : view->behind) {
    backlog.facts += journal.last_seq - std::min(journal.acked_seq, journal.last_seq);
  }
  return read([&](store::Database& db) -> Result<RelayBacklog> {
    store::Rows rows = db.query("SELECT count(*) FROM upstream_journal WHERE parted = 1");
    if (rows.next()) backlog.parted = unsigned_of(rows.integer(0));
    return backlog;
  });
}

Result<std::uint64_t> SqlHubStore::kept_for_upstream(const EventId& event, StationId station) {
  return read([&](store::Database& db) -> Result<std::uint64_t> {
    store::Rows rows = db.query(
        "SELECT coalesce(sum(CASE WHEN u.epoch = p.epoch THEN "
        "CASE WHEN u.acked_seq < j.acked_seq THEN j.acked_seq - u.acked_seq ELSE 0 END "
        "ELSE j.acked_seq END), 0) FROM journal j "
        "JOIN upstream p ON p.event_id = j.event_id LEFT JOIN upstream_journal u "
        "ON u.event_id = j.event_id AND u.station_id = j.station_id "
        "AND u.incarnation = j.incarnation WHERE j.event_id = ? AND j.station_id = ?",
        event.value, station.value);
    return rows.next() ? unsigned_of(rows.integer(0)) : 0;
  });
}

Result<std::uint32_t> SqlHubStore::next_incarnation_here(const EventId& event, StationId station) {
  return read([&](store::Database& db) -> Result<std::uint32_t> {
    return next_incarnation(db, event, station);
  });
}

Result<wire::PushRequest> SqlHubStore::signed_push(StationId station, std::uint32_t incarnation,
                                                   std::uint64_t after, std::size_t max_facts,
                                                   std::size_t max_bytes) {
  return read([&](store::Database& db) -> Result<wire::PushRequest> {
    const auto to = read_upstream(db);
    if (!to) return no_relay();
    const auto corrupt = [&] {
      return fail(ErrorCode::corrupt, fmt::format("The relay lacks facts of station {} that it "
                                                  "took. Keep the file and ask for help.",
                                                  station.value));
    };
    wire::PushRequest push{.incarnation = incarnation, .first = after + 1};
    push.previous_hash = chain_at(db, to->event, {station, incarnation, after},
                                  held_journal(db, to->event, station, incarnation));
    if (push.previous_hash.empty()) return corrupt();
    if (max_facts == 0) return push;  // a question

    std::map<std::uint64_t, std::string> ends;
    {
      store::Rows rows = db.query(
          "SELECT last_seq, signature FROM signed_batch WHERE event_id = ? AND station_id = ? "
          "AND incarnation = ? AND last_seq > ? ORDER BY last_seq LIMIT ?",
          to->event.value, station.value, incarnation, signed_of(after), max_facts);
      while (rows.next()) ends.emplace(unsigned_of(rows.integer(0)), rows.text(1));
    }
    if (ends.empty()) return corrupt();
    const auto up_to = std::max(ends.begin()->first, after + max_facts);
    std::size_t whole = 0;  // facts up to the last end of a batch
    std::size_t bytes = 0;
    store::Rows rows = db.query(
        "SELECT station_id, incarnation, seq, kind, version, hlc, wall_ms, monotonic_ms, body, "
        "chain FROM fact WHERE event_id = ? AND station_id = ? AND incarnation = ? AND seq > ? "
        "AND seq <= ? AND chain IS NOT NULL ORDER BY seq",
        to->event.value, station.value, incarnation, signed_of(after), signed_of(up_to));
    while (rows.next()) {
      FactRecord record = store::read_fact_row(rows);
      // A signature over a batch with links is over that batch alone.
      const bool erased = record.kind == wire::erased_kind;
      if (whole > 0 && (erased || !push.links.empty())) break;
      if (record.id.seq != after + push.facts.size() + 1) return corrupt();
      bytes += record.body.size() + 64;  // the header's share
      if (whole > 0 && bytes > max_bytes) break;
      if (erased) push.links.push_back({record.id.seq, rows.text(9)});
      push.facts.push_back(std::move(record));
      const auto end = ends.find(after + push.facts.size());
      if (end == ends.end()) continue;
      whole = push.facts.size();
      push.signature = end->second;
    }
    if (whole == 0) return corrupt();
    push.facts.resize(whole);
    std::erase_if(push.links,
                  [&](const wire::ChainLink& link) { return link.seq > after + whole; });
    return push;
  });
}

Status SqlHubStore::forwarded(StationId station, std::uint32_t incarnation,
                              const wire::PushReply& reply, bool asked) {
  return write(EventId(), [&](store::Database& db) -> Status {
    const auto to = read_upstream(db);
    if (!to) return no_relay();
    const HeldJournal held = held_journal(db, to->event, station, incarnation);
    std::uint64_t acked = std::min(reply.acked_seq, held.acked_seq);
    if (asked && acked == held.acked_seq && acked > 0) --acked;
    put_journal(db, to->event, {.station = station, .incarnation = incarnation, .acked_seq = acked},
                reply.epoch, false, {});
    store::wipe_acknowledged(db, to->event);
    // A central hub that is put back from before this has to find out by what we were told.
    db.run(
        "UPDATE upstream SET seen_seq = ?, seen_mark = ? "
        "WHERE epoch = ? AND seen_seq <= ? AND ? <> ''",
        signed_of(reply.head), reply.mark, signed_of(reply.epoch), signed_of(reply.head),
        reply.mark);
    return {};
  });
}

Status SqlHubStore::claim(const EventId& event, StationId station,
                          const wire::VectorRequest& claimed) {
  return write(EventId(), [&](store::Database& db) -> Status {
    db.run(
        "INSERT INTO station_claim VALUES (?, ?, ?, 0) "
        "ON CONFLICT (event_id, station_id) DO UPDATE SET "
        "journals = excluded.journals, told_epoch = 0",
        event.value, station.value,
        store::Blob{wire::to_cbor(wire::VectorRequest{.journals = claimed.journals})});
    return {};
  });
}

Result<wire::VectorRequest> SqlHubStore::claim_of(StationId station) {
  return read([&](store::Database& db) -> Result<wire::VectorRequest> {
    const auto to = read_upstream(db);
    if (!to) return no_relay();
    if (station.value == 0) {
      return wire::VectorRequest{.notices = store::kept_notices(db, to->event)};
    }
    store::Rows rows =
        db.query("SELECT journals FROM station_claim WHERE event_id = ? AND station_id = ?",
                 to->event.value, station.value);
    if (!rows.next()) return wire::VectorRequest{};
    return wire::read_cbor<wire::VectorRequest>(rows.text(0));
  });
}

Status SqlHubStore::told(StationId station, std::uint64_t epoch) {
  return write(EventId(), [&](store::Database& db) -> Status {
    if (station.value == 0) {
      db.run("UPDATE upstream SET told_epoch = ?", signed_of(epoch));
    } else {
      db.run("UPDATE station_claim SET told_epoch = ? WHERE station_id = ?", signed_of(epoch),
             station.value);
    }
    return {};
  });
}

}  // namespace meetpoint::hub
