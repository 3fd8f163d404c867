// What stations see of an event: facts of shared kinds and roster rows, in the order of the
// counter.
#include "sync/hub/store/transaction.h"
#include "sync/store/fact_table.h"
#include "sync/wire/roster_codec.h"

namespace meetpoint::hub {

namespace {

// A query that stands on one of its rows.
class Cursor {
 public:
  explicit Cursor(store::Rows rows) : rows_(std::move(rows)) { step(); }
  void step() { seq_ = rows_.next() ? static_cast<HubSeq>(rows_.integer(0)) : 0; }
  bool at_end() const { return seq_ == 0; }
  HubSeq seq() const { return seq_; }
  const store::Rows& row() const { return rows_; }

 private:
  store::Rows rows_;
  HubSeq seq_ = 0;
};

}  // namespace

Result<HubSeq> SqlHubStore::newest_row(const EventId& event) {
  return read([&](store::Database& db) -> Result<HubSeq> {
    store::Rows rows = db.query(
        "SELECT coalesce(max(row_seq), 0) FROM roster_row WHERE event_id = ?", event.value);
    return rows.next() ? store::unsigned_of(rows.integer(0)) : 0;
  });
}

Result<wire::FeedReply> SqlHubStore::feed(const EventId& event, const FeedQuery& query,
                                          Instant now) {
  return read([&](store::Database& db) -> Result<wire::FeedReply> {
    const auto position = position_of(db, event);
    if (!position) return fail(position);
    const HubSeq head = query.up_to > 0 ? std::min(query.up_to, position->head) : position->head;
    wire::FeedReply reply{.epoch = position->epoch,
                          .from = query.after,
                          .to = std::max(query.after, query.seen),
                          .head = head,
                          .now = now};
    Cursor facts(db.scan(
        "SELECT hub_seq, rejected IS NULL, station_id, incarnation, seq, kind, version, hlc, "
        "wall_ms, monotonic_ms, body FROM fact WHERE event_id = ? AND hub_seq > ? AND hub_seq <= ? "
        "ORDER BY hub_seq",
        event.value, reply.to, head));
    Cursor rows(
        db.scan("SELECT row_seq, type, id, deleted, body FROM roster_row "
                "WHERE event_id = ? AND row_seq > ? AND row_seq <= ? ORDER BY row_seq",
                event.value, reply.to, head));
    std::size_t looked_at = 0;
    std::size_t bytes = 0;
    while (!facts.at_end() || !rows.at_end()) {
      if (reply.entries.size() >= query.max_entries || bytes >= query.max_bytes ||
          ++looked_at > query.max_looked_at) {
        reply.mark = mark_at(db, event, reply.to);
        return reply;
      }
      if (rows.at_end() || (!facts.at_end() && facts.seq() < rows.seq())) {
        const bool counts = facts.row().integer(1) != 0;
        if (counts && shared_with_stations(facts.row().text(5))) {
          FactRecord record = store::read_fact_row(facts.row(), 2);
          bytes += record.body.size() + 64;
          reply.entries.push_back({.seq = facts.seq(), .fact = std::move(record), .row = {}});
        }
        reply.to = facts.seq();
        facts.step();
      } else {
        RosterRow row = wire::for_stations({.type = rows.row().text(1),
                                            .id = rows.row().text(2),
                                            .deleted = rows.row().integer(3) != 0,
                                            .body = rows.row().text(4)});
        bytes += row.body.size() + 64;
        reply.entries.push_back({.seq = rows.seq(), .fact = {}, .row = std::move(row)});
        reply.to = rows.seq();
        rows.step();
      }
    }
    reply.to = std::max(reply.to, reply.head);
    reply.mark = mark_at(db, event, reply.to);
    return reply;
  });
}

}  // namespace meetpoint::hub
