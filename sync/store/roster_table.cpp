#include "sync/store/roster_table.h"

namespace meetpoint::store {

// False where there is such a row already.
bool RosterTable::insert(const RosterRow& row, HubSeq row_seq) {
  db_.run(
      "INSERT INTO roster_row (event_id, type, id, row_seq, deleted, body) "
      "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      event_.value, row.type, row.id, static_cast<std::int64_t>(row_seq), row.deleted ? 1 : 0,
      Blob{row.body});
  return db_.changes() > 0;
}

void RosterTable::put(const RosterRow& row, HubSeq row_seq) {
  // By far the most rows are new. Where hubs share a database, whether one is costs a wait.
  if (db_.is_shared() || !insert(row, row_seq)) {
    db_.run(
        "INSERT INTO roster_row (event_id, type, id, row_seq, deleted, body) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (event_id, type, id) DO UPDATE SET row_seq = "
        "excluded.row_seq, "
        "deleted = excluded.deleted, body = excluded.body",
        event_.value, row.type, row.id, static_cast<std::int64_t>(row_seq), row.deleted ? 1 : 0,
        Blob{row.body});
    // Somebody may have been taken out of the meeting, or a badge given to another.
    db_.run("DELETE FROM roster_attendee WHERE event_id = ? AND type = ? AND id = ?", event_.value,
            row.type, row.id);
  }
  for (const AttendeeId& attendee : wire::attendees_of(row)) {
    db_.run("INSERT INTO roster_attendee VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", event_.value,
            attendee.value, row.type, row.id);
  }
}

std::optional<RosterRow> RosterTable::find(std::string_view type, std::string_view id) {
  Rows rows =
      db_.query("SELECT deleted, body FROM roster_row WHERE event_id = ? AND type = ? AND id = ?",
                event_.value, type, id);
  if (!rows.next()) return std::nullopt;
  return RosterRow{.type = std::string(type),
                   .id = std::string(id),
                   .deleted = rows.integer(0) != 0,
                   .body = rows.text(1)};
}

std::vector<RosterRow> RosterTable::all(std::string_view type) {
  std::vector<RosterRow> found;
  Rows rows = db_.query(
      "SELECT id, body FROM roster_row WHERE event_id = ? AND type = ? AND deleted = 0 ORDER BY id",
      event_.value, type);
  while (rows.next()) {
    found.push_back({.type = std::string(type), .id = rows.text(0), .body = rows.text(1)});
  }
  return found;
}

std::vector<Meeting> RosterTable::meetings_of(const AttendeeId& attendee) {
  std::vector<Meeting> meetings;
  Rows rows = db_.query(
      "SELECT r.id, r.body FROM roster_attendee a JOIN roster_row r "
      "ON r.event_id = a.event_id AND r.type = a.type AND r.id = a.id "
      "WHERE a.event_id = ? AND a.attendee_id = ? AND a.type = 'meeting' AND r.deleted = 0",
      event_.value, attendee.value);
  while (rows.next()) {
    auto meeting =
        wire::read_row<Meeting>({.type = "meeting", .id = rows.text(0), .body = rows.text(1)});
    if (meeting) meetings.push_back(std::move(*meeting));
  }
  return meetings;
}

}  // namespace meetpoint::store
