// A rescue file: all that one station recorded, for a hub that it can't reach. Pure.
//
//   "Meetpoint rescue 1\n", a RescueFile in CBOR packed by zstd, the digest of all before (64
//   hexadecimal digits)
//
// The facts are in it as pushes, each signed as it would be on the network: the hub checks and
// takes them by the same way, and a file can be given to it twice. The digest tells a torn file;
// what tells a forged one is the signatures.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sync/base/result.h"
#include "sync/wire/messages.h"

namespace meetpoint::wire {

inline constexpr std::size_t max_rescue_bytes = std::size_t{64} << 20;  // packed

struct RescueFile {
  EventId event;
  StationId station;
  std::string station_name;
  std::string app;
  Instant made_at;
  std::string public_key;           // empty: this station has none, and nothing is signed
  std::uint64_t facts = 0;          // in all pushes
  std::vector<PushRequest> pushes;  // every incarnation from its first fact, oldest first
};

inline bool operator==(const PushRequest& a, const PushRequest& b) {
  return to_cbor(a) == to_cbor(b);
}

std::string write_rescue(const RescueFile&);

// Fails with foreign (not a rescue file), newer_version, corrupt (torn or damaged), each with what
// to do.
Result<RescueFile> read_rescue(std::string_view bytes);

template <>
struct FieldList<RescueFile> {
  static constexpr auto fields = std::tuple{required("event", &RescueFile::event),
                                            required("station", &RescueFile::station),
                                            field("station_name", &RescueFile::station_name),
                                            field("app", &RescueFile::app),
                                            required("made_ms", &RescueFile::made_at),
                                            field("public_key", &RescueFile::public_key),
                                            required("facts", &RescueFile::facts),
                                            required("pushes", &RescueFile::pushes)};
};

}  // namespace meetpoint::wire
