#include "sync/store/fact_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sync/model/chain.h"
#include "sync/store/behind.h"
#include "sync/store/erasure.h"
#include "sync/store/seats.h"
#include "sync/wire/fact_codec.h"
#include "sync/wire/journal_proof.h"

namespace meetpoint::store {

FactRecord read_fact_row(const Rows& rows, int first) {
  FactRecord record;
  record.id = {.station = {static_cast<std::uint32_t>(rows.integer(first))},
               .incarnation = static_cast<std::uint32_t>(rows.integer(first + 1)),
               .seq = static_cast<std::uint64_t>(rows.integer(first + 2))};
  record.kind = rows.text(first + 3);
  record.version = static_cast<std::uint32_t>(rows.integer(first + 4));
  record.hlc = {static_cast<std::uint64_t>(rows.integer(first + 5))};
  record.wall = from_ms(rows.integer(first + 6));
  record.monotonic_ms = rows.integer(first + 7);
  record.body = rows.text(first + 8);
  return record;
}

namespace {

// A seat that was spent stays counted.
Fact nameless(const FactRecord& record) {
  Fact fact = wire::read_fact(record);
  if (auto* entered = std::get_if<ZoneEntered>(&fact.body)) entered->attendee = {};
  if (auto* left = std::get_if<ZoneLeft>(&fact.body)) left->attendee = {};
  return fact;
}

constexpr std::string_view select_facts =
    "SELECT f.station_id, f.incarnation, f.seq, f.kind, f.version, f.hlc, f.wall_ms, "
    "f.monotonic_ms, f.body, EXISTS (SELECT 1 FROM undone u WHERE u.event_id = f.event_id "
    "AND u.station_id = f.station_id AND u.incarnation = f.incarnation AND u.seq = f.seq), "
    "f.fold_key";
constexpr int undone_column = 9;
constexpr int key_column = 10;
constexpr int given_column = 9;  // after fact_columns

// Rows of select_facts, of one key.
class FactsOfKey {
 public:
  void add(const Rows& row) {
    Fact fact = wire::read_fact(read_fact_row(row));
    if (row.text(key_column).empty() && !late_.insert(fact.id).second) return;
    if (row.integer(undone_column) != 0) undone_.insert(fact.id);
    facts_.push_back(std::move(fact));
  }
  FoldedState state(const std::string& key) const { return fold(key, facts_, undone_); }

 private:
  std::vector<Fact> facts_;
  std::set<FactId> undone_;
  std::set<FactId> late_;  // which may be found more than once
};

}  // namespace

FactTable::Inserted FactTable::insert(const FactRecord& came, const FactPosition& position) {
  if (!erased_) erased_ = read_erased(db_, event_);
  const bool gone = !erased_->empty() && is_about(came, event_, *erased_);
  // What a relay still has to forward waits, as a station's own facts do.
  const bool wipe = gone && position.hub_seq && (position.chain.empty() || !is_relay(db_));
  if (gone) {
    if (auto code = learn_code(db_, event_, came, *erased_)) learned_.push_back(std::move(*code));
  }
  if (gone && !wipe) wipe_later(db_);
  const FactRecord& record = wipe ? wiped(came) : came;
  const FactId& id = record.id;
  std::string problem;
  const Fact fact = wire::read_fact(record, &problem);
  Inserted result;
  result.rejected = !position.set_aside.empty() ? position.set_aside
                    : problem.empty()           ? why_rejected(fact)
                                                : problem;
  const std::string key = result.rejected.empty() ? fold_key(fact.body) : std::string();
  const std::string_view none;

  const auto bind_optional = [](auto value) {
    return value ? static_cast<std::int64_t>(*value) : std::int64_t{-1};
  };
  const std::int64_t hub_seq = bind_optional(position.hub_seq);
  const std::int64_t received = position.received ? to_ms(*position.received) : -1;
  static const std::string insert_row =
      "INSERT INTO fact (event_id, station_id, incarnation, seq, hub_seq, kind, version, hlc, "
      "wall_ms, monotonic_ms, received_ms, body, fold_key, late_key, rejected, chain) "
      "VALUES (?, ?, ?, ?, nullif(?, -1), ?, ?, ?, ?, ?, nullif(?, -1), ?, ?, ?, nullif(?, ''), "
      "nullif(?, ''))";
  static const std::string insert_if_new = insert_row + " ON CONFLICT DO NOTHING";
  db_.gather(db_.is_shared() ? insert_row : insert_if_new, event_.value, id.station.value,
             id.incarnation, static_cast<std::int64_t>(id.seq), hub_seq, record.kind,
             record.version, static_cast<std::int64_t>(record.hlc.packed), to_ms(record.wall),
             record.monotonic_ms, received, Blob{record.body}, position.late ? none : key,
             position.late ? key : none, result.rejected, position.chain);
  result.inserted = db_.is_shared() || db_.changes() == 1;
  if (!result.inserted) {
    if (position.hub_seq && position.chain.empty() && make_way(record, *position.hub_seq)) {
      return insert(came, position);
    }
    db_.run(
        "UPDATE fact SET hub_seq = coalesce(nullif(?, -1), hub_seq), "
        "received_ms = coalesce(nullif(?, -1), received_ms) "
        "WHERE event_id = ? AND station_id = ? AND incarnation = ? AND seq = ?",
        hub_seq, received, event_.value, id.station.value, id.incarnation,
        static_cast<std::int64_t>(id.seq));
    return result;
  }
  if (position.late) {
    note_late(id);
  } else if (!key.empty()) {
    pending_.insert(key);
  }
  if (result.rejected.empty()) note_zones(wipe ? nameless(came) : fact);
  if (const auto* undo = std::get_if<Undo>(&fact.body); undo && result.rejected.empty()) {
    for (const FactId& target : undo->facts) {
      db_.run("INSERT INTO undone VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
              event_.value, target.station.value, target.incarnation,
              static_cast<std::int64_t>(target.seq), id.station.value, id.incarnation,
              static_cast<std::int64_t>(id.seq));
      Rows rows = db_.query(
          "SELECT fold_key || late_key FROM fact "
          "WHERE event_id = ? AND station_id = ? AND incarnation = ? AND seq = ?",
          event_.value, target.station.value, target.incarnation,
          static_cast<std::int64_t>(target.seq));
      if (rows.next() && !rows.text(0).empty()) pending_.insert(rows.text(0));
    }
  }
  return result;
}

// One of a journal of this disk is not given up: the hub takes that station for forked, and its
// fact gets another number.
bool FactTable::lacks(const FactRecord& record) {
  Rows rows = db_.query(
      fmt::format("SELECT {}, chain IS NULL FROM fact WHERE event_id = ? AND station_id = ? "
                  "AND incarnation = ? AND seq = ?",
                  fact_columns),
      event_.value, record.id.station.value, record.id.incarnation, signed_of(record.id.seq));
  if (!rows.next()) return true;
  const FactRecord here = read_fact_row(rows);
  const bool given = rows.integer(given_column) != 0;
  const bool gone = here.kind == wire::erased_kind || record.kind == wire::erased_kind;
  const bool same = gone ? here.hlc == record.hlc && here.wall == record.wall : here == record;
  return given && !same;
}

// A hub that was put back gives both anew: numbers that others here had from it, and ids. Whether
// there was something to move.
bool FactTable::make_way(const FactRecord& record, HubSeq number) {
  const FactId& id = record.id;
  db_.run(
      "UPDATE fact SET hub_seq = NULL WHERE event_id = ? AND hub_seq = ? "
      "AND NOT (station_id = ? AND incarnation = ? AND seq = ?)",
      event_.value, signed_of(number), id.station.value, id.incarnation, signed_of(id.seq));
  const bool freed = db_.changes() > 0;
  if (!lacks(record)) return freed;
  take_out(id);
  return true;
}

// Entries may be gathered; what ends them looks for them.
void FactTable::note_zones(Fact fact) {
  note_zone_entry(db_, event_, fact);
  if (!db_.is_shared()) return note_zone_exits(db_, event_, fact);
  const bool ends =
      std::holds_alternative<ZoneEntered>(fact.body) || std::holds_alternative<ZoneLeft>(fact.body);
  if (ends) ending_.push_back(std::move(fact));
}

void FactTable::take_out(const FactId& id) {
  const auto seq = signed_of(id.seq);
  std::string key;
  {
    Rows rows = db_.query(
        "SELECT fold_key || late_key FROM fact WHERE event_id = ? AND station_id = ? "
        "AND incarnation = ? AND seq = ?",
        event_.value, id.station.value, id.incarnation, seq);
    if (!rows.next()) return;
    key = rows.text(0);
  }
  if (!key.empty()) pending_.insert(key);
  forget_late_fact(db_, event_, key, id);
  {
    Rows rows = db_.query(
        "SELECT f.fold_key || f.late_key FROM undone u JOIN fact f ON f.event_id = u.event_id "
        "AND f.station_id = u.station_id AND f.incarnation = u.incarnation AND f.seq = u.seq "
        "WHERE u.event_id = ? AND u.by_station_id = ? AND u.by_incarnation = ? AND u.by_seq = ?",
        event_.value, id.station.value, id.incarnation, seq);
    while (rows.next()) {
      if (!rows.text(0).empty()) pending_.insert(rows.text(0));
    }
  }
  db_.run(
      "DELETE FROM undone WHERE event_id = ? AND by_station_id = ? AND by_incarnation = ? "
      "AND by_seq = ?",
      event_.value, id.station.value, id.incarnation, seq);
  db_.run("DELETE FROM fact WHERE event_id = ? AND station_id = ? AND incarnation = ? AND seq = ?",
          event_.value, id.station.value, id.incarnation, seq);
  forget_zone_facts(db_, event_, id.station, id.incarnation, id.seq - 1, id.seq);
}

void FactTable::fold_again(const std::string& key) {
  pending_.insert(key);
  fold_pending();
  db_.run("DELETE FROM unfolded WHERE event_id = ? AND fold_key = ?", event_.value, key);
}

void FactTable::fold_later() {
  for (const std::string& key : pending_) {
    db_.run("INSERT INTO unfolded VALUES (?, ?) ON CONFLICT DO NOTHING", event_.value, key);
  }
  pending_.clear();
  for (const LateBatch& batch : late_) add_late_batch(db_, event_, batch);
  late_.clear();
}

void FactTable::note_late(const FactId& id) {
  if (!late_.empty()) {
    LateBatch& last = late_.back();
    if (last.station == id.station && last.incarnation == id.incarnation &&
        last.last + 1 == id.seq) {
      last.last = id.seq;
      return;
    }
  }
  late_.push_back({id.station, id.incarnation, id.seq, id.seq});
}

std::size_t FactTable::fold_left(std::size_t most) {
  std::vector<std::string> keys;
  {
    Rows rows =
        db_.query("SELECT fold_key FROM unfolded WHERE event_id = ? ORDER BY fold_key LIMIT ?",
                  event_.value, signed_of(most));
    while (rows.next()) keys.push_back(rows.text(0));
  }
  for (const std::string& key : keys) {
    keep_state(key, fold_now(key));
    db_.run("DELETE FROM unfolded WHERE event_id = ? AND fold_key = ?", event_.value, key);
  }
  return keys.size();
}

void FactTable::fold_pending() {
  if (db_.is_shared()) {
    fold_at_once();
  } else {
    for (const std::string& key : pending_) keep_state(key, fold_now(key));
  }
  pending_.clear();
}

// The event is named with each key: else a server that has no statistics yet may look at all facts
// of the event.
void FactTable::fold_at_once() {
  static const std::string question = fmt::format(
      "{} FROM (VALUES (?, ?)) k JOIN fact f "
      "ON f.event_id = k.column1 AND f.fold_key = k.column2 AND f.fold_key <> ''",
      select_facts);
  std::vector<std::pair<std::string_view, std::string_view>> named;
  named.reserve(pending_.size());
  for (const std::string& key : pending_) named.emplace_back(event_.value, key);
  // What was gathered goes before it, and the entries with that.
  std::optional<Rows> rows;
  if (!named.empty()) rows.emplace(db_.ahead_with(question, named));
  for (const Fact& fact : ending_) note_zone_exits(db_, event_, fact);
  ending_.clear();
  std::map<std::string, FactsOfKey> found;
  while (rows && rows->next()) found[rows->text(key_column)].add(*rows);
  for (const std::string& key : pending_) keep_state(key, found[key].state(key));
}

Rows FactTable::facts_of(const std::string& key) {
  // In two steps on purpose: asked for event and key at once, SQLite takes the primary key for as
  // good as the index of keys, and looks at every fact of the event.
  static const std::string question =
      std::string(select_facts) +
      " FROM (SELECT event_id, station_id, incarnation, seq FROM fact "
      "WHERE event_id = ? AND fold_key = ? AND fold_key <> '' "
      "UNION ALL SELECT l.event_id, l.station_id, l.incarnation, l.seq FROM late_run r "
      "CROSS JOIN late_fact l WHERE r.event_id = ? AND l.event_id = r.event_id "
      "AND l.run = r.run AND l.fold_key = ?) k JOIN fact f ON f.event_id = k.event_id "
      "AND f.station_id = k.station_id AND f.incarnation = k.incarnation AND f.seq = k.seq";
  return db_.query(question, event_.value, key, event_.value, key);
}

// `unsorted`: facts of the key that may not be found by it yet.
FoldedState FactTable::fold_now(const std::string& key, const std::vector<FactId>& unsorted) {
  FactsOfKey facts;
  {
    Rows rows = facts_of(key);
    while (rows.next()) facts.add(rows);
  }
  static const std::string by_id =
      std::string(select_facts) +
      " FROM fact f WHERE event_id = ? AND station_id = ? AND incarnation = ? AND seq = ?";
  for (const FactId& id : unsorted) {
    Rows rows = db_.query(by_id, event_.value, id.station.value, id.incarnation, signed_of(id.seq));
    if (rows.next()) facts.add(rows);
  }
  return facts.state(key);
}

bool FactTable::has_facts_of(const std::string& key) {
  {
    Rows rows = facts_of(key);
    if (rows.next()) return true;
  }
  if (db_.is_shared()) return false;
  Rows rows = unsorted_facts(db_, event_, key);
  return rows.next() && rows.text(0) == key;
}

void FactTable::keep_state(const std::string& key, const FoldedState& state) {
  const std::string bytes = wire::write_state(state);
  if (bytes.empty()) {
    db_.run("DELETE FROM folded WHERE event_id = ? AND fold_key = ?", event_.value, key);
  } else {
    db_.gather(
        "INSERT INTO folded VALUES (?, ?, ?) "
        "ON CONFLICT (event_id, fold_key) DO UPDATE SET body = excluded.body",
        event_.value, key, Blob{bytes});
  }
  // Facts of this key all undone leave no state to read the person from; the facts still name them.
  if (const auto* attendee = std::get_if<AttendeeState>(&state)) {
    db_.gather(
        "INSERT INTO presence VALUES (?, ?, nullif(?, -1), ?) "
        "ON CONFLICT (event_id, attendee_id) DO UPDATE SET "
        "checked_in_ms = excluded.checked_in_ms, zone_id = excluded.zone_id",
        event_.value, attendee->attendee.value,
        attendee->checked_in_at ? to_ms(*attendee->checked_in_at) : std::int64_t{-1},
        attendee->zone.value);
  } else if (key.starts_with("attendee/")) {
    const std::string id = key.substr(key.find(':') + 1);
    db_.run("DELETE FROM presence WHERE event_id = ? AND attendee_id = ?", event_.value, id);
  }
}

std::optional<FactRecord> FactTable::find(const FactId& id) {
  Rows rows = db_.query(
      "SELECT station_id, incarnation, seq, kind, version, hlc, wall_ms, monotonic_ms, body "
      "FROM fact WHERE event_id = ? AND station_id = ? AND incarnation = ? AND seq = ?",
      event_.value, id.station.value, id.incarnation, static_cast<std::int64_t>(id.seq));
  if (!rows.next()) return std::nullopt;
  return read_fact_row(rows);
}

std::string FactTable::state_bytes(std::string_view key) {
  Rows rows =
      db_.query("SELECT body FROM folded WHERE event_id = ? AND fold_key = ?", event_.value, key);
  return rows.next() ? rows.text(0) : std::string();
}

void FactTable::each_state(const std::string& prefix, const TakeState& take) {
  Behind behind(db_, event_, prefix);
  const auto fold_next = [&] {
    const std::string bytes = wire::write_state(fold_now(*behind.key(), behind.unsorted()));
    if (!bytes.empty()) take(*behind.key(), bytes);
    behind.next();
  };
  Rows rows = db_.scan(
      "SELECT fold_key, body FROM folded WHERE event_id = ? AND fold_key >= ? ORDER BY fold_key",
      event_.value, prefix);
  while (rows.next()) {
    const std::string key = rows.text(0);
    if (!key.starts_with(prefix)) break;
    while (behind.key() && *behind.key() < key) fold_next();
    if (behind.key() == key) {
      fold_next();  // what is there is behind
      continue;
    }
    take(key, rows.text(1));
  }
  while (behind.key()) fold_next();
}

std::string FactTable::state_hash(bool shared_only) {
  std::string chain(chain_start);
  each_state({}, [&](const std::string& key, const std::string& bytes) {
    if (shared_only && !shared_key(key)) return;
    chain = chain_next(chain, key);
    chain = chain_next(chain, bytes);
  });
  return chain;
}

}  // namespace meetpoint::store
