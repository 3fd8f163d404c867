#include "sync/store/journal.h"

#include <fmt/format.h>

#include "sync/model/chain.h"
#include "sync/store/erasure.h"
#include "sync/store/heard.h"
#include "sync/store/notices.h"
#include "sync/store/seats.h"
#include "sync/store/stage.h"
#include "sync/wire/fact_codec.h"
#include "sync/wire/journal_proof.h"
#include "sync/wire/notice_codec.h"

namespace meetpoint::store {

std::optional<Enrolment> read_enrolment(Database& db) {
  Rows rows = db.query(
      "SELECT event_id, station_id, station_name, hub_url, token, incarnation, public_key, "
      "secret_key, hub_key FROM station");
  if (!rows.next()) return std::nullopt;
  return Enrolment{.event = EventId(rows.text(0)),
                   .station = {static_cast<std::uint32_t>(rows.integer(1))},
                   .station_name = rows.text(2),
                   .hub_url = rows.text(3),
                   .token = rows.text(4),
                   .incarnation = static_cast<std::uint32_t>(rows.integer(5)),
                   .key = {rows.text(6), rows.text(7)},
                   .hub_key = rows.text(8)};
}

KeyPair write_new_key(Database& db) {
  KeyPair made = make_key_pair();
  db.run("UPDATE station SET public_key = ?, secret_key = ?, hub_key = ''", made.public_key,
         made.secret_key);
  return made;
}

Status write_enrolment(Database& db, const std::optional<Enrolment>& before, const Enrolment& now) {
  if (before) {
    const auto position = read_position(db);
    if (!position) return fail(position);
    const bool same = before->event == now.event && before->station == now.station;
    if (!same && position->waiting() > 0) {
      return fail(ErrorCode::conflict,
                  fmt::format("{} facts of event '{}' are not at their hub yet. Bring this station "
                              "online with that hub first, or start it with another --data folder.",
                              position->waiting(), before->event.value));
    }
    if (same) {
      // With an address of another hub, the position stays that of the hub it came from.
      if (position->cursor_at.empty() && before->hub_url != now.hub_url) {
        db.run("UPDATE station SET cursor_at = ?", before->hub_url);
      }
      db.run(
          "UPDATE station SET station_name = ?, hub_url = ?, token = ?, public_key = ?, "
          "secret_key = ?, hub_key = ?, vector_epoch = 0",
          now.station_name, now.hub_url, now.token, now.key.public_key, now.key.secret_key,
          now.hub_key);
      return {};
    }
    for (const char* table : {"station", "past_journal", "peer", "heard", "staged_piece", "fact",
                              "undone", "folded", "presence", "unfolded", "late_fact", "late_run",
                              "late_batch", "roster_row", "roster_attendee"}) {
      db.run(fmt::format("DELETE FROM {}", table));
    }
    forget_event(db);
  }
  db.run(
      "INSERT INTO station (only_row, event_id, station_id, station_name, hub_url, token, "
      "incarnation, last_chain, public_key, secret_key, hub_key) "
      "VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      now.event.value, now.station.value, now.station_name, now.hub_url, now.token, now.incarnation,
      chain_start, now.key.public_key, now.key.secret_key, now.hub_key);
  return {};
}

Result<JournalPosition> read_position(Database& db) {
  JournalPosition position;
  {
    Rows rows = db.query(
        "SELECT incarnation, last_seq, acked_seq, epoch, cursor_seq, hub_head, vector_epoch, "
        "cursor_mark, seen_seq, seen_mark, cursor_at FROM station");
    if (!rows.next()) return position;
    position.incarnation = static_cast<std::uint32_t>(rows.integer(0));
    position.last_seq = unsigned_of(rows.integer(1));
    position.acked_seq = unsigned_of(rows.integer(2));
    position.epoch = unsigned_of(rows.integer(3));
    position.cursor = unsigned_of(rows.integer(4));
    position.hub_head = unsigned_of(rows.integer(5));
    position.vector_epoch = unsigned_of(rows.integer(6));
    position.cursor_mark = rows.text(7);
    position.seen_seq = unsigned_of(rows.integer(8));
    position.seen_mark = rows.text(9);
    position.cursor_at = rows.text(10);
  }
  position.past = read_past(db, true);
  if (position.cursor == 0) {
    Staged staged = read_staged(db);
    position.staged = staged.to;
    position.staged_epoch = staged.epoch;
    position.staged_mark = std::move(staged.mark);
  }
  return position;
}

Result<wire::PushRequest> read_outbox(Database& db, std::uint32_t incarnation, std::uint64_t after,
                                      std::size_t max_facts, std::size_t max_bytes) {
  const auto who = read_enrolment(db);
  if (!who) return fail(ErrorCode::not_found, "This station belongs to no event yet.");
  wire::PushRequest push{.incarnation = incarnation, .first = after + 1};
  push.previous_hash = chain_start;
  if (after > 0) {
    Rows rows = db.query(
        "SELECT chain FROM fact "
        "WHERE event_id = ? AND station_id = ? AND incarnation = ? AND seq = ?",
        who->event.value, who->station.value, incarnation, signed_of(after));
    if (!rows.next()) {
      return fail(ErrorCode::corrupt, fmt::format("The journal has no fact {}.", after));
    }
    push.previous_hash = rows.text(0);
  }
  std::size_t bytes = 0;
  // Facts without a chain hash are of another copy of this disk; they came from the hub.
  Rows rows = db.query(
      "SELECT station_id, incarnation, seq, kind, version, hlc, wall_ms, monotonic_ms, body, chain "
      "FROM fact WHERE event_id = ? AND station_id = ? AND incarnation = ? AND seq > ? "
      "AND chain IS NOT NULL ORDER BY seq LIMIT ?",
      who->event.value, who->station.value, incarnation, signed_of(after), max_facts);
  while (rows.next()) {
    FactRecord record = read_fact_row(rows);
    bytes += record.body.size() + 64;  // the header's share
    if (!push.facts.empty() && bytes > max_bytes) break;
    // What it said is gone, so its place in the chain can't be computed any more.
    if (record.kind == wire::erased_kind) push.links.push_back({record.id.seq, rows.text(9)});
    push.facts.push_back(std::move(record));
  }
  return push;
}

void append_to_journal(Database& db, FactTable& facts, const EventId&, StationId station,
                       FactRecord& record) {
  std::string chain;
  {
    Rows rows = db.query("SELECT incarnation, last_seq, last_chain, hlc FROM station");
    if (!rows.next()) throw StoreFailure{{ErrorCode::internal, "A journal without a station."}};
    record.id = {.station = station,
                 .incarnation = static_cast<std::uint32_t>(rows.integer(0)),
                 .seq = unsigned_of(rows.integer(1)) + 1};
    chain = rows.text(2);
    record.hlc = tick(Hlc{unsigned_of(rows.integer(3))}, record.wall);
  }
  chain = chain_next(chain, wire::chained_bytes(record));
  if (!facts.insert(record, {.hub_seq = {}, .received = {}, .chain = chain}).inserted) {
    // The id is taken: this disk was rolled back and the hub gave our own later facts back. Showing
    // "recorded" would be a lie; the sync machine begins a new incarnation as soon as it sees this.
    throw StoreFailure{{ErrorCode::corrupt,
                        "This station's database is older than what the hub has of it. Bring it "
                        "online, then try again."}};
  }
  db.run("UPDATE station SET last_seq = ?, last_chain = ?, hlc = ?", signed_of(record.id.seq),
         chain, signed_of(record.hlc.packed));
}

Status mark_acknowledged(Database& db, std::uint32_t incarnation, std::uint64_t seq,
                         const std::vector<wire::PushResult>& results) {
  const auto position = read_position(db);
  if (!position) return fail(position);
  const bool current = position->incarnation == incarnation;
  if (current && seq > position->last_seq) {
    return fail(
        ErrorCode::protocol,
        fmt::format("The hub acknowledged fact {} of {}: it is not the hub of this journal.", seq,
                    position->last_seq));
  }
  if (current) {
    db.run("UPDATE station SET acked_seq = max(acked_seq, ?)", signed_of(seq));
  } else {
    db.run(
        "UPDATE past_journal SET acked_seq = max(acked_seq, min(?, last_seq)) "
        "WHERE (event_id, station_id) = (SELECT event_id, station_id FROM station) "
        "AND incarnation = ?",
        signed_of(seq), incarnation);
    // An answer to a push of a journal that is no more says nothing.
    if (db.changes() == 0) return {};
  }
  for (const wire::PushResult& result : results) {
    if (result.flag != "rejected") continue;
    db.run(
        "UPDATE fact SET rejected = coalesce(rejected, ?) WHERE (event_id, station_id) = "
        "(SELECT event_id, station_id FROM station) AND incarnation = ? AND seq = ?",
        result.reason, incarnation, signed_of(result.seq));
  }
  return {};
}

Status apply_feed(Database& db, const EventId& event, const wire::FeedReply& reply, Instant now) {
  RosterTable roster(db, event);
  return apply_feed(db, event, roster, reply, now);
}

Status apply_feed(Database& db, const EventId& event, RosterTable& roster,
                  const wire::FeedReply& reply, Instant now) {
  const auto position = read_position(db);
  if (!position) return fail(position);
  const bool first = position->epoch == 0 && position->cursor == 0;
  if (!first && reply.epoch != position->epoch) {
    return fail(ErrorCode::conflict, "The feed is of another epoch of the hub.");
  }
  if (reply.from != position->cursor || reply.to < reply.from || reply.to > reply.head) {
    return fail(ErrorCode::conflict,
                fmt::format("The feed goes from {} to {}; this station is at {}.", reply.from,
                            reply.to, position->cursor));
  }
  FactTable facts(db, event);
  Hlc clock;
  {
    Rows rows = db.query("SELECT hlc FROM station");
    if (rows.next()) clock = {unsigned_of(rows.integer(0))};
  }
  Erased erased = read_erased(db, event);
  HubSeq last = reply.from;
  for (const wire::FeedEntry& entry : reply.entries) {
    if (entry.seq <= last || entry.seq > reply.to) {
      return fail(ErrorCode::protocol, "The entries of the feed are not in order.");
    }
    last = entry.seq;
    // A hub that was put back from a copy may not know yet who was erased: they do not come back.
    if (entry.row && (entry.row->deleted || !is_about(*entry.row, event, erased))) {
      roster.put(*entry.row, entry.seq);
    }
    if (entry.row && entry.row->type == wire::notice_row_type) {
      roster.link_now();  // their badges are found by it
      heed_notice(db, event, *entry.row);
      erased = read_erased(db, event);
    }
    if (entry.fact) {
      give_way(db, facts, entry.fact->id);
      facts.insert(*entry.fact, {.hub_seq = entry.seq, .received = {}, .chain = {}});
      clock = merge(clock, entry.fact->hlc, now);
    }
  }
  forget_erased(db, event, facts);
  facts.fold_pending();
  db.run("UPDATE station SET epoch = ?, cursor_seq = ?, hub_head = ?, hlc = ?, cursor_mark = ?",
         signed_of(reply.epoch), signed_of(reply.to), signed_of(reply.head),
         signed_of(clock.packed), reply.mark);
  note_seen(db, reply.to, reply.mark);
  if (reply.to == reply.head) {
    // What a hub that came back no longer has (see reset_cursor) is gone from the roster.
    roster.forget_unseen();
    keep_as_heard(db, event);
  }
  return {};
}

void note_seen(Database& db, HubSeq head, const std::string& mark) {
  if (mark.empty()) return;
  db.run("UPDATE station SET seen_seq = ?, seen_mark = ? WHERE seen_seq <= ?", signed_of(head),
         mark, signed_of(head));
}

Status reset_cursor(Database& db, std::uint64_t epoch, const std::string& at) {
  db.run(
      "UPDATE station SET epoch = ?, cursor_seq = 0, hub_head = 0, vector_epoch = 0, "
      "cursor_mark = '', seen_seq = 0, seen_mark = '', cursor_at = ?",
      signed_of(epoch), at);
  // The roster goes on serving until the new one is there; its rows are marked as not seen yet.
  db.run("UPDATE roster_row SET row_seq = 0");
  db.run("UPDATE fact SET hub_seq = NULL");
  db.run("UPDATE station SET read_anew = 1");
  drop_staged(db);
  return {};
}

}  // namespace meetpoint::store
