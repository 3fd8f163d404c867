#include "sync/hub/store/journals.h"

#include "sync/hub/store/relay_journals.h"
#include "sync/hub/store/transaction.h"

namespace meetpoint::hub {

namespace {

// More than any journal has: not to be reached before the station has compared again.
constexpr std::uint64_t never = std::uint64_t{1} << 53;

}  // namespace

HeldJournal held_journal(store::Database& db, const EventId& event, StationId station,
                         std::uint32_t incarnation) {
  store::Rows rows = db.query(
      "SELECT acked_seq, acked_hash FROM journal "
      "WHERE event_id = ? AND station_id = ? AND incarnation = ?",
      event.value, station.value, incarnation);
  if (!rows.next()) return {};
  return {static_cast<std::uint64_t>(rows.integer(0)), rows.text(1)};
}

std::string chain_at(store::Database& db, const EventId& event, const FactId& id,
                     const HeldJournal& journal) {
  if (id.seq == 0) return std::string(chain_start);
  if (id.seq == journal.acked_seq) return journal.acked_hash;
  store::Rows rows = db.query(
      "SELECT chain FROM fact "
      "WHERE event_id = ? AND station_id = ? AND incarnation = ? AND seq = ?",
      event.value, id.station.value, id.incarnation, id.seq);
  return rows.next() ? rows.text(0) : std::string();
}

std::uint32_t next_incarnation(store::Database& db, const EventId& event, StationId station) {
  store::Rows rows = db.query(
      "SELECT coalesce(max(incarnation), 0) + 1 FROM journal WHERE event_id = ? AND station_id = ?",
      event.value, station.value);
  rows.next();
  return static_cast<std::uint32_t>(rows.integer(0));
}

Result<std::string> key_of_active(store::Database& db, const EventId& event, StationId station,
                                  bool even_revoked) {
  store::Rows rows =
      db.query("SELECT status, public_key FROM station WHERE event_id = ? AND station_id = ?",
               event.value, station.value);
  if (!rows.next()) return fail(ErrorCode::unauthorised, "This hub does not know the station.");
  if (rows.text(0) != status_active && !(even_revoked && rows.text(0) == status_revoked)) {
    return fail(ErrorCode::revoked, "The organiser revoked this station.");
  }
  return rows.text(1);
}

std::string signer_of(store::Database& db, const EventId& event, StationId station,
                      std::uint32_t incarnation) {
  store::Rows rows = db.query(
      "SELECT signed_by FROM journal WHERE event_id = ? AND station_id = ? AND incarnation = ?",
      event.value, station.value, incarnation);
  return rows.next() ? rows.text(0) : std::string();
}

void keep_journal(store::Database& db, const EventId& event, const FactId& last,
                  const HeldJournal& journal) {
  db.run(
      "INSERT INTO journal (event_id, station_id, incarnation, acked_seq, acked_hash) "
      "VALUES (?, ?, ?, ?, ?) ON CONFLICT (event_id, station_id, incarnation) DO UPDATE SET "
      "acked_seq = excluded.acked_seq, acked_hash = excluded.acked_hash",
      event.value, last.station.value, last.incarnation, journal.acked_seq, journal.acked_hash);
}

void keep_signature(store::Database& db, const EventId& event, const FactId& last,
                    const std::string& signature, const std::string& public_key) {
  db.run(
      "UPDATE journal SET signature = ?, signed_seq = ?, signed_by = ? "
      "WHERE event_id = ? AND station_id = ? AND incarnation = ? AND signed_seq <= ?",
      signature, last.seq, public_key, event.value, last.station.value, last.incarnation, last.seq);
}

void note_if_refilled(store::Database& db, const EventId& event, StationId station,
                      std::uint64_t epoch) {
  db.run(
      "UPDATE station SET refilled_epoch = vector_epoch "
      "WHERE event_id = ? AND station_id = ? AND vector_epoch = ? AND refilled_epoch <> ? "
      "AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.event_id = station.event_id "
      "AND j.station_id = station.station_id AND j.wanted_seq > j.acked_seq)",
      event.value, station.value, epoch, epoch);
}

Result<wire::VectorReply> SqlHubStore::vector(const EventId& event, StationId station,
                                              const wire::VectorRequest& request, Instant now) {
  for (const wire::JournalHead& head : request.journals) {
    if (head.incarnation == 0 || head.incarnation > 1'000'000'000 || head.last_seq == 0 ||
        head.last_seq >= never) {
      return fail(ErrorCode::protocol, "journals: incarnation and last_seq begin at 1");
    }
  }
  return write(event, [&](store::Database& db) -> Result<wire::VectorReply> {
    if (const auto active = key_of_active(db, event, station); !active) return fail(active);
    const auto position = position_of(db, event);
    if (!position) return fail(position);
    wire::VectorReply reply{.epoch = position->epoch, .now = now, .complete = true};
    db.run("UPDATE journal SET wanted_seq = 0 WHERE event_id = ? AND station_id = ?", event.value,
           station.value);
    for (const wire::JournalHead& head : request.journals) {
      HeldJournal held = held_journal(db, event, station, head.incarnation);
      if (const auto parted = parted_at(db, event, station, head.incarnation)) {
        const FactId agreed{station, head.incarnation, parted->agreed_seq};
        held = {agreed.seq, chain_at(db, event, agreed, held)};
      }
      const std::uint64_t seq = std::min(held.acked_seq, head.last_seq);
      std::string hash = chain_at(db, event, {station, head.incarnation, seq}, held);
      const bool all = seq == head.last_seq;
      const bool parted = all && hash != head.chain;
      db.run(
          "INSERT INTO journal (event_id, station_id, incarnation, acked_seq, acked_hash, "
          "wanted_seq) VALUES (?, ?, ?, ?, ?, ?) "
          "ON CONFLICT (event_id, station_id, incarnation) DO UPDATE SET "
          "wanted_seq = excluded.wanted_seq",
          event.value, station.value, head.incarnation, held.acked_seq, held.acked_hash,
          parted ? never : head.last_seq);
      if (!all || parted) reply.complete = false;
      reply.journals.push_back({head.incarnation, seq, std::move(hash)});
    }
    db.run(
        "UPDATE station SET vector_epoch = ?, refilled_epoch = ? "
        "WHERE event_id = ? AND station_id = ?",
        position->epoch, reply.complete ? position->epoch : 0, event.value, station.value);
    return reply;
  });
}

}  // namespace meetpoint::hub
