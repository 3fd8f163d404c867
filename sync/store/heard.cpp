#include "sync/store/heard.h"

#include <fmt/format.h>

#include <algorithm>

#include "sync/model/chain.h"
#include "sync/store/erasure.h"
#include "sync/store/journal.h"
#include "sync/wire/fact_codec.h"
#include "sync/wire/journal_proof.h"
#include "sync/wire/messages.h"

namespace meetpoint::store {

namespace {

// Of the facts of an own journal, those that others are told. What has no chain hash is of another
// copy of this disk: the hub has it.
constexpr std::string_view told = "chain IS NOT NULL AND rejected IS NULL";

// The newest fact of a station that is here, whoever told it.
wire::JournalPlace known_of(Database& db, const EventId& event, StationId station) {
  Rows rows = db.query(
      "SELECT incarnation, seq FROM fact WHERE event_id = ? AND station_id = ? "
      "ORDER BY incarnation DESC, seq DESC LIMIT 1",
      event.value, station.value);
  if (!rows.next()) return {};
  return {static_cast<std::uint32_t>(rows.integer(0)), unsigned_of(rows.integer(1))};
}

std::vector<FactId> heard_of(Database& db, StationId station) {
  std::vector<FactId> found;
  Rows rows =
      db.query("SELECT incarnation, seq FROM heard WHERE station_id = ? ORDER BY incarnation, seq",
               station.value);
  while (rows.next()) {
    found.push_back(
        {station, static_cast<std::uint32_t>(rows.integer(0)), unsigned_of(rows.integer(1))});
  }
  return found;
}

void forget(Database& db, FactTable& facts, const FactId& id) {
  db.run("DELETE FROM heard WHERE station_id = ? AND incarnation = ? AND seq = ?", id.station.value,
         id.incarnation, signed_of(id.seq));
  facts.take_out(id);
  purge_deleted(db);
}

bool is_among(const std::vector<wire::JournalPlace>& journals, const FactId& id) {
  return std::any_of(journals.begin(), journals.end(), [&](const wire::JournalPlace& journal) {
    return journal.incarnation == id.incarnation && id.seq <= journal.seq;
  });
}

std::string hash_of(const FactRecord& fact) {
  return chain_next(chain_start, wire::chained_bytes(fact));
}

// Of this station, as long as it is in its own journal and counts.
wire::FactAtPlace own_fact_at(Database& db, const Enrolment& who, const wire::JournalPlace& place) {
  wire::FactAtPlace at{.incarnation = place.incarnation, .seq = place.seq};
  Rows rows = db.query(fmt::format("SELECT {} FROM fact WHERE event_id = ? AND station_id = ? "
                                   "AND incarnation = ? AND seq = ? AND {}",
                                   fact_columns, told),
                       who.event.value, who.station.value, place.incarnation, signed_of(place.seq));
  if (!rows.next()) return at;
  const FactRecord fact = read_fact_row(rows);
  if (shared_with_stations(fact.kind)) at.hash = hash_of(fact);
  return at;
}

// Whether what was heard of it last is not, or no longer, what it recorded there.
bool is_another(Database& db, const EventId& event, StationId from, const wire::FactAtPlace& at) {
  if (at.seq == 0 || known_of(db, event, from) != wire::JournalPlace{at.incarnation, at.seq}) {
    return false;
  }
  Rows rows =
      db.query(fmt::format("SELECT {} FROM heard JOIN fact USING (station_id, incarnation, seq) "
                           "WHERE event_id = ? AND station_id = ? AND incarnation = ? AND seq = ?",
                           fact_columns),
               event.value, from.value, at.incarnation, signed_of(at.seq));
  return rows.next() && hash_of(read_fact_row(rows)) != at.hash;
}

Status check(StationId from, const wire::PeerWord& word) {
  if (word.facts.size() > wire::max_facts_per_push) {
    return fail(ErrorCode::too_large, "A kiosk told more facts at once than is agreed.");
  }
  FactId last{.station = from};
  for (const FactRecord& fact : word.facts) {
    if (fact.id.station != from || !is_among(word.journals, fact.id) || fact.id <= last) {
      return fail(ErrorCode::protocol, "A kiosk told facts that are not of its own journals.");
    }
    if (fact.body.size() > wire::max_fact_body_bytes) {
      return fail(ErrorCode::too_large, "A kiosk told a fact that is too large.");
    }
    last = fact.id;
  }
  return {};
}

}  // namespace

std::vector<wire::Peer> read_peers(Database& db) {
  std::vector<wire::Peer> peers;
  Rows rows = db.query("SELECT station_id, public_key FROM peer ORDER BY station_id");
  while (rows.next()) {
    peers.push_back({{static_cast<std::uint32_t>(rows.integer(0))}, rows.text(1)});
  }
  return peers;
}

void write_peers(Database& db, const EventId& event, StationId self,
                 const std::vector<wire::Peer>& peers) {
  db.run("DELETE FROM peer");
  for (const wire::Peer& peer : peers) {
    if (peer.id == self || !is_public_key(peer.public_key)) continue;
    db.run("INSERT INTO peer VALUES (?, ?) ON CONFLICT DO NOTHING", peer.id.value, peer.public_key);
  }
  std::vector<StationId> gone;
  {
    Rows rows = db.query(
        "SELECT DISTINCT station_id FROM heard "
        "WHERE station_id NOT IN (SELECT station_id FROM peer)");
    while (rows.next()) gone.push_back({static_cast<std::uint32_t>(rows.integer(0))});
  }
  FactTable facts(db, event);
  for (const StationId station : gone) {
    for (const FactId& id : heard_of(db, station)) forget(db, facts, id);
  }
  facts.fold_pending();
}

wire::PeerWord own_word(Database& db, const Enrolment& who, StationId to,
                        const std::optional<wire::JournalPlace>& after) {
  wire::PeerWord word{.event = who.event, .have = known_of(db, who.event, to)};
  for (const JournalPosition::Past& past : read_past(db, false)) {
    word.journals.push_back({past.incarnation, past.last_seq});
  }
  {
    Rows rows = db.query("SELECT incarnation, last_seq FROM station");
    if (rows.next() && rows.integer(1) > 0) {
      word.journals.push_back(
          {static_cast<std::uint32_t>(rows.integer(0)), unsigned_of(rows.integer(1))});
    }
  }
  if (!after) return word;
  word.since = own_fact_at(db, who, *after);
  std::size_t bytes = 0;
  Rows rows =
      db.scan(fmt::format("SELECT {} FROM fact WHERE event_id = ? AND station_id = ? "
                          "AND (incarnation, seq) > (?, ?) AND {} ORDER BY incarnation, seq",
                          fact_columns, told),
              who.event.value, who.station.value, after->incarnation, signed_of(after->seq));
  while (rows.next()) {
    FactRecord record = read_fact_row(rows);
    if (!shared_with_stations(record.kind)) continue;
    bytes += record.body.size() + 64;
    if (word.facts.size() == wire::max_facts_per_push || bytes > wire::max_push_bytes) {
      word.more = true;
      break;
    }
    word.facts.push_back(std::move(record));
  }
  return word;
}

Result<bool> hear(Database& db, const EventId& event, StationId from, const wire::PeerWord& word,
                  Instant now) {
  if (const Status fits = check(from, word); !fits) return fail(fits);
  FactTable facts(db, event);
  bool changed = false;
  // A journal that forked, or a disk that was put back: what is in none of its journals any more.
  // Where something else has its number, nobody knows since when, and all is to be told anew.
  const bool anew = is_another(db, event, from, word.since);
  for (const FactId& id : heard_of(db, from)) {
    if (!anew && is_among(word.journals, id)) continue;
    forget(db, facts, id);
    changed = true;
  }
  const Erased erased = read_erased(db, event);
  Hlc clock;
  {
    Rows rows = db.query("SELECT hlc FROM station");
    if (rows.next()) clock = {unsigned_of(rows.integer(0))};
  }
  for (const FactRecord& fact : word.facts) {
    if (anew || !shared_with_stations(fact.kind) || is_about(fact, event, erased)) continue;
    if (!facts.insert(fact, {}).inserted) continue;
    db.run("INSERT INTO heard VALUES (?, ?, ?)", from.value, fact.id.incarnation,
           signed_of(fact.id.seq));
    clock = merge(clock, fact.hlc, now);
    changed = true;
  }
  if (!changed) return false;
  forget_erased(db, event, facts);
  facts.fold_pending();
  db.run("UPDATE station SET hlc = ?", signed_of(clock.packed));
  return true;
}

bool has_heard(Database& db) {
  Rows rows = db.query("SELECT 1 FROM heard LIMIT 1");
  return rows.next();
}

void keep_as_heard(Database& db, const EventId& event) {
  {
    Rows rows = db.query("SELECT 1 FROM station WHERE read_anew = 1");
    if (!rows.next()) return;
  }
  db.run(
      "INSERT INTO heard SELECT station_id, incarnation, seq FROM fact WHERE event_id = ? "
      "AND hub_seq IS NULL AND chain IS NULL AND kind <> ? ON CONFLICT DO NOTHING",
      event.value, wire::erased_kind);
  db.run("UPDATE station SET read_anew = 0");
}

void forget_erased(Database& db, const EventId& event, FactTable& facts) {
  std::vector<FactId> gone;
  {
    Rows rows = db.query(
        "SELECT h.station_id, h.incarnation, h.seq FROM heard h JOIN fact f ON f.event_id = ? "
        "AND f.station_id = h.station_id AND f.incarnation = h.incarnation AND f.seq = h.seq "
        "WHERE f.kind = ?",
        event.value, wire::erased_kind);
    while (rows.next()) {
      gone.push_back({{static_cast<std::uint32_t>(rows.integer(0))},
                      static_cast<std::uint32_t>(rows.integer(1)),
                      unsigned_of(rows.integer(2))});
    }
  }
  for (const FactId& id : gone) forget(db, facts, id);
}

void give_way(Database& db, FactTable& facts, const FactId& id) {
  std::vector<FactId> replaced;
  {
    Rows rows = db.query(
        "SELECT incarnation, seq FROM heard WHERE station_id = ? "
        "AND (incarnation, seq) <= (?, ?)",
        id.station.value, id.incarnation, signed_of(id.seq));
    while (rows.next()) {
      replaced.push_back(
          {id.station, static_cast<std::uint32_t>(rows.integer(0)), unsigned_of(rows.integer(1))});
    }
  }
  for (const FactId& one : replaced) forget(db, facts, one);
}

}  // namespace meetpoint::store
