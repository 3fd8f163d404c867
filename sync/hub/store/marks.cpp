// Marks of the feed's history: by them a hub that was put back from a copy, without anybody saying
// so, learns from a station's cursor what it has lost.
#include <fmt/format.h>
#include <sodium.h>

#include "sync/hub/store/transaction.h"

namespace meetpoint::hub {

namespace {

std::string random_mark() {
  std::uint64_t number = 0;
  randombytes_buf(&number, sizeof number);
  return fmt::format("{:016x}", number);
}

std::int64_t epoch_step() { return 1 + static_cast<std::int64_t>(randombytes_uniform(1U << 20)); }

}  // namespace

Result<EventPosition> advance_head(store::Database& db, const EventId& event, std::size_t count) {
  EventPosition position;
  {
    store::Rows rows = db.query(
        "UPDATE event_counter SET head_seq = head_seq + ? WHERE event_id = ? "
        "RETURNING epoch, head_seq",
        count, event.value);
    if (!rows.next()) return position_of(db, event);
    position = {.epoch = static_cast<std::uint64_t>(rows.integer(0)),
                .head = static_cast<HubSeq>(rows.integer(1))};
  }
  if (count > 0) {
    db.run("INSERT INTO feed_mark VALUES (?, ?, ?)", event.value, position.head, random_mark());
  }
  return position;
}

std::string mark_at(store::Database& db, const EventId& event, HubSeq seq) {
  if (seq == 0) return {};
  store::Rows rows =
      db.query("SELECT mark FROM feed_mark WHERE event_id = ? AND seq >= ? ORDER BY seq LIMIT 1",
               event.value, seq);
  return rows.next() ? rows.text(0) : std::string();
}

Result<bool> SqlHubStore::knows(const EventId& event, HubSeq seq, const std::string& mark) {
  return read([&](store::Database& db) -> Result<bool> {
    const auto position = position_of(db, event);
    if (!position) return fail(position);
    if (seq > position->head) return false;
    return mark.empty() || mark_at(db, event, seq) == mark;
  });
}

Result<std::uint64_t> SqlHubStore::raise_epoch(const EventId& event) {
  const auto known = position(event);
  return known ? raise_epoch_from(event, known->epoch) : fail(known);
}

Result<std::uint64_t> SqlHubStore::raise_epoch_from(const EventId& event, std::uint64_t epoch) {
  return write(event, [&](store::Database& db) -> Result<std::uint64_t> {
    // By more than one: a copy that is restored twice must not give the same epoch twice.
    db.run("UPDATE event_counter SET epoch = epoch + ? WHERE event_id = ? AND epoch = ?",
           epoch_step(), event.value, epoch);
    const auto position = position_of(db, event);
    return position ? Result<std::uint64_t>(position->epoch) : fail(position);
  });
}

}  // namespace meetpoint::hub
