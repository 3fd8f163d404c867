// What only hubs and their relays say to each other, and what a relay tells its stations of itself.
#pragma once

#include <string>
#include <vector>

#include "sync/wire/codec.h"

namespace meetpoint::wire {

// With which a relay names the station whose signed facts, vector or seats it passes on.
inline constexpr std::string_view station_header = "Meetpoint-Station";

// In replies of a relay alone; a central hub's have none.
struct RelayState {
  bool online = false;     // in touch with the central hub
  Instant since;           // when that began, by the relay's clock
  std::uint64_t kept = 0;  // facts of this station that are here and not yet at the central hub
  bool operator==(const RelayState&) const = default;
};

// GET /v1/events/{event}/stations, for relays: so that they can tell their stations by themselves.
struct KnownStation {
  StationId id;
  std::string name;
  std::string role;
  std::string status;
  std::string token_hash;  // 64 hexadecimal digits; empty before enrolment
  std::string public_key;
  bool operator==(const KnownStation&) const = default;
};
struct StationsReply {
  std::uint64_t epoch = 0;
  std::vector<KnownStation> stations;
};

template <>
struct FieldList<RelayState> {
  static constexpr auto fields =
      std::tuple{required("online", &RelayState::online), required("since_ms", &RelayState::since),
                 required("kept", &RelayState::kept)};
};
template <>
struct FieldList<KnownStation> {
  static constexpr auto fields = std::tuple{required("id", &KnownStation::id),
                                            field("name", &KnownStation::name),
                                            required("role", &KnownStation::role),
                                            required("status", &KnownStation::status),
                                            field("token_hash", &KnownStation::token_hash),
                                            field("public_key", &KnownStation::public_key)};
};
template <>
struct FieldList<StationsReply> {
  static constexpr auto fields = std::tuple{required("epoch", &StationsReply::epoch),
                                            required("stations", &StationsReply::stations)};
};

}  // namespace meetpoint::wire
