#include "tests/bench/big_event.h"

#include <fmt/format.h>

#include <array>
#include <random>
#include <utility>

#include "sync/model/badge.h"
#include "sync/wire/fact_codec.h"
#include "sync/wire/roster_codec.h"

namespace meetpoint::bench {

namespace {

using namespace std::chrono_literals;

constexpr std::array given = {"Anaïs",  "Bram", "Chloé",  "Dries", "Élise", "Femke",       "Gaëtan",
                              "Hélène", "Ilse", "Jérôme", "Koen",  "Loïc",  "Marie-Noëlle"};
constexpr std::array family = {"Peeters",
                               "van der Meersch",
                               "D’Hondt",
                               "De Smet",
                               "Van Regenbroecke",
                               "Lefèvre",
                               "Wouters",
                               "Vandenbroucke-De Keersmaecker",
                               "Noël"};
constexpr std::array themes = {"innovation", "circular economy", "catering", "construction",
                               "social entrepreneurship"};
constexpr std::array sectors = {"town", "hospital", "university", "catering", "construction"};

template <class List>
std::string pick(const List& list, int i) {
  return list[static_cast<std::size_t>(i) % list.size()];
}

std::string place_id(int i) { return fmt::format("T-{:04}", i); }
std::string attendee_id(int i) { return fmt::format("B-{:06}", i); }
std::string organisation_id(int i) { return fmt::format("O-{:05}", i); }
std::string zone_id(int i) { return fmt::format("Z-{:02}", i); }

void add_people(std::vector<RosterRow>& rows, const BigEvent& size) {
  for (int i = 0; i < size.organisations; ++i) {
    rows.push_back(
        wire::row_of(Organisation{.id = OrganisationId(organisation_id(i)),
                                  .name = fmt::format("Coöperatie {} {}", pick(family, i), i),
                                  .sector = pick(sectors, i),
                                  .town = "Nieuwerbeke"}));
  }
  for (int i = 0; i < size.attendees; ++i) {
    Attendee person{.id = AttendeeId(attendee_id(i)),
                    .given_name = pick(given, i),
                    .family_name = pick(family, i / 13),
                    .organisation = OrganisationId(organisation_id(i % size.organisations)),
                    .role = i % 2 == 0 ? "buyer" : "supplier",
                    .language = i % 3 == 0 ? "fr" : "nl",
                    .interests = {pick(themes, i), pick(themes, i / 5)}};
    if (i % 3 == 0) person.booked_zone = ZoneId(zone_id(i % size.zones));
    rows.push_back(wire::row_of(person));
  }
  for (int i = 0; i < size.attendees; ++i) {
    rows.push_back(
        wire::row_of(Badge{.code = badge_of(i), .attendee = AttendeeId(attendee_id(i))}));
  }
}

// Everybody has eight meetings, each of the first four with somebody who has it among their last.
void add_meetings(std::vector<RosterRow>& rows, const BigEvent& size) {
  std::mt19937 random(1);
  for (int i = 0; i < size.meetings; ++i) {
    const int one = i % size.attendees;
    const int other = static_cast<int>(random() % static_cast<unsigned>(size.attendees));
    const int slot = (i / size.attendees) * 2 + other % 2;
    const Instant at = big_event_begins + 1h + slot * 45min;
    Meeting meeting{.id = MeetingId(fmt::format("M-{:06}", i)),
                    .kind = i % 2 == 0 ? "appointment" : "speed_date",
                    .place = PlaceId(place_id(i % size.places)),
                    .starts_at = at,
                    .ends_at = at + 20min,
                    .attendees = {AttendeeId(attendee_id(one)), AttendeeId(attendee_id(other))},
                    .cancelled = i % 50 == 0};
    if (i % 40 == 7) meeting.moved_from = MovedFrom{PlaceId(place_id(3)), at - 15min};
    rows.push_back(wire::row_of(meeting));
  }
}

void add_programme(std::vector<RosterRow>& rows, const BigEvent& size) {
  for (int i = 0; i < size.places; ++i) {
    rows.push_back(wire::row_of(Place{.id = PlaceId(place_id(i)),
                                      .name = fmt::format("Table {}", i + 1),
                                      .kind = "table",
                                      .directions = "Up the stairs, then left, behind the bar"}));
  }
  for (int i = 0; i < size.sessions; ++i) {
    const Instant at = big_event_begins + 1h + (i % 8) * 1h;
    rows.push_back(wire::row_of(Session{.id = SessionId(fmt::format("S-{:02}", i)),
                                        .title = fmt::format("Pitch {}: from waste to worth", i),
                                        .theme = pick(themes, i),
                                        .place = PlaceId(place_id(i)),
                                        .starts_at = at,
                                        .ends_at = at + 50min,
                                        .speakers = {"Noël Lefèvre"}}));
  }
  for (int i = 0; i < size.zones; ++i) {
    const Instant at = big_event_begins + 2h + (i % 6) * 1h;
    rows.push_back(
        wire::row_of(Zone{.id = ZoneId(zone_id(i)),
                          .topic = fmt::format("Zin en onzin van labels, deel {}", i + 1),
                          .place = PlaceId(place_id(100 + i)),
                          .starts_at = at,
                          .ends_at = at + 50min,
                          .capacity = size.in_zones / size.zones + i * 10,
                          .themes = {pick(themes, i)},
                          .facilitator = "Chloé De Smet"}));
  }
}

FactRecord fact(std::uint64_t seq, const FactBody& body) {
  const Instant at = big_event_begins + Duration(static_cast<std::int64_t>(seq) * 50);
  return {.id = {.station = {2}, .incarnation = 1, .seq = seq},
          .kind = std::string(wire::kind_of(body)),
          .hlc = Hlc::of(at, 0),
          .wall = at,
          .monotonic_ms = 0,
          .body = wire::write_body(body)};
}

}  // namespace

EventId big_event_id() { return EventId("big"); }

std::string badge_of(int attendee) {
  std::mt19937 random(static_cast<unsigned>(attendee) + 7);
  unsigned char bits[16];
  for (unsigned char& byte : bits) byte = static_cast<unsigned char>(random());
  return badge_code(bits);
}

wire::FeedReply snapshot_of(const BigEvent& size) {
  std::vector<RosterRow> rows;
  rows.push_back(wire::row_of(Event{.id = big_event_id(),
                                    .name = "Meet Your Buyer",
                                    .venue = "Brussels",
                                    .time_zone = {"Europe/Brussels", {{from_ms(0), 60}}},
                                    .starts_at = big_event_begins,
                                    .ends_at = big_event_begins + 10h,
                                    .languages = {"nl", "fr", "en"}}));
  add_people(rows, size);
  add_programme(rows, size);
  add_meetings(rows, size);
  wire::FeedReply reply{.epoch = 1, .from = 0};
  reply.entries.reserve(rows.size());
  for (RosterRow& row : rows) {
    reply.entries.push_back({.seq = ++reply.to, .fact = {}, .row = std::move(row)});
  }
  reply.head = reply.to;
  return reply;
}

std::vector<wire::FeedReply> feed_after(const wire::FeedReply& snapshot, const BigEvent& size) {
  std::vector<FactRecord> facts;
  for (int i = 0; i < size.checked_in; ++i) {
    const AttendeeId person(attendee_id(i * 2));
    facts.push_back(fact(facts.size() + 1, CheckIn{.attendee = person, .badge = badge_of(i * 2)}));
    if (i >= size.in_zones) continue;
    facts.push_back(fact(facts.size() + 1,
                         ZoneEntered{.attendee = person, .zone = ZoneId(zone_id(i % size.zones))}));
  }
  std::vector<wire::FeedReply> replies;
  const HubSeq head = snapshot.to + facts.size();
  for (FactRecord& record : facts) {
    if (replies.empty() || replies.back().entries.size() == wire::max_entries_per_feed) {
      const HubSeq from = replies.empty() ? snapshot.to : replies.back().to;
      replies.push_back({.epoch = snapshot.epoch, .from = from, .to = from, .head = head});
    }
    wire::FeedReply& reply = replies.back();
    reply.entries.push_back({.seq = ++reply.to, .fact = std::move(record), .row = {}});
  }
  return replies;
}

}  // namespace meetpoint::bench
