// Seats of zones: POST /v1/events/{event}/grants. See sync/model/seats.h for what the numbers mean.
#pragma once

#include <vector>

#include "sync/wire/codec.h"

namespace meetpoint::wire {

inline constexpr std::size_t max_grant_lines = 1000;

struct SeatLine {
  ZoneId zone;
  std::uint64_t granted = 0;
  std::uint64_t round = 0;
  std::uint64_t spent = 0;
  std::uint64_t wanted = 0;  // the grant asked for; 0: none
  bool operator==(const SeatLine&) const = default;
};

struct GrantsRequest {
  std::uint64_t epoch = 0;  // in which the station reads the hub's feed
  std::uint32_t incarnation = 0;
  std::uint64_t session = 0;  // of the last reply; another than the hub's: the report may be stale
  std::vector<SeatLine> zones;
};

struct GrantLine {
  ZoneId zone;
  std::uint64_t granted = 0;
  std::uint64_t round = 0;
  bool scarce = false;  // somebody asked and got none: give back what is not needed
  bool operator==(const GrantLine&) const = default;
};

struct GrantsReply {
  std::uint64_t epoch = 0;
  std::uint32_t incarnation = 0;
  std::uint64_t session = 0;
  std::vector<GrantLine> zones;
  // Stations from which the hub must hear before it grants anything.
  std::vector<StationId> waiting_for;
};

template <>
struct FieldList<SeatLine> {
  static constexpr auto fields =
      std::tuple{required("zone", &SeatLine::zone), field("granted", &SeatLine::granted),
                 field("round", &SeatLine::round), field("spent", &SeatLine::spent),
                 field("wanted", &SeatLine::wanted)};
};
template <>
struct FieldList<GrantsRequest> {
  static constexpr auto fields = std::tuple{required("epoch", &GrantsRequest::epoch),
                                            required("incarnation", &GrantsRequest::incarnation),
                                            field("session", &GrantsRequest::session),
                                            required("zones", &GrantsRequest::zones)};
};
template <>
struct FieldList<GrantLine> {
  static constexpr auto fields =
      std::tuple{required("zone", &GrantLine::zone), field("granted", &GrantLine::granted),
                 field("round", &GrantLine::round), field("scarce", &GrantLine::scarce)};
};
template <>
struct FieldList<GrantsReply> {
  static constexpr auto fields = std::tuple{
      required("epoch", &GrantsReply::epoch), required("incarnation", &GrantsReply::incarnation),
      required("session", &GrantsReply::session), required("zones", &GrantsReply::zones),
      field("waiting_for", &GrantsReply::waiting_for)};
};

}  // namespace meetpoint::wire
