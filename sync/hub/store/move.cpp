#include "sync/hub/store/move.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <deque>

#include "sync/hub/store/sql_hub_store.h"
#include "sync/store/fact_table.h"
#include "sync/store/schema.h"

namespace meetpoint::hub {

namespace {

constexpr std::size_t folded_at_once = 1000;  // keys

struct Table {
  std::string name;
  std::vector<std::string> columns;
  std::vector<std::string> types;  // INTEGER, TEXT, BLOB
};

// Those that hold rows of an event, but for the two that say who serves it.
Result<std::vector<Table>> event_tables() {
  auto db = store::Database::open_in_memory();
  if (!db) return fail(db);
  if (const Status made = store::migrate(*db, store::hub_schema()); !made) return fail(made);
  return store::guarded([&]() -> Result<std::vector<Table>> {
    std::vector<Table> tables;
    store::Rows rows = db->query(
        "SELECT t.name, c.name, c.type FROM sqlite_schema t, pragma_table_info(t.name) c "
        "WHERE t.type = 'table' AND t.name NOT IN ('event_counter', 'moved_event') "
        "ORDER BY t.name, c.cid");
    while (rows.next()) {
      if (tables.empty() || tables.back().name != rows.text(0)) {
        tables.push_back({.name = rows.text(0)});
      }
      tables.back().columns.push_back(rows.text(1));
      tables.back().types.push_back(rows.text(2));
    }
    std::erase_if(tables, [](const Table& table) {
      return std::find(table.columns.begin(), table.columns.end(), "event_id") ==
             table.columns.end();
    });
    return tables;
  });
}

struct Leaving {
  std::uint64_t epoch = 0;
  std::uint64_t head = 0;
  std::uint64_t next_epoch = 0;
  bool finished = false;
};

std::optional<Leaving> leaving(store::Database& db, const EventId& event) {
  store::Rows rows =
      db.query("SELECT epoch, head_seq, next_epoch, finished FROM moved_event WHERE event_id = ?",
               event.value);
  if (!rows.next()) return std::nullopt;
  return Leaving{store::unsigned_of(rows.integer(0)), store::unsigned_of(rows.integer(1)),
                 store::unsigned_of(rows.integer(2)), rows.integer(3) != 0};
}

std::optional<std::uint64_t> epoch_served(store::Database& db, const EventId& event) {
  store::Rows rows = db.query("SELECT epoch FROM event_counter WHERE event_id = ?", event.value);
  if (!rows.next()) return std::nullopt;
  return store::unsigned_of(rows.integer(0));
}

std::uint64_t count(store::Database& db, const Table& table, const EventId& event) {
  store::Rows rows =
      db.query(fmt::format("SELECT count(*) FROM {} WHERE event_id = ?", table.name), event.value);
  return rows.next() ? store::unsigned_of(rows.integer(0)) : 0;
}

void copy(store::Database& from, store::Database& to, const Table& table, const EventId& event) {
  const std::string columns = fmt::format("{}", fmt::join(table.columns, ", "));
  const std::vector<std::string> holes(table.columns.size(), "?");
  const std::string insert =
      fmt::format("INSERT INTO {} ({}) VALUES ({})", table.name, columns, fmt::join(holes, ", "));
  store::Rows rows = from.scan(
      fmt::format("SELECT {} FROM {} WHERE event_id = ?", columns, table.name), event.value);
  while (rows.next()) {
    std::vector<store::Value> values;
    std::deque<std::string> blobs;  // a Blob looks at its bytes
    for (int i = 0; i < rows.columns(); ++i) {
      const std::string& type = table.types[static_cast<std::size_t>(i)];
      if (rows.is_null(i)) {
        values.emplace_back(nullptr);
      } else if (type == "INTEGER") {
        values.emplace_back(rows.integer(i));
      } else if (type == "TEXT") {
        values.emplace_back(rows.text(i));
      } else {
        values.emplace_back(store::Blob{blobs.emplace_back(rows.text(i))});
      }
    }
    to.run_with(insert, values);
  }
}

// The source serves it no more; in which epoch it goes on. Of a move that was cut off: as it was.
Result<Leaving> take_leave(store::Database& from, const EventId& event, const std::string& target) {
  return store::in_transaction(from, [&]() -> Result<Leaving> {
    from.lock_event(event.value);
    if (const auto before = leaving(from, event)) {
      if (!before->finished) return *before;
      return fail(ErrorCode::conflict,
                  fmt::format("Event '{}' was moved away from here before.", event.value));
    }
    const auto position = position_of(from, event);
    if (!position) return fail(position);
    const Leaving left{.epoch = position->epoch,
                       .head = position->head,
                       .next_epoch = position->epoch + 1 + randombytes_uniform(1U << 20)};
    from.run("INSERT INTO moved_event VALUES (?, ?, ?, ?, 0, ?)", event.value, left.epoch,
             left.head, left.next_epoch, target);
    from.run("DELETE FROM event_counter WHERE event_id = ?", event.value);
    // Where hubs share a database nothing is left to be folded.
    if (!from.is_shared()) store::settle_late_facts(from, event);
    store::FactTable facts(from, event);
    while (facts.fold_left(folded_at_once) > 0) {
    }
    return left;
  });
}

Status come_back(store::Database& from, const EventId& event, const Leaving& left) {
  return store::in_transaction(from, [&]() -> Status {
    from.run("DELETE FROM moved_event WHERE event_id = ?", event.value);
    from.run("INSERT INTO event_counter VALUES (?, ?, ?)", event.value, left.epoch, left.head);
    return {};
  });
}

// What stations brought and reported in the old epoch holds in the new one: nothing was lost.
void begin_epoch(store::Database& to, const EventId& event, const Leaving& left) {
  to.run("INSERT INTO event_counter VALUES (?, ?, ?)", event.value, left.next_epoch, left.head);
  for (const char* column : {"refilled_epoch", "vector_epoch"}) {
    to.run(fmt::format("UPDATE station SET {0} = ? WHERE event_id = ? AND {0} = ?", column),
           left.next_epoch, event.value, left.epoch);
  }
  to.run("UPDATE seat_report SET epoch = ? WHERE event_id = ? AND epoch = ?", left.next_epoch,
         event.value, left.epoch);
}

Result<Moved> arrive(store::Database& from, store::Database& to, const EventId& event,
                     const Leaving& left, const std::vector<Table>& tables) {
  return store::in_transaction(to, [&]() -> Result<Moved> {
    to.lock_event(event.value);
    if (epoch_served(to, event)) {
      return fail(ErrorCode::conflict,
                  fmt::format("The target has event '{}' already.", event.value));
    }
    // What it left here when it was moved away from here.
    for (const Table& table : tables) {
      to.run(fmt::format("DELETE FROM {} WHERE event_id = ?", table.name), event.value);
    }
    to.run("DELETE FROM moved_event WHERE event_id = ?", event.value);
    Moved moved{.epoch = left.next_epoch};
    for (const Table& table : tables) {
      copy(from, to, table, event);
      const std::uint64_t here = count(from, table, event);
      const std::uint64_t there = count(to, table, event);
      if (here != there) {
        return fail(ErrorCode::corrupt,
                    fmt::format("Of {} rows in table {} only {} arrived. Nothing was moved.", here,
                                table.name, there));
      }
      moved.rows += here;
      if (table.name == "fact") moved.facts = here;
    }
    begin_epoch(to, event, left);
    moved.state_hash = store::FactTable(to, event).state_hash(false);
    if (moved.state_hash != store::FactTable(from, event).state_hash(false)) {
      return fail(ErrorCode::corrupt, "What arrived is not what left. Nothing was moved.");
    }
    return moved;
  });
}

Result<std::optional<std::uint64_t>> ask_target(store::Database& to, const EventId& event) {
  return store::in_snapshot(
      to, [&]() -> Result<std::optional<std::uint64_t>> { return epoch_served(to, event); });
}

}  // namespace

Result<std::vector<EventId>> events_to_move(store::Database& from) {
  return store::in_snapshot(from, [&]() -> Result<std::vector<EventId>> {
    std::vector<EventId> events;
    store::Rows rows = from.query(
        "SELECT event_id FROM event_counter UNION "
        "SELECT event_id FROM moved_event WHERE finished = 0 ORDER BY event_id");
    while (rows.next()) events.emplace_back(rows.text(0));
    return events;
  });
}

Result<Moved> move_event(store::Database& from, store::Database& to, const EventId& event,
                         const std::string& target) {
  const auto tables = event_tables();
  if (!tables) return fail(tables);
  const auto there = ask_target(to, event);
  if (!there) return fail(there);
  const auto unfinished = store::in_snapshot(
      from, [&]() -> Result<std::optional<Leaving>> { return leaving(from, event); });
  if (!unfinished) return fail(unfinished);
  const bool arrived = *there && *unfinished && **there == (*unfinished)->next_epoch;
  if (*there && !arrived) {
    return fail(ErrorCode::conflict, fmt::format("The target has event '{}' already. Nothing was "
                                                 "moved.",
                                                 event.value));
  }
  const auto left = take_leave(from, event, target);
  if (!left) return fail(left);
  Result<Moved> moved = Moved{.epoch = left->next_epoch};
  if (!arrived) {
    moved = store::in_snapshot(
        from, [&]() -> Result<Moved> { return arrive(from, to, event, *left, *tables); });
  }
  if (!moved) {
    // Only where it is certain that nothing arrived may the source go on.
    const auto known = ask_target(to, event);
    if (known && !*known && come_back(from, event, *left)) return moved;
    return fail(moved.error().code,
                fmt::format("{} It is not certain whether event '{}' arrived, so nobody serves it "
                            "now: run the same command again.",
                            moved.error().message, event.value));
  }
  const Status finished = store::in_transaction(from, [&]() -> Status {
    from.run("UPDATE moved_event SET finished = 1 WHERE event_id = ?", event.value);
    return {};
  });
  if (!finished) {
    return fail(
        finished.error().code,
        fmt::format("Event '{}' has arrived, and the target may serve it. That could not be "
                    "written here ({}): run the same command again.",
                    event.value, finished.error().message));
  }
  return moved;
}

}  // namespace meetpoint::hub
