// What only the whole roster shows: bookings, and people and places at two things at once.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <unordered_map>

#include "sync/hub/importers/draft.h"

namespace meetpoint::importers {
namespace {

struct Booking {
  Instant starts_at;
  Instant ends_at;
  std::string what;  // "meeting 'M-014'"
  const Where* where;
};

using BookingsByName = std::unordered_map<std::string, std::vector<Booking>>;

// Calls `report` for each booking that begins before one with a longer end, in time order.
template <class Report>
void each_clash(std::vector<Booking>& bookings, Report report) {
  std::sort(bookings.begin(), bookings.end(), [](const Booking& a, const Booking& b) {
    return std::tie(a.starts_at, a.ends_at, a.what) < std::tie(b.starts_at, b.ends_at, b.what);
  });
  std::size_t latest = 0;
  for (std::size_t i = 1; i < bookings.size(); ++i) {
    if (bookings[i].starts_at < bookings[latest].ends_at) report(bookings[latest], bookings[i]);
    if (bookings[i].ends_at > bookings[latest].ends_at) latest = i;
  }
}

// "meeting 'M-1' (row 2)", with its sheet where that is another than the message's own.
std::string with_row(const Booking& booking, const Booking& beside) {
  const Where& at = *booking.where;
  const bool same_sheet = at.file == beside.where->file && at.sheet == beside.where->sheet;
  if (same_sheet) return fmt::format("{} (row {})", booking.what, at.row);
  return fmt::format("{} ({}, row {})", booking.what,
                     at.sheet.empty() ? at.file : fmt::format("sheet '{}'", at.sheet), at.row);
}

void report_people(const std::vector<Attendee>& attendees, BookingsByName& bookings,
                   ProblemList& problems) {
  for (const Attendee& attendee : attendees) {  // in the file's order, so that runs agree
    const auto own = bookings.find(attendee.id.value);
    if (own == bookings.end()) continue;
    each_clash(own->second, [&](const Booking& first, const Booking& second) {
      problems.warning(*second.where,
                       fmt::format("'{}' is expected in {} at the same time as in {}. Move one of "
                                   "the two.",
                                   attendee.id.value, second.what, with_row(first, second)));
    });
  }
}

void report_places(const std::vector<Place>& places, BookingsByName& bookings,
                   ProblemList& problems) {
  for (const Place& place : places) {
    const auto own = bookings.find(place.id.value);
    if (own == bookings.end()) continue;
    each_clash(own->second, [&](const Booking& first, const Booking& second) {
      problems.warning(*second.where,
                       fmt::format("'{}' is used by {} at the same time as by {}. Move one of the "
                                   "two.",
                                   place.name, second.what, with_row(first, second)));
    });
  }
}

}  // namespace

void resolve_bookings(Draft& draft) {
  for (const Reference& booking : draft.booked_zones) {
    const Result<std::size_t> found = draft.zones.find(booking.text);
    if (found) {
      draft.roster.attendees[booking.attendee].booked_zone = draft.roster.zones[*found].id;
    } else {
      draft.problems.error(booking.where, found.error().message);
    }
  }
  for (const Reference& booking : draft.booked_sessions) {
    const Result<std::size_t> found = draft.sessions.find(booking.text);
    if (!found) {
      draft.problems.error(booking.where, found.error().message);
      continue;
    }
    std::vector<SessionId>& booked = draft.roster.attendees[booking.attendee].booked_sessions;
    const SessionId& id = draft.roster.sessions[*found].id;
    if (std::find(booked.begin(), booked.end(), id) == booked.end()) booked.push_back(id);
  }
}

void check_clashes(Draft& draft) {
  const Roster& roster = draft.roster;
  BookingsByName people;
  BookingsByName places;
  for (std::size_t i = 0; i < roster.meetings.size(); ++i) {
    const Meeting& meeting = roster.meetings[i];
    if (meeting.cancelled) continue;
    const Booking booking{meeting.starts_at, meeting.ends_at,
                          fmt::format("meeting '{}'", meeting.id.value), &draft.meeting_rows[i]};
    places[meeting.place.value].push_back(booking);
    for (const AttendeeId& attendee : meeting.attendees) people[attendee.value].push_back(booking);
  }
  std::unordered_map<std::string, Booking> sessions;
  for (std::size_t i = 0; i < roster.sessions.size(); ++i) {
    const Session& session = roster.sessions[i];
    const Booking booking{session.starts_at, session.ends_at,
                          fmt::format("session '{}'", session.id.value), &draft.session_rows[i]};
    places[session.place.value].push_back(booking);
    sessions.emplace(session.id.value, booking);
  }
  std::unordered_map<std::string, Booking> zones;
  std::unordered_map<std::string, int> booked;
  for (std::size_t i = 0; i < roster.zones.size(); ++i) {
    const Zone& zone = roster.zones[i];
    const Booking booking{zone.starts_at, zone.ends_at, fmt::format("zone '{}'", zone.id.value),
                          &draft.zone_rows[i]};
    places[zone.place.value].push_back(booking);
    zones.emplace(zone.id.value, booking);
  }
  for (const Attendee& attendee : roster.attendees) {
    for (const SessionId& session : attendee.booked_sessions) {
      people[attendee.id.value].push_back(sessions.at(session.value));
    }
    if (attendee.booked_zone.empty()) continue;
    ++booked[attendee.booked_zone.value];
    people[attendee.id.value].push_back(zones.at(attendee.booked_zone.value));
  }
  report_people(roster.attendees, people, draft.problems);
  report_places(roster.places, places, draft.problems);
  for (std::size_t i = 0; i < roster.zones.size(); ++i) {
    const Zone& zone = roster.zones[i];
    const int taken = booked[zone.id.value];
    if (zone.capacity == 0 || taken <= zone.capacity) continue;
    draft.problems.warning(draft.zone_rows[i],
                           fmt::format("{} people are booked into it and it has {} seats. Move {} "
                                       "of them.",
                                       taken, zone.capacity, taken - zone.capacity));
  }
}

}  // namespace meetpoint::importers
