// A roster large enough that a snapshot of it fills a log, with names that are made up.
#pragma once

#include <string>

#include "sync/model/roster.h"

namespace meetpoint::disk {

inline constexpr Instant doors_open = from_ms(1'804'752'000'000);  // 11 March 2027, 08:00 UTC
inline constexpr int people_count = 150;

inline std::string person(int number) { return "P-" + std::to_string(number); }
inline AttendeeId who(int number) { return AttendeeId(person(number)); }
inline std::string badge_of(int number) { return "BADGE-" + std::to_string(number); }

inline Roster hall() {
  using namespace std::chrono_literals;
  Roster roster;
  roster.event = {.id = EventId("hall"),
                  .name = "Meet Your Buyer",
                  .starts_at = doors_open,
                  .ends_at = doors_open + 8h};
  roster.organisations = {{.id = OrganisationId("O-1"), .name = "Stad Nieuwerbeke"}};
  roster.places = {{.id = PlaceId("T-1"), .name = "Table 1", .kind = "table"},
                   {.id = PlaceId("Z-1"), .name = "Room Horta", .kind = "zone"}};
  roster.zones = {{.id = ZoneId("labels"),
                   .topic = "Labels",
                   .place = PlaceId("Z-1"),
                   .starts_at = doors_open,
                   .ends_at = doors_open + 3h,
                   .capacity = 20}};
  for (int i = 1; i <= people_count; ++i) {
    roster.attendees.push_back({.id = AttendeeId(person(i)),
                                .given_name = "Guest",
                                .family_name = "Number " + std::to_string(i),
                                .organisation = OrganisationId("O-1"),
                                .role = i % 2 == 0 ? "buyer" : "supplier"});
    roster.badges.push_back({.code = badge_of(i), .attendee = AttendeeId(person(i))});
    if (i % 2 == 0) {
      roster.meetings.push_back({.id = MeetingId("M-" + std::to_string(i / 2)),
                                 .kind = "appointment",
                                 .place = PlaceId("T-1"),
                                 .starts_at = doors_open + i * 5min,
                                 .ends_at = doors_open + i * 5min + 15min,
                                 .attendees = {AttendeeId(person(i - 1)), AttendeeId(person(i))}});
    }
  }
  return roster;
}

}  // namespace meetpoint::disk
