// The sheets Meetings, Speed dates, Sessions and Zones.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "sync/hub/importers/draft.h"

namespace meetpoint::importers {
namespace {

PlaceId read_place(const Table& table, std::size_t row, Draft& draft) {
  const std::string text = table.needed(row, Field::place, draft.problems);
  if (text.empty()) return {};
  const Result<std::size_t> found = draft.places.find(text);
  if (!found) {
    draft.problems.error(table.where(row, Field::place), found.error().message);
    return {};
  }
  return draft.roster.places[*found].id;
}

std::vector<AttendeeId> read_people(const Table& table, std::size_t row, Draft& draft) {
  std::vector<AttendeeId> people;
  const Where where = table.where(row, Field::attendees);
  const std::vector<std::string> texts = table.list(row, Field::attendees, draft.problems);
  bool all_found = true;
  for (const std::string& text : texts) {
    const Result<std::size_t> found = draft.attendees.find(text);
    if (!found) {
      draft.problems.error(where, found.error().message);
      all_found = false;
      continue;
    }
    const AttendeeId& id = draft.roster.attendees[*found].id;
    if (std::find(people.begin(), people.end(), id) != people.end()) {
      draft.problems.error(
          where, fmt::format("'{}' is in this meeting twice. Name each person once.", id.value));
      continue;
    }
    people.push_back(id);
  }
  if (people.size() < 2 && all_found && texts.size() < 2) {
    draft.problems.error(where,
                         "A meeting is of two people at least. Name both, with a semicolon "
                         "between them or in two columns.");
  }
  return people;
}

bool read_cancelled(const Table& table, std::size_t row, Draft& draft) {
  const std::string text = table.text(row, Field::cancelled, draft.problems);
  if (text.empty()) return false;
  const std::optional<bool> answer = yes_or_no(text);
  if (!answer) {
    draft.problems.error(table.where(row, Field::cancelled),
                         fmt::format("'{}' is neither yes nor no. Write yes where the meeting is "
                                     "cancelled, else no.",
                                     text));
  }
  return answer.value_or(false);
}

int read_capacity(const Table& table, std::size_t row, Draft& draft) {
  const std::string text = table.text(row, Field::capacity, draft.problems);
  if (text.empty()) return 0;
  int seats = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seats);
  if (error != std::errc{} || end != text.data() + text.size() || seats < 0 || seats > 1'000'000) {
    draft.problems.error(table.where(row, Field::capacity),
                         fmt::format("'{}' is no number of seats. Write a whole number; leave it "
                                     "empty where there is no limit.",
                                     text));
    return 0;
  }
  return seats;
}

std::vector<std::string> as_roles(std::vector<std::string> roles) {
  for (std::string& role : roles) {
    if (std::string word = role_word(role); !word.empty()) role = word;
  }
  return roles;
}

void read_kind(const Table& table, std::size_t row, Meeting& meeting, Draft& draft) {
  if (table.rule().kind == SheetKind::speed_dates) {
    const std::string round = table.needed(row, Field::round, draft.problems, max_id_bytes);
    meeting.kind = "speed_date";
    if (meeting.title.empty()) meeting.title = fmt::format("Speed date, round {}", round);
    if (meeting.id.empty())
      meeting.id = MeetingId{fmt::format("SD-{}-{}", round, meeting.place.value)};
    return;
  }
  const std::string kind = table.text(row, Field::kind, draft.problems);
  meeting.kind = kind.empty() ? "appointment" : meeting_kind_word(kind);
  if (meeting.kind.empty()) {
    draft.problems.error(table.where(row, Field::kind),
                         fmt::format("'{}' is no kind of meeting. Write appointment, speed date or "
                                     "round table.",
                                     kind));
  }
}

}  // namespace

void read_meetings(const Table& table, Draft& draft) {
  for (std::size_t row = 0; row < table.size(); ++row) {
    Meeting meeting;
    meeting.id = MeetingId{table.rule().kind == SheetKind::speed_dates
                               ? table.text(row, Field::id, draft.problems, max_id_bytes)
                               : table.needed(row, Field::id, draft.problems, max_id_bytes)};
    meeting.title = table.text(row, Field::title, draft.problems);
    meeting.place = read_place(table, row, draft);
    read_kind(table, row, meeting, draft);
    meeting.attendees = read_people(table, row, draft);
    meeting.cancelled = read_cancelled(table, row, draft);
    if (const auto span = read_span(table, row, draft)) {
      meeting.starts_at = span->starts_at;
      meeting.ends_at = span->ends_at;
    }
    if (!meeting.id.empty() && !draft.meeting_ids.insert(meeting.id.value).second) {
      draft.problems.error(
          table.where(row, table.has(Field::id) ? Field::id : Field::round),
          fmt::format("The meeting '{}' is there twice. Give each an id of its own.",
                      meeting.id.value));
    }
    draft.meeting_rows.push_back(table.where(row));
    draft.roster.meetings.push_back(std::move(meeting));
  }
}

void read_sessions(const Table& table, Draft& draft) {
  for (std::size_t row = 0; row < table.size(); ++row) {
    const std::size_t index = draft.roster.sessions.size();
    Session session;
    session.id = SessionId{read_id(table, row, draft.sessions, index, draft)};
    session.title = table.needed(row, Field::title, draft.problems);
    session.theme = table.text(row, Field::theme, draft.problems);
    session.place = read_place(table, row, draft);
    session.speakers = table.list(row, Field::speakers, draft.problems);
    if (const auto span = read_span(table, row, draft)) {
      session.starts_at = span->starts_at;
      session.ends_at = span->ends_at;
    }
    draft.sessions.add_name(session.title, index);
    draft.session_rows.push_back(table.where(row));
    draft.roster.sessions.push_back(std::move(session));
  }
}

void read_zones(const Table& table, Draft& draft) {
  for (std::size_t row = 0; row < table.size(); ++row) {
    const std::size_t index = draft.roster.zones.size();
    Zone zone;
    zone.id = ZoneId{read_id(table, row, draft.zones, index, draft)};
    zone.topic = table.needed(row, Field::topic, draft.problems);
    zone.place = read_place(table, row, draft);
    zone.capacity = read_capacity(table, row, draft);
    zone.roles = as_roles(table.list(row, Field::roles, draft.problems));
    zone.themes = table.list(row, Field::themes, draft.problems);
    zone.facilitator = table.text(row, Field::facilitator, draft.problems);
    if (const auto span = read_span(table, row, draft)) {
      zone.starts_at = span->starts_at;
      zone.ends_at = span->ends_at;
    }
    draft.zones.add_name(zone.topic, index);
    draft.zone_rows.push_back(table.where(row));
    draft.roster.zones.push_back(std::move(zone));
  }
}

}  // namespace meetpoint::importers
