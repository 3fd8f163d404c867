// The roster while it is being read: rows so far, where each stood in the files, and what refers to
// what. Internal to this folder.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "sync/hub/importers/local_time.h"
#include "sync/hub/importers/problem.h"
#include "sync/hub/importers/references.h"
#include "sync/hub/importers/table.h"
#include "sync/model/roster.h"

namespace meetpoint::importers {

// A cell that refers to something that is read later.
struct Reference {
  std::size_t attendee;  // index into Roster::attendees
  std::string text;
  Where where;
};

struct Draft {
  Draft() { attendees.hide_names(); }

  Roster roster;
  ProblemList problems;

  std::optional<VenueZone> zone;
  std::optional<LocalDay> event_day;  // where the event is on a single one

  References organisations{"organisation", "'Organisations'"};
  References attendees{"attendee", "'Attendees'"};
  References places{"place", "'Places'"};
  References sessions{"session", "'Sessions'"};
  References zones{"zone", "'Zones'"};
  std::map<std::string, Where> badges;  // by code
  std::set<std::string> meeting_ids;

  std::vector<Where> attendee_rows;  // parallel to the roster's vectors
  std::vector<Where> meeting_rows;
  std::vector<Where> session_rows;
  std::vector<Where> zone_rows;

  std::vector<Reference> booked_zones;
  std::vector<Reference> booked_sessions;
};

// Each reads one sheet into the draft. The event comes first, then organisations, places, attendees
// and badges, then the rest.
void read_event(const Table&, Draft&);
void read_organisations(const Table&, Draft&);
void read_places(const Table&, Draft&);
void read_attendees(const Table&, Draft&);
void read_badges(const Table&, Draft&);
void read_meetings(const Table&, Draft&);
void read_sessions(const Table&, Draft&);
void read_zones(const Table&, Draft&);

// What only the whole shows: bookings of things read later, people and tables at two things at
// once.
void resolve_bookings(Draft&);
void check_clashes(Draft&);

// Shared by the readers: an id that is new in its sheet, and a start and an end in UTC.
std::string read_id(const Table&, std::size_t row, References&, std::size_t index, Draft&);
struct Span {
  Instant starts_at;
  Instant ends_at;
};
std::optional<Span> read_span(const Table&, std::size_t row, Draft&);
std::optional<Instant> to_utc(const Table&, std::size_t row, Field, LocalMoment, const WrittenTime&,
                              Draft&);
// Whether start, end and date can be read at all; sets both moments.
struct LocalSpan {
  LocalMoment starts;
  LocalMoment ends;
  WrittenTime start;
  WrittenTime end;
};
std::optional<LocalSpan> read_local_span(const Table&, std::size_t row,
                                         std::optional<LocalDay> default_day, ProblemList&);

}  // namespace meetpoint::importers
