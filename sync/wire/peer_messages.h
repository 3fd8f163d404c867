// What kiosks that lost their hub say to each other, and what the hub tells them for it: see
// "Between kiosks" in PROTOCOL.md.
#pragma once

#include <compare>
#include <string>
#include <vector>

#include "sync/wire/codec.h"
#include "sync/wire/fact_fields.h"

namespace meetpoint::wire {

// Unpacked and opened, in either direction.
inline constexpr std::size_t max_peer_word_bytes = std::size_t{512} * 1024;
inline constexpr std::size_t max_peers = 10'000;

// GET /v1/events/{event}/peers: the kiosks that are enrolled, have a key and were not revoked.
struct Peer {
  StationId id;
  std::string public_key;
  bool operator==(const Peer&) const = default;
};
struct PeersReply {
  std::vector<Peer> peers;
};

// How far a journal goes, or is known.
struct JournalPlace {
  std::uint32_t incarnation = 0;
  std::uint64_t seq = 0;
  auto operator<=>(const JournalPlace&) const = default;
};

// What the speaker recorded there, so that the other notices when that is no longer what it was
// told: the speaker's disk may have been put back, and have recorded something else since.
struct FactAtPlace {
  std::uint32_t incarnation = 0;
  std::uint64_t seq = 0;  // 0: the other has nothing, or said nothing of it
  std::string hash;       // chain_next() of that fact alone; empty: none that stations share
  bool operator==(const FactAtPlace&) const = default;
};

// One side's turn.
struct PeerWord {
  EventId event;
  // What the other gave last, so that an old word, sent once more by somebody else, changes
  // nothing. Without the right one facts and journals are passed over.
  std::string answers;
  std::string challenge;               // for the other's next word
  JournalPlace have;                   // of the other's facts
  std::vector<JournalPlace> journals;  // every journal of the speaker, and its last fact
  FactAtPlace since;                   // of the speaker, where the other says that it is
  // Of the speaker, after what the other has, ascending; those that stations share. `more`: they
  // are not all.
  std::vector<FactRecord> facts;
  bool more = false;
};

template <>
struct FieldList<Peer> {
  static constexpr auto fields =
      std::tuple{required("id", &Peer::id), required("public_key", &Peer::public_key)};
};
template <>
struct FieldList<PeersReply> {
  static constexpr auto fields = std::tuple{required("peers", &PeersReply::peers)};
};
template <>
struct FieldList<JournalPlace> {
  static constexpr auto fields = std::tuple{required("incarnation", &JournalPlace::incarnation),
                                            required("seq", &JournalPlace::seq)};
};
template <>
struct FieldList<FactAtPlace> {
  static constexpr auto fields =
      std::tuple{required("incarnation", &FactAtPlace::incarnation),
                 required("seq", &FactAtPlace::seq), field("hash", &FactAtPlace::hash)};
};
template <>
struct FieldList<PeerWord> {
  static constexpr auto fields =
      std::tuple{required("event", &PeerWord::event),      field("answers", &PeerWord::answers),
                 field("challenge", &PeerWord::challenge), required("have", &PeerWord::have),
                 field("journals", &PeerWord::journals),   field("since", &PeerWord::since),
                 field("facts", &PeerWord::facts),         field("more", &PeerWord::more)};
};

}  // namespace meetpoint::wire
