// The journals that a station has had: what the hub has of each, and what it is still to be sent.
#include "sync/model/chain.h"
#include "sync/store/journal.h"
#include "sync/store/notices.h"

namespace meetpoint::store {

namespace {

std::string own_chain(Database& db, const Enrolment& who, std::uint32_t incarnation,
                      std::uint64_t seq) {
  if (seq == 0) return std::string(chain_start);
  Rows rows = db.query(
      "SELECT chain FROM fact WHERE event_id = ? AND station_id = ? AND incarnation = ? "
      "AND seq = ? AND chain IS NOT NULL",
      who.event.value, who.station.value, incarnation, static_cast<std::int64_t>(seq));
  return rows.next() ? rows.text(0) : std::string();
}

void set_acknowledged(Database& db, std::uint32_t incarnation, std::uint64_t seq) {
  const auto acked = static_cast<std::int64_t>(seq);
  db.run("UPDATE station SET acked_seq = min(?, last_seq) WHERE incarnation = ?", acked,
         incarnation);
  db.run(
      "UPDATE past_journal SET acked_seq = min(?, last_seq) WHERE (event_id, station_id) = "
      "(SELECT event_id, station_id FROM station) AND incarnation = ?",
      acked, incarnation);
}

}  // namespace

std::vector<JournalPosition::Past> read_past(Database& db, bool incomplete_only) {
  std::vector<JournalPosition::Past> found;
  Rows rows = db.query(
      "SELECT incarnation, last_seq, acked_seq FROM past_journal WHERE (event_id, station_id) = "
      "(SELECT event_id, station_id FROM station) AND (acked_seq < last_seq OR NOT ?) "
      "ORDER BY incarnation",
      incomplete_only ? 1 : 0);
  while (rows.next()) {
    found.push_back({static_cast<std::uint32_t>(rows.integer(0)),
                     static_cast<std::uint64_t>(rows.integer(1)),
                     static_cast<std::uint64_t>(rows.integer(2))});
  }
  return found;
}

Result<wire::VectorRequest> read_vector(Database& db) {
  const auto who = read_enrolment(db);
  if (!who) return fail(ErrorCode::not_found, "This station belongs to no event yet.");
  const auto position = read_position(db);
  if (!position) return fail(position);
  wire::VectorRequest request{.epoch = position->epoch};
  request.notices = kept_notices(db, who->event);
  for (const JournalPosition::Past& past : read_past(db, false)) {
    request.journals.push_back(
        {past.incarnation, past.last_seq, own_chain(db, *who, past.incarnation, past.last_seq)});
  }
  if (position->last_seq > 0) {
    request.journals.push_back({position->incarnation, position->last_seq,
                                own_chain(db, *who, position->incarnation, position->last_seq)});
  }
  return request;
}

Status settle_journals(Database& db, const wire::VectorReply& reply) {
  const auto who = read_enrolment(db);
  if (!who) return fail(ErrorCode::not_found, "This station belongs to no event yet.");
  for (const wire::JournalHeld& held : reply.journals) {
    // Where the hub's journal is another than ours, it is sent from its first fact; the hub then
    // says where the two part.
    const bool same = own_chain(db, *who, held.incarnation, held.acked_seq) == held.acked_hash;
    set_acknowledged(db, held.incarnation, same ? held.acked_seq : 0);
  }
  db.run("UPDATE station SET vector_epoch = ?", static_cast<std::int64_t>(reply.epoch));
  return {};
}

Status acknowledge_none(Database& db, std::uint32_t incarnation) {
  set_acknowledged(db, incarnation, 0);
  return {};
}

}  // namespace meetpoint::store
