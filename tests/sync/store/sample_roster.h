// A roster of three people for tests: Anna meets Bram at table 4, Carl is on the list too.
#pragma once

#include "sync/model/roster.h"
#include "sync/wire/messages.h"
#include "sync/wire/roster_codec.h"

namespace meetpoint::testing {

inline const Instant nine_o_clock = from_ms(1'804'752'000'000);  // 11 March 2027, 08:00 UTC

inline Roster sample_roster() {
  using namespace std::chrono_literals;
  Roster roster;
  roster.event = {.id = EventId("demo"),
                  .name = "Meet Your Buyer",
                  .venue = "Brussels",
                  .time_zone = {"Europe/Brussels", {{from_ms(0), 60}}},
                  .starts_at = nine_o_clock,
                  .ends_at = nine_o_clock + 8h,
                  .languages = {"nl", "fr", "en"}};
  roster.organisations = {{.id = OrganisationId("o1"), .name = "Stad Nieuwerbeke"},
                          {.id = OrganisationId("o2"), .name = "De Kringloop bv"}};
  roster.attendees = {{.id = AttendeeId("anna"),
                       .given_name = "Anna",
                       .family_name = "Peeters",
                       .organisation = OrganisationId("o1"),
                       .role = "buyer",
                       .email = "anna@example.org"},
                      {.id = AttendeeId("bram"),
                       .given_name = "Bram",
                       .family_name = "van der Elst",
                       .organisation = OrganisationId("o2"),
                       .role = "supplier"},
                      {.id = AttendeeId("carl"),
                       .given_name = "Carl",
                       .family_name = "Ë",
                       .organisation = OrganisationId("o2"),
                       .role = "supplier"}};
  roster.badges = {{.code = "A", .attendee = AttendeeId("anna")},
                   {.code = "B", .attendee = AttendeeId("bram")},
                   {.code = "C", .attendee = AttendeeId("carl")},
                   {.code = "LOST", .attendee = AttendeeId("carl"), .revoked = true}};
  roster.places = {{.id = PlaceId("t4"), .name = "Table 4", .kind = "table"},
                   {.id = PlaceId("z1"), .name = "Room Horta", .kind = "zone"}};
  roster.meetings = {{.id = MeetingId("m1"),
                      .kind = "appointment",
                      .place = PlaceId("t4"),
                      .starts_at = nine_o_clock + 1h,
                      .ends_at = nine_o_clock + 80min,
                      .attendees = {AttendeeId("anna"), AttendeeId("bram")}}};
  roster.zones = {{.id = ZoneId("labels"),
                   .topic = "Zin en onzin van labels",
                   .place = PlaceId("z1"),
                   .starts_at = nine_o_clock + 2h,
                   .ends_at = nine_o_clock + 3h,
                   .capacity = 2}};
  return roster;
}

// The roster as a hub would send it to a new station, from position 0.
inline wire::FeedReply sample_snapshot(const Roster& roster = sample_roster()) {
  wire::FeedReply reply{.epoch = 1, .from = 0};
  for (const RosterRow& row : wire::rows_of(roster)) {
    reply.entries.push_back({.seq = ++reply.to, .row = wire::for_stations(row)});
  }
  reply.head = reply.to;
  return reply;
}

}  // namespace meetpoint::testing
