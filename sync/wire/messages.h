// The messages between stations and the hub, as sync/wire/PROTOCOL.md describes them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sync/model/fact.h"
#include "sync/model/roster_row.h"
#include "sync/wire/codec.h"
#include "sync/wire/fact_fields.h"
#include "sync/wire/relay_messages.h"
#include "sync/wire/roster_fields.h"

namespace meetpoint::wire {

inline constexpr int protocol_version = 2;
inline constexpr int oldest_protocol_version = 1;  // that a hub still answers
inline constexpr std::string_view media_json = "application/vnd.meetpoint.v1+json";
inline constexpr std::string_view media_cbor = "application/vnd.meetpoint.v1+cbor";
inline constexpr std::string_view protocol_header = "Meetpoint-Protocol";  // in every message: "2"

// Bounds that both sides keep.
inline constexpr std::size_t max_facts_per_push = 500;
inline constexpr std::size_t max_push_bytes = 256 * 1024;  // unpacked
inline constexpr std::size_t max_fact_body_bytes = 16 * 1024;
inline constexpr std::size_t max_entries_per_feed = 2048;
inline constexpr std::size_t max_reply_bytes = 256 * 1024 * 1024;  // unpacked, for a snapshot
inline constexpr int max_wait_seconds = 25;                        // of a long-poll

struct EnrolRequest {
  std::string code;        // one-time, from `meetpoint-hub station add`
  std::string app;         // "meetpoint-kiosk 0.1.0"
  std::string public_key;  // Ed25519, hexadecimal; may be empty
};

struct EnrolReply {
  StationId station;
  std::string station_name;
  EventId event;
  std::string token;  // bearer token; the hub keeps its hash only
  std::uint32_t incarnation = 1;
  std::string hub_key;  // by which the hub signs for this event; from protocol 2 on
};

// A station that was enrolled before it had a key hands it in once.
struct KeyRequest {
  std::string public_key;
};
struct KeyReply {
  std::string hub_key;
};

// The chain hash of a fact whose bytes are no more (see journal_proof.h).
struct ChainLink {
  std::uint64_t seq = 0;
  std::string chain;
  bool operator==(const ChainLink&) const = default;
};

// Facts of the token's station; their seqs are first, first + 1, …
struct PushRequest {
  std::uint32_t incarnation = 0;
  std::uint64_t first = 1;
  std::string previous_hash;  // chain hash of the fact before the first
  std::vector<FactRecord> facts;
  std::vector<ChainLink> links;  // of the erased facts among them
  std::string signature;         // Ed25519, hexadecimal, over wire::signed_bytes()
};

struct PushResult {
  std::uint64_t seq = 0;
  std::string flag;    // "rejected"
  std::string reason;  // in English, for the organiser
};

struct PushReply {
  std::uint64_t acked_seq = 0;  // everything up to here is durable at the hub
  std::uint64_t epoch = 0;
  HubSeq head = 0;
  std::string mark;                 // of the head, see FeedReply
  Instant now;                      // of the hub, for the offset of clocks
  std::vector<PushResult> results;  // of the facts that are not plainly accepted
  std::optional<RelayState> relay;  // of a relay
};

struct FeedEntry {
  HubSeq seq = 0;
  std::optional<FactRecord> fact;
  std::optional<RosterRow> row;
};

// The entries with from < seq <= to that this station may see, ascending. A snapshot is the same
// with from = 0 and to = head, without the versions of rows that newer ones replaced.
struct FeedReply {
  std::uint64_t epoch = 0;
  HubSeq from = 0;
  HubSeq to = 0;
  HubSeq head = 0;
  // Of the hub's commit that holds `to`: 16 hexadecimal digits at random, which the station gives
  // back with its cursor. A hub that does not know it has lost that commit. Empty: of before marks.
  std::string mark;
  Instant now;
  std::vector<FeedEntry> entries;
  std::optional<RelayState> relay;  // of a relay
};

// A fact of a push that the hub has under another id: two copies of a disk both had it waiting, and
// the other one was here first.
struct KnownFact {
  std::uint64_t seq = 0;          // in the push
  std::uint32_t incarnation = 0;  // the same station's journal that has it,
  std::uint64_t as_seq = 0;       // and where
  bool operator==(const KnownFact&) const = default;
};

// The body of every answer that is not 2xx.
struct ErrorReply {
  std::string error;                   // "gap", "fork", "revoked", "epoch", … or name_of(ErrorCode)
  std::string message;                 // in English
  std::uint64_t acked_seq = 0;         // with "gap" and "fork"
  std::uint32_t next_incarnation = 0;  // with "fork"
  std::uint64_t agreed_seq = 0;        // with "fork": up to here hub and push are the same
  std::vector<KnownFact> known;        // with "fork"
  std::uint64_t epoch = 0;             // with "epoch"
  int min = 0;                         // with "newer_version": the versions that are answered
  int max = 0;
};

template <>
struct FieldList<EnrolRequest> {
  static constexpr auto fields =
      std::tuple{required("code", &EnrolRequest::code), field("app", &EnrolRequest::app),
                 field("public_key", &EnrolRequest::public_key)};
};
template <>
struct FieldList<EnrolReply> {
  static constexpr auto fields = std::tuple{required("station", &EnrolReply::station),
                                            field("station_name", &EnrolReply::station_name),
                                            required("event", &EnrolReply::event),
                                            required("token", &EnrolReply::token),
                                            required("incarnation", &EnrolReply::incarnation),
                                            field("hub_key", &EnrolReply::hub_key)};
};
template <>
struct FieldList<KeyRequest> {
  static constexpr auto fields = std::tuple{required("public_key", &KeyRequest::public_key)};
};
template <>
struct FieldList<KeyReply> {
  static constexpr auto fields = std::tuple{required("hub_key", &KeyReply::hub_key)};
};
template <>
struct FieldList<ChainLink> {
  static constexpr auto fields =
      std::tuple{required("seq", &ChainLink::seq), required("chain", &ChainLink::chain)};
};
template <>
struct FieldList<PushRequest> {
  static constexpr auto fields = std::tuple{required("incarnation", &PushRequest::incarnation),
                                            required("first", &PushRequest::first),
                                            required("previous_hash", &PushRequest::previous_hash),
                                            required("facts", &PushRequest::facts),
                                            field("links", &PushRequest::links),
                                            field("signature", &PushRequest::signature)};
};
template <>
struct FieldList<PushResult> {
  static constexpr auto fields =
      std::tuple{required("seq", &PushResult::seq), required("flag", &PushResult::flag),
                 field("reason", &PushResult::reason)};
};
template <>
struct FieldList<PushReply> {
  static constexpr auto fields = std::tuple{required("acked_seq", &PushReply::acked_seq),
                                            required("epoch", &PushReply::epoch),
                                            required("head", &PushReply::head),
                                            field("mark", &PushReply::mark),
                                            required("now_ms", &PushReply::now),
                                            field("results", &PushReply::results),
                                            field("relay", &PushReply::relay)};
};
template <>
struct FieldList<FeedEntry> {
  static constexpr auto fields =
      std::tuple{required("seq", &FeedEntry::seq), field("fact", &FeedEntry::fact),
                 field("row", &FeedEntry::row)};
};
template <>
struct FieldList<FeedReply> {
  static constexpr auto fields =
      std::tuple{required("epoch", &FeedReply::epoch),     required("from", &FeedReply::from),
                 required("to", &FeedReply::to),           required("head", &FeedReply::head),
                 field("mark", &FeedReply::mark),          required("now_ms", &FeedReply::now),
                 required("entries", &FeedReply::entries), field("relay", &FeedReply::relay)};
};
template <>
struct FieldList<KnownFact> {
  static constexpr auto fields =
      std::tuple{required("seq", &KnownFact::seq), required("incarnation", &KnownFact::incarnation),
                 required("as_seq", &KnownFact::as_seq)};
};
template <>
struct FieldList<ErrorReply> {
  static constexpr auto fields =
      std::tuple{required("error", &ErrorReply::error),
                 field("message", &ErrorReply::message),
                 field("acked_seq", &ErrorReply::acked_seq),
                 field("next_incarnation", &ErrorReply::next_incarnation),
                 field("agreed_seq", &ErrorReply::agreed_seq),
                 field("known", &ErrorReply::known),
                 field("epoch", &ErrorReply::epoch),
                 field("min", &ErrorReply::min),
                 field("max", &ErrorReply::max)};
};

inline bool operator==(const PushResult& a, const PushResult& b) {
  return a.seq == b.seq && a.flag == b.flag && a.reason == b.reason;
}
inline bool operator==(const FeedEntry& a, const FeedEntry& b) {
  return a.seq == b.seq && a.fact == b.fact && a.row == b.row;
}

}  // namespace meetpoint::wire
