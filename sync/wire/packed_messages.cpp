#include "sync/wire/packed_messages.h"

#include <algorithm>

#include "sync/wire/columns.h"
#include "sync/wire/varint.h"

namespace meetpoint::wire {

namespace {

constexpr std::size_t max_facts_per_reply = 1'000'000;  // of a snapshot

struct PackedPush {
  std::uint32_t incarnation = 0;
  std::uint64_t first = 1;
  std::string previous_hash;
  Bytes columns;
  std::vector<ChainLink> links;
  std::string signature;
};

struct PlacedRow {
  HubSeq seq = 0;
  RosterRow row;
  bool operator==(const PlacedRow&) const = default;
};

struct PackedFeed {
  std::uint64_t epoch = 0;
  HubSeq from = 0;
  HubSeq to = 0;
  HubSeq head = 0;
  std::string mark;
  Instant now;
  Bytes columns;
  Bytes places;  // of the facts: each one's distance from the one before (varint.h), from `from` on
  std::vector<PlacedRow> rows;
  std::optional<RelayState> relay;
};

}  // namespace

template <>
struct FieldList<PackedPush> {
  static constexpr auto fields = std::tuple{required("incarnation", &PackedPush::incarnation),
                                            required("first", &PackedPush::first),
                                            required("previous_hash", &PackedPush::previous_hash),
                                            required("columns", &PackedPush::columns),
                                            field("links", &PackedPush::links),
                                            field("signature", &PackedPush::signature)};
};
template <>
struct FieldList<PlacedRow> {
  static constexpr auto fields =
      std::tuple{required("seq", &PlacedRow::seq), required("row", &PlacedRow::row)};
};
template <>
struct FieldList<PackedFeed> {
  static constexpr auto fields =
      std::tuple{required("epoch", &PackedFeed::epoch),     required("from", &PackedFeed::from),
                 required("to", &PackedFeed::to),           required("head", &PackedFeed::head),
                 field("mark", &PackedFeed::mark),          required("now_ms", &PackedFeed::now),
                 required("columns", &PackedFeed::columns), required("places", &PackedFeed::places),
                 field("rows", &PackedFeed::rows),          field("relay", &PackedFeed::relay)};
};

namespace {

// Both came in ascending order, and are one list again.
Result<std::vector<FeedEntry>> entries_of(PackedFeed& feed, std::vector<FactRecord> facts) {
  std::vector<FeedEntry> entries;
  entries.reserve(facts.size() + feed.rows.size());
  BytesIn places(feed.places.value);
  HubSeq place = feed.from;
  auto row = feed.rows.begin();
  const auto put_rows_before = [&](HubSeq seq) {
    for (; row != feed.rows.end() && row->seq < seq; ++row) {
      entries.push_back({.seq = row->seq, .fact = {}, .row = std::move(row->row)});
    }
  };
  for (FactRecord& fact : facts) {
    const std::uint64_t distance = places.varint();
    if (distance == 0 || distance > UINT64_MAX - place) {
      return fail(ErrorCode::protocol, "places: one is needed for each fact, ascending");
    }
    place += distance;
    put_rows_before(place);
    entries.push_back({.seq = place, .fact = std::move(fact), .row = {}});
  }
  put_rows_before(UINT64_MAX);
  if (!places.at_end() || row != feed.rows.end()) {
    return fail(ErrorCode::protocol, "places: there are more than facts");
  }
  return entries;
}

}  // namespace

std::string to_columns(const PushRequest& push) {
  return to_cbor(PackedPush{.incarnation = push.incarnation,
                            .first = push.first,
                            .previous_hash = push.previous_hash,
                            .columns = {write_columns(push.facts)},
                            .links = push.links,
                            .signature = push.signature});
}

std::string to_columns(const FeedReply& feed) {
  PackedFeed packed{.epoch = feed.epoch,
                    .from = feed.from,
                    .to = feed.to,
                    .head = feed.head,
                    .mark = feed.mark,
                    .now = feed.now,
                    .columns = {},
                    .places = {},
                    .rows = {},
                    .relay = feed.relay};
  std::vector<FactRecord> facts;
  HubSeq before = feed.from;
  for (const FeedEntry& entry : feed.entries) {
    if (entry.row) packed.rows.push_back({entry.seq, *entry.row});
    if (!entry.fact) continue;
    facts.push_back(*entry.fact);
    put_varint(packed.places.value, entry.seq - before);
    before = entry.seq;
  }
  packed.columns.value = write_columns(facts);
  return to_cbor(packed);
}

Result<PushRequest> push_of_columns(std::string_view bytes) {
  auto packed = read_cbor<PackedPush>(bytes);
  if (!packed) return fail(packed);
  auto facts = read_columns(packed->columns.value, max_facts_per_push, max_push_bytes);
  if (!facts) return fail(facts);
  return PushRequest{.incarnation = packed->incarnation,
                     .first = packed->first,
                     .previous_hash = std::move(packed->previous_hash),
                     .facts = std::move(*facts),
                     .links = std::move(packed->links),
                     .signature = std::move(packed->signature)};
}

Result<FeedReply> feed_of_columns(std::string_view bytes) {
  auto packed = read_cbor<PackedFeed>(bytes);
  if (!packed) return fail(packed);
  auto facts = read_columns(packed->columns.value, max_facts_per_reply, max_reply_bytes);
  if (!facts) return fail(facts);
  auto entries = entries_of(*packed, std::move(*facts));
  if (!entries) return fail(entries);
  return FeedReply{.epoch = packed->epoch,
                   .from = packed->from,
                   .to = packed->to,
                   .head = packed->head,
                   .mark = std::move(packed->mark),
                   .now = packed->now,
                   .entries = std::move(*entries),
                   .relay = packed->relay};
}

}  // namespace meetpoint::wire
