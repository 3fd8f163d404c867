#include "sync/store/stage.h"

#include <fmt/format.h>

#include <future>

#include "sync/store/erasure.h"
#include "sync/store/journal.h"
#include "sync/wire/compress.h"

namespace meetpoint::store {

namespace {

// What a row of the table costs besides the piece; so many empty pieces end, too.
constexpr std::size_t overhead_bytes = 256;
constexpr std::size_t most_piece_bytes = std::size_t{64} << 20;  // unpacked

Status check(const wire::FeedReply& reply) {
  HubSeq last = reply.from;
  for (const wire::FeedEntry& entry : reply.entries) {
    if (entry.seq <= last || entry.seq > reply.to) {
      return fail(ErrorCode::protocol, "The entries of the feed are not in order.");
    }
    last = entry.seq;
  }
  return {};
}

// A hub that was put back from a copy may not know yet who was erased: they are not written down.
wire::FeedReply without_erased(Database& db, const EventId& event, const wire::FeedReply& reply) {
  wire::FeedReply kept = reply;
  kept.relay.reset();
  const Erased erased = read_erased(db, event);
  if (erased.people.empty()) return kept;
  std::erase_if(kept.entries, [&](const wire::FeedEntry& entry) {
    return entry.row && !entry.row->deleted && is_about(*entry.row, event, erased);
  });
  return kept;
}

Result<wire::FeedReply> unpack(const std::string& piece) {
  if (const auto bytes = wire::decompress(piece, most_piece_bytes)) {
    if (auto reply = wire::read_cbor<wire::FeedReply>(*bytes)) return reply;
  }
  return fail(ErrorCode::corrupt,
              "What this station had read of the event was damaged on its disk. It is read again.");
}

// The piece after `to_seq`, which is set to its own, being unpacked on a thread that knows nothing
// of the database; no future where there is none. Where the system gives no thread, it is unpacked
// when it is asked for.
std::future<Result<wire::FeedReply>> piece_after(Database& db, std::int64_t& to_seq) {
  Rows rows = db.query(
      "SELECT to_seq, piece FROM staged_piece WHERE to_seq > ? ORDER BY to_seq LIMIT 1", to_seq);
  if (!rows.next()) return {};
  to_seq = rows.integer(0);
  return std::async([piece = rows.text(1)] { return unpack(piece); });
}

}  // namespace

Staged read_staged(Database& db) {
  Rows rows = db.query("SELECT epoch, to_seq, mark FROM staged_piece ORDER BY to_seq DESC LIMIT 1");
  if (!rows.next()) return {};
  return {unsigned_of(rows.integer(0)), unsigned_of(rows.integer(1)), rows.text(2)};
}

Status stage_piece(Database& db, const EventId& event, const wire::FeedReply& reply,
                   std::size_t most_bytes) {
  const auto position = read_position(db);
  if (!position) return fail(position);
  const Staged staged = read_staged(db);
  const std::uint64_t epoch = staged.to > 0 ? staged.epoch : position->epoch;
  const bool goes_on = position->cursor == 0 && reply.from == staged.to && reply.to > reply.from &&
                       reply.to < reply.head && reply.epoch != 0 &&
                       (epoch == 0 || reply.epoch == epoch);
  if (!goes_on) {
    return fail(ErrorCode::conflict,
                fmt::format("The feed goes from {} to {}; this station has read up to {}.",
                            reply.from, reply.to, staged.to));
  }
  if (const Status ordered = check(reply); !ordered) return ordered;
  // Quickly rather than small: it is read once.
  const std::string piece = wire::compress(wire::to_cbor(without_erased(db, event, reply)), 1);
  std::size_t bytes = piece.size() + overhead_bytes;
  {
    Rows rows = db.query("SELECT bytes_so_far FROM staged_piece ORDER BY to_seq DESC LIMIT 1");
    if (rows.next()) bytes += unsigned_of(rows.integer(0));
  }
  if (piece.empty() || bytes > most_bytes) {
    return fail(ErrorCode::too_large,
                fmt::format("The hub's event is larger than the {} MB that a station takes.",
                            most_bytes >> 20));
  }
  db.run("INSERT INTO staged_piece VALUES (?, ?, ?, ?, ?)", signed_of(reply.to),
         signed_of(reply.epoch), reply.mark, bytes, Blob{piece});
  return {};
}

Status take_over_staged(Database& db, const EventId& event, const wire::FeedReply& last,
                        Instant now) {
  const Staged staged = read_staged(db);
  if (staged.to == 0) return {};
  if (staged.to == last.from && staged.epoch == last.epoch) {
    RosterTable roster(db, event);
    roster.link_later();
    // While one piece is written, the next is unpacked beside it.
    std::int64_t last_piece = 0;
    auto ahead = piece_after(db, last_piece);
    while (ahead.valid()) {
      const Result<wire::FeedReply> reply = ahead.get();
      if (!reply) return fail(reply);
      ahead = piece_after(db, last_piece);
      const Status applied = apply_feed(db, event, roster, *reply, now);
      if (!applied) return applied;
    }
    roster.link_now();
  }
  drop_staged(db);
  return {};
}

RoomForAnEvent::RoomForAnEvent(Database& db) : db_(db) {
  // Without it the event is taken over all the same.
  static_cast<void>(guarded([&]() -> Status {
    if (read_staged(db_).to == 0) return {};
    db_.script("PRAGMA cache_size = -262144");
    made_ = true;
    return {};
  }));
}

RoomForAnEvent::~RoomForAnEvent() {
  if (!made_) return;
  static_cast<void>(guarded([&]() -> Status {
    db_.script("PRAGMA cache_size = -8000; PRAGMA shrink_memory");
    return {};
  }));
}

void drop_staged(Database& db) {
  db.run("DELETE FROM staged_piece");
  if (db.changes() > 0) purge_deleted(db);
}

}  // namespace meetpoint::store
