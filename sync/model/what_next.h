// What comes next for one attendee: a pure function of roster, facts and time.
//
// The store gathers a Day (everything about one attendee that a screen may need, names resolved);
// what_next() decides. Nothing here reads a clock, so that "at 14:05 on the day the clocks change"
// is a test like any other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sync/model/fold.h"
#include "sync/model/roster.h"

namespace meetpoint {

struct Partner {
  AttendeeId id;
  std::string name;
  std::string organisation;
  bool arrived = false;
  bool operator==(const Partner&) const = default;
};

struct MeetingItem {
  MeetingId id;
  std::string kind;
  std::string title;
  std::string place;       // "Table 14"
  std::string directions;  // the way there, may be empty
  Instant starts_at;
  Instant ends_at;
  std::vector<Partner> partners;  // without the attendee themselves
  bool cancelled = false;
  bool attended = false;
  std::string moved_from_place;            // empty: was not moved
  std::optional<Instant> moved_from_time;  // set where it was moved
  bool operator==(const MeetingItem&) const = default;
};

struct SessionItem {
  SessionId id;
  std::string title;
  std::string theme;
  std::string place;
  Instant starts_at;
  Instant ends_at;
  bool booked = false;
  bool operator==(const SessionItem&) const = default;
};

struct ZoneItem {
  ZoneId id;
  std::string topic;
  std::string place;
  std::string directions;
  std::string facilitator;
  Instant starts_at;
  Instant ends_at;
  int capacity = 0;  // 0: no limit
  int taken = 0;
  bool fits = true;       // meant for this attendee's role
  int shared_themes = 0;  // how many of the attendee's interests it is about
  bool booked = false;
  bool inside = false;  // the attendee is in it now
  bool operator==(const ZoneItem&) const = default;
  // How many more this station may let in (sync/model/seats.h); nothing: not known, people count.
  std::optional<std::uint64_t> seats_here = {};

  bool has_seats() const;
  // Seats left; nothing where there is no limit. None where this station may let nobody in.
  std::optional<int> seats_left() const;
};

// Everything about one attendee, as far as this station knows.
struct Day {
  Event event;
  Attendee attendee;
  std::string organisation;
  AttendeeState state;
  std::vector<MeetingItem> meetings;
  std::vector<SessionItem> sessions;
  std::vector<ZoneItem> zones;
};

enum class Phase { before_event, during, after_event };

enum class AgendaKind { meeting, session, zone };

// One line of the day. `meeting`, `session` or `zone` indexes into the Day's vector of that kind.
struct AgendaLine {
  AgendaKind kind = AgendaKind::meeting;
  std::size_t index = 0;
  Instant starts_at;
  Instant ends_at;
  bool running = false;
  bool past = false;
  bool cancelled = false;
  bool overlaps = false;  // with another line that is not cancelled
  bool operator==(const AgendaLine&) const = default;
};

struct NextUp {
  Phase phase = Phase::during;
  // The meeting that runs now, else the nearest to come; never a cancelled one.
  std::optional<std::size_t> meeting;  // index into Day::meetings
  bool meeting_runs = false;
  bool meeting_today = true;           // false: the screen must name the day
  std::vector<std::size_t> also_then;  // other meetings at the same time (overlaps)
  // Meetings that were cancelled and would have run now or next: said, so that nobody waits at a
  // table for nothing.
  std::vector<std::size_t> cancelled;
  // The booked zone, else up to three that fit and have seats, nearest first.
  std::vector<std::size_t> zones;
  bool zone_booked = false;
  // The whole day in time order, past lines included.
  std::vector<AgendaLine> agenda;
};

NextUp what_next(const Day&, Instant now);

}  // namespace meetpoint
