// What a station has, and what a hub has of it: POST /v1/events/{event}/vector. A station asks
// after every new epoch of the hub, and then sends again what the hub lacks.
#pragma once

#include "sync/wire/messages.h"

namespace meetpoint::wire {

inline constexpr std::size_t max_journals_per_vector = 10'000;
inline constexpr std::size_t max_vector_bytes = std::size_t{4} << 20;  // unpacked

// One journal of the station: its last fact, and the chain hash there.
struct JournalHead {
  std::uint32_t incarnation = 0;
  std::uint64_t last_seq = 0;
  std::string chain;
  bool operator==(const JournalHead&) const = default;
};

// Every journal that the station has had and that is not empty, the present one included.
struct VectorRequest {
  std::uint64_t epoch = 0;  // in which the station reads the feed; 0: none yet
  std::vector<JournalHead> journals;
  // Statements that the hub once signed, for a hub that was restored from before them.
  std::vector<RosterRow> notices;
};

// How far the hub has that journal, at most to the station's own last fact; the chain hash there.
struct JournalHeld {
  std::uint32_t incarnation = 0;
  std::uint64_t acked_seq = 0;
  std::string acked_hash;
  bool operator==(const JournalHeld&) const = default;
};

struct VectorReply {
  std::uint64_t epoch = 0;
  Instant now;
  std::vector<JournalHeld> journals;  // one for each of the request, in its order
  bool complete = false;              // the hub has all of this station
  std::optional<RelayState> relay;    // of a relay
};

template <>
struct FieldList<JournalHead> {
  static constexpr auto fields = std::tuple{required("incarnation", &JournalHead::incarnation),
                                            required("last_seq", &JournalHead::last_seq),
                                            required("chain", &JournalHead::chain)};
};
template <>
struct FieldList<VectorRequest> {
  static constexpr auto fields = std::tuple{field("epoch", &VectorRequest::epoch),
                                            required("journals", &VectorRequest::journals),
                                            field("notices", &VectorRequest::notices)};
};
template <>
struct FieldList<JournalHeld> {
  static constexpr auto fields = std::tuple{required("incarnation", &JournalHeld::incarnation),
                                            required("acked_seq", &JournalHeld::acked_seq),
                                            required("acked_hash", &JournalHeld::acked_hash)};
};
template <>
struct FieldList<VectorReply> {
  static constexpr auto fields =
      std::tuple{required("epoch", &VectorReply::epoch), required("now_ms", &VectorReply::now),
                 required("journals", &VectorReply::journals),
                 field("complete", &VectorReply::complete), field("relay", &VectorReply::relay)};
};

}  // namespace meetpoint::wire
