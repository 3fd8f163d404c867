#include "sync/store/roster_table.h"

#include <algorithm>

#include "sync/wire/notice_codec.h"

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

void RosterTable::replace(const RosterRow& row, HubSeq row_seq) {
  db_.run(
      "INSERT INTO roster_row (event_id, type, id, row_seq, deleted, body) "
      "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (event_id, type, id) DO UPDATE SET row_seq = "
      "excluded.row_seq, "
      "deleted = excluded.deleted, body = excluded.body",
      event_.value, row.type, row.id, static_cast<std::int64_t>(row_seq), row.deleted ? 1 : 0,
      Blob{row.body});
}

void RosterTable::put(const RosterRow& row, HubSeq row_seq) {
  // By far the most rows are new. Where hubs share a database, whether one is costs a wait.
  if (!db_.is_shared() && insert(row, row_seq)) return link(row);
  put(row, row_seq, find(row.type, row.id));
}

void RosterTable::put(const RosterRow& row, HubSeq row_seq,
                      const std::optional<RosterRow>& before) {
  replace(row, row_seq);
  // Somebody may have been taken out of the meeting, or a badge given to another.
  if (before) unlink(*before, wire::attendees_of(row));
  link(row);
}

void RosterTable::link(const RosterRow& row) {
  for (AttendeeId& attendee : wire::attendees_of(row)) {
    Link link{std::move(attendee), row.type, row.id};
    if (later_) {
      links_.push_back(std::move(link));
    } else {
      write(link);
    }
  }
}

void RosterTable::write(const Link& link) {
  db_.run("INSERT INTO roster_attendee VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", event_.value,
          link.attendee.value, link.type, link.id);
}

void RosterTable::unlink(const RosterRow& before, const std::vector<AttendeeId>& kept) {
  for (const AttendeeId& attendee : wire::attendees_of(before)) {
    if (std::find(kept.begin(), kept.end(), attendee) != kept.end()) continue;
    link_now();  // it may be among those
    db_.run(
        "DELETE FROM roster_attendee "
        "WHERE event_id = ? AND attendee_id = ? AND type = ? AND id = ?",
        event_.value, attendee.value, before.type, before.id);
  }
}

void RosterTable::link_now() {
  std::sort(links_.begin(), links_.end());
  for (const Link& link : links_) write(link);
  links_.clear();
}

void RosterTable::forget_unseen() {
  std::vector<RosterRow> unseen;
  {
    // Found by the index, and with the event named, as that needs it: this runs with every reply of
    // the hub.
    Rows rows = db_.query(
        "SELECT type, id, body FROM roster_row WHERE (event_id, type, id) IN "
        "(SELECT event_id, type, id FROM roster_row WHERE event_id = ? AND row_seq = 0) "
        "AND type <> ?",
        event_.value, wire::notice_row_type);
    while (rows.next()) {
      unseen.push_back({.type = rows.text(0), .id = rows.text(1), .body = rows.text(2)});
    }
  }
  for (const RosterRow& row : unseen) {
    unlink(row, {});
    db_.run("DELETE FROM roster_row WHERE event_id = ? AND type = ? AND id = ?", event_.value,
            row.type, row.id);
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
