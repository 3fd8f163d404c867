// Ids that can't be mixed up: an AttendeeId is not a MeetingId, though both are text.
//
// Roster ids are the organiser's own ("B-014") or a UUID for what is made at a station. They are
// opaque: nothing but equality and order is read from them. A StationId is a number that the hub
// gives at enrolment, unique in one event, never 0 for a real station.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace meetpoint {

template <class Tag>
struct TextId {
  std::string value;

  TextId() = default;
  explicit TextId(std::string v) : value(std::move(v)) {}
  bool empty() const { return value.empty(); }
  auto operator<=>(const TextId&) const = default;
  bool operator==(const TextId&) const = default;
};

using EventId = TextId<struct EventTag>;
using AttendeeId = TextId<struct AttendeeTag>;
using OrganisationId = TextId<struct OrganisationTag>;
using MeetingId = TextId<struct MeetingTag>;
using SessionId = TextId<struct SessionTag>;
using ZoneId = TextId<struct ZoneTag>;
using PlaceId = TextId<struct PlaceTag>;

struct StationId {
  std::uint32_t value = 0;
  auto operator<=>(const StationId&) const = default;
};

}  // namespace meetpoint

template <class Tag>
struct std::hash<meetpoint::TextId<Tag>> {
  std::size_t operator()(const meetpoint::TextId<Tag>& id) const noexcept {
    return std::hash<std::string>{}(id.value);
  }
};
