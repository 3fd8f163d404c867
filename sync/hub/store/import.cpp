// Taking a roster in: only what differs from what is there gets a new number and travels.
#include <fmt/format.h>
#include <sodium.h>

#include "sync/hub/store/transaction.h"
#include "sync/store/erasure.h"
#include "sync/store/roster_table.h"
#include "sync/wire/notice_codec.h"
#include "sync/wire/roster_codec.h"

namespace meetpoint::hub {

namespace {

struct Known {
  bool deleted = false;
  std::string body;
};

using KnownRows = std::map<std::pair<std::string, std::string>, Known>;

KnownRows known_rows(store::Database& db, const EventId& event) {
  KnownRows known;
  store::Rows rows =
      db.scan("SELECT type, id, deleted, body FROM roster_row WHERE event_id = ?", event.value);
  while (rows.next()) {
    known[{rows.text(0), rows.text(1)}] = {rows.integer(2) != 0, rows.text(3)};
  }
  return known;
}

// Gives a meeting the mark of where it was before; true where this import moves it.
bool mark_move(RosterRow& row, const Known& before) {
  if (row.type != wire::row_type<Meeting>() || before.deleted) return false;
  auto now = wire::read_row<Meeting>(row);
  const auto then = wire::read_row<Meeting>({.type = row.type, .id = row.id, .body = before.body});
  if (!now || !then || now->moved_from) return false;
  const bool moved = now->place != then->place || now->starts_at != then->starts_at;
  // People may still have the old time in mind after the next import, so the mark stays.
  now->moved_from =
      moved ? std::optional(MovedFrom{then->place, then->starts_at}) : then->moved_from;
  row = wire::row_of(*now);
  return moved;
}

struct Change {
  RosterRow row;
  std::optional<RosterRow> before;
};

std::int64_t random_epoch_step(std::uint32_t below) {
  return 1 + static_cast<std::int64_t>(randombytes_uniform(below));
}

bool make_counter(store::Database& db, const EventId& event) {
  // A hub that is made anew for the same event must not look like the one that was lost.
  db.run("INSERT INTO event_counter VALUES (?, ?, 0) ON CONFLICT DO NOTHING", event.value,
         random_epoch_step(1U << 30));
  const bool made = db.changes() == 1;
  db.lock_event(event.value);  // there was nothing to lock before
  return made;
}

}  // namespace

Result<ImportOutcome> SqlHubStore::import_roster(const EventId& event,
                                                 std::vector<RosterRow> rows) {
  return write(event, [&](store::Database& db) -> Result<ImportOutcome> {
    if (const Status here = not_moved(db, event); !here) {
      return fail(ErrorCode::conflict, here.error().message);
    }
    ImportOutcome outcome{.created = make_counter(db, event)};
    (void)hub_key_of(db, event);  // from the first moment, so that every copy of the data has it
    KnownRows known = known_rows(db, event);
    const Erased erased = store::read_erased(db, event);
    std::vector<Change> changed;
    for (const RosterRow& given : rows) {
      RosterRow row = given;  // a shared database may ask for all of this once more
      // The list may still have who was erased since; they do not come back by it.
      if (store::is_about(row, event, erased)) {
        ++outcome.erased;
        continue;
      }
      const auto found = known.find({row.type, row.id});
      if (found == known.end()) {
        ++outcome.added;
        changed.push_back({std::move(row), std::nullopt});
        continue;
      }
      if (mark_move(row, found->second)) ++outcome.moved;
      Known before = std::move(found->second);
      known.erase(found);
      if (!before.deleted && before.body == row.body) {
        ++outcome.unchanged;
        continue;
      }
      ++(before.deleted ? outcome.added : outcome.changed);
      RosterRow stood{row.type, row.id, before.deleted, std::move(before.body)};
      changed.push_back({std::move(row), std::move(stood)});
    }
    for (auto& [key, row] : known) {
      if (row.deleted || key.first == wire::notice_row_type) continue;
      ++outcome.removed;
      RosterRow gone{
          .type = key.first, .id = key.second, .deleted = true, .body = std::move(row.body)};
      changed.push_back({gone, gone});
    }
    const auto position = advance_head(db, event, changed.size());
    if (!position) return fail(position);
    store::RosterTable table(db, event);
    HubSeq seq = position->head - changed.size();
    table.link_later();
    for (const Change& change : changed) table.put(change.row, ++seq, change.before);
    table.link_now();
    outcome.head = position->head;
    return outcome;
  });
}

}  // namespace meetpoint::hub
