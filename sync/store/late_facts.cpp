#include "sync/store/late_facts.h"

#include <algorithm>

namespace meetpoint::store {

namespace {

FactId read_id(const Rows& rows, int first) {
  return {.station = {static_cast<std::uint32_t>(rows.integer(first))},
          .incarnation = static_cast<std::uint32_t>(rows.integer(first + 1)),
          .seq = unsigned_of(rows.integer(first + 2))};
}

// The batches after this one, or all.
std::vector<LateBatch> next_batches(Database& db, const EventId& event, const LateBatch& after,
                                    std::size_t most_facts) {
  std::vector<LateBatch> batches;
  Rows rows = db.query(
      "SELECT station_id, incarnation, first_seq, last_seq FROM late_batch WHERE event_id = ? "
      "AND (station_id, incarnation, first_seq) > (?, ?, ?) "
      "ORDER BY station_id, incarnation, first_seq",
      event.value, after.station.value, after.incarnation, signed_of(after.first));
  for (std::size_t facts = 0; facts < most_facts && rows.next();) {
    const FactId first = read_id(rows, 0);
    batches.push_back({first.station, first.incarnation, first.seq, unsigned_of(rows.integer(3))});
    facts += batches.back().last + 1 - batches.back().first;
  }
  return batches;
}

}  // namespace

void add_late_batch(Database& db, const EventId& event, const LateBatch& batch) {
  db.run(
      "INSERT INTO late_batch VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (event_id, station_id, incarnation, first_seq) DO UPDATE SET last_seq = "
      "CASE WHEN late_batch.last_seq > excluded.last_seq THEN late_batch.last_seq "
      "ELSE excluded.last_seq END",
      event.value, batch.station.value, batch.incarnation, signed_of(batch.first),
      signed_of(batch.last));
}

void forget_late_fact(Database& db, const EventId& event, const std::string& key,
                      const FactId& id) {
  if (db.is_shared() || key.empty()) return;
  db.run(
      "DELETE FROM late_fact WHERE event_id = ? "
      "AND run IN (SELECT run FROM late_run WHERE event_id = ?) "
      "AND fold_key = ? AND station_id = ? AND incarnation = ? AND seq = ?",
      event.value, event.value, key, id.station.value, id.incarnation, signed_of(id.seq));
}

// A CROSS JOIN keeps SQLite from asking of each fact whether it is in a batch. There may be
// millions to be sorted for whoever asks: of the prefix alone. What follows one in a key is no byte
// 0xff, but a length (fold_key).
Rows unsorted_facts(Database& db, const EventId& event, const std::string& prefix) {
  return db.scan(
      "SELECT f.late_key, f.station_id, f.incarnation, f.seq FROM late_batch b CROSS JOIN fact f "
      "WHERE b.event_id = ? AND f.event_id = b.event_id AND f.station_id = b.station_id "
      "AND f.incarnation = b.incarnation AND f.seq BETWEEN b.first_seq AND b.last_seq "
      "AND f.late_key <> '' AND f.late_key >= ? AND f.late_key < ? ORDER BY f.late_key",
      event.value, prefix, prefix + '\xff');
}

std::optional<EventId> event_to_sort(Database& db) {
  Rows rows = db.query("SELECT event_id FROM late_batch LIMIT 1");
  if (!rows.next()) return std::nullopt;
  return EventId(rows.text(0));
}

bool LateSort::step(Database& db) {
  if (!all_read_) read(db);
  if (!all_read_) return true;
  if (!run_) begin_run(db);
  write(db);
  return !heap_.empty();
}

// What is read in one step is put in order by itself.
void LateSort::read(Database& db) {
  const std::vector<LateBatch> batches =
      next_batches(db, event_, taken_.empty() ? LateBatch{} : taken_.back(), pace_.read);
  Sorted more;
  for (const LateBatch& batch : batches) {
    Rows rows = db.query(
        "SELECT late_key, station_id, incarnation, seq FROM fact WHERE event_id = ? "
        "AND station_id = ? AND incarnation = ? AND seq BETWEEN ? AND ? AND late_key <> ''",
        event_.value, batch.station.value, batch.incarnation, signed_of(batch.first),
        signed_of(batch.last));
    while (rows.next()) {
      const std::string key = rows.text(0);
      more.entries.push_back({.at = static_cast<std::uint32_t>(more.keys.size()),
                              .size = static_cast<std::uint32_t>(key.size()),
                              .id = read_id(rows, 1)});
      more.keys += key;
    }
    taken_.push_back(batch);
  }
  facts_ += more.entries.size();
  all_read_ = batches.empty() || facts_ >= pace_.facts;
  if (!more.entries.empty()) {
    const std::string_view keys = more.keys;
    std::sort(more.entries.begin(), more.entries.end(), [keys](const auto& a, const auto& b) {
      return keys.substr(a.at, a.size) < keys.substr(b.at, b.size);
    });
    heap_.push_back(sorted_.size());
    sorted_.push_back(std::move(more));
  }
  if (all_read_) std::make_heap(heap_.begin(), heap_.end(), later());
}

void LateSort::begin_run(Database& db) {
  run_ = 0;
  if (facts_ >= pace_.run) {
    Rows rows =
        db.query("SELECT coalesce(max(run), 0) + 1 FROM late_run WHERE event_id = ?", event_.value);
    if (rows.next()) run_ = rows.integer(0);
  }
  db.run("INSERT INTO late_run VALUES (?, ?) ON CONFLICT DO NOTHING", event_.value, *run_);
}

// A fact may have been erased, or have gone, since it was read. What is there already was put there
// before the hub was started anew.
void LateSort::write(Database& db) {
  for (std::size_t i = 0; i < pace_.written && !heap_.empty(); ++i) {
    std::pop_heap(heap_.begin(), heap_.end(), later());
    Sorted& from = sorted_[heap_.back()];
    const std::string key(from.key());
    const FactId& id = from.entries[from.next].id;
    db.run(
        "INSERT INTO late_fact SELECT event_id, ?, late_key, station_id, incarnation, seq "
        "FROM fact WHERE event_id = ? AND station_id = ? AND incarnation = ? AND seq = ? "
        "AND late_key = ? ON CONFLICT DO NOTHING",
        *run_, event_.value, id.station.value, id.incarnation, signed_of(id.seq), key);
    if (db.changes() > 0) {
      db.run("INSERT INTO unfolded VALUES (?, ?) ON CONFLICT DO NOTHING", event_.value, key);
    }
    if (++from.next < from.entries.size()) {
      std::push_heap(heap_.begin(), heap_.end(), later());
    } else {
      from = {};
      heap_.pop_back();
    }
  }
  if (!heap_.empty()) return;
  for (const LateBatch& batch : taken_) {
    db.run(
        "DELETE FROM late_batch WHERE event_id = ? AND station_id = ? AND incarnation = ? "
        "AND first_seq = ?",
        event_.value, batch.station.value, batch.incarnation, signed_of(batch.first));
  }
}

void settle_late_facts(Database& db, const EventId& event, LateSort::Pace pace) {
  // One sort takes no more than its pace allows.
  while (!next_batches(db, event, {}, 1).empty()) {
    LateSort sort(event, pace);
    while (sort.step(db)) {
    }
  }
  db.run("UPDATE fact SET fold_key = late_key, late_key = '' WHERE event_id = ? AND late_key <> ''",
         event.value);
  db.run("DELETE FROM late_fact WHERE event_id = ?", event.value);
  db.run("DELETE FROM late_run WHERE event_id = ?", event.value);
}

}  // namespace meetpoint::store
