#include <fmt/format.h>

#include "sync/hub/importers/draft.h"

namespace meetpoint::importers {
namespace {

std::optional<WrittenTime> read_cell(const Table& table, std::size_t row, Field field,
                                     ProblemList& problems) {
  const std::string text = table.needed(row, field, problems);
  if (text.empty()) return std::nullopt;
  std::optional<WrittenTime> written = parse_time(text);
  if (!written || !written->time) {
    problems.error(table.where(row, field),
                   fmt::format("'{}' is not a time. Write it as 13:30, or with its day as "
                               "2027-03-18 13:30.",
                               text));
    return std::nullopt;
  }
  return written;
}

}  // namespace

std::optional<LocalSpan> read_local_span(const Table& table, std::size_t row,
                                         std::optional<LocalDay> day, ProblemList& problems) {
  const auto start = read_cell(table, row, Field::start, problems);
  const auto end = read_cell(table, row, Field::end, problems);
  if (const std::string text = table.text(row, Field::date, problems); !text.empty()) {
    const std::optional<WrittenTime> written = parse_time(text);
    if (!written || !written->day) {
      problems.error(table.where(row, Field::date),
                     fmt::format("'{}' is not a date. Write it as 2027-03-18.", text));
      return std::nullopt;
    }
    day = written->day;
  }
  if (!start || !end) return std::nullopt;
  if (start->day) day = start->day;
  if (!day) {
    problems.error(table.where(row, Field::start),
                   "Which day? Write it as 2027-03-18 13:30, or add a column 'Date'.");
    return std::nullopt;
  }
  LocalSpan span{.starts = *day + *start->time,
                 .ends = end->day.value_or(*day) + *end->time,
                 .start = *start,
                 .end = *end};
  if (span.ends <= span.starts && start->offset == end->offset) {
    problems.error(table.where(row, Field::end),
                   fmt::format("It ends ({}) before it starts ({}). Put the times right; where it "
                               "ends on the next day, write the day too.",
                               moment_text(span.ends), moment_text(span.starts)));
    return std::nullopt;
  }
  return span;
}

std::optional<Instant> to_utc(const Table& table, std::size_t row, Field field, LocalMoment at,
                              const WrittenTime& written, Draft& draft) {
  if (written.offset) return Instant{at.time_since_epoch() - *written.offset};
  if (!draft.zone) return std::nullopt;  // reported with the event
  const Resolved resolved = draft.zone->resolve(at);
  if (resolved.kind == Resolved::Kind::skipped) {
    draft.problems.error(table.where(row, field),
                         fmt::format("{} does not exist at the venue: the clocks go forward then "
                                     "and skip it. Write a time before or after the change.",
                                     moment_text(at)));
    return std::nullopt;
  }
  if (resolved.kind == Resolved::Kind::twice) {
    draft.problems.warning(
        table.where(row, field),
        fmt::format("{} comes twice at the venue: the clocks go back then. Meetpoint takes the "
                    "first. To be exact, write the offset: 02:30+01:00.",
                    moment_text(at)));
  }
  return resolved.instant;
}

std::optional<Span> read_span(const Table& table, std::size_t row, Draft& draft) {
  const auto local = read_local_span(table, row, draft.event_day, draft.problems);
  if (!local) return std::nullopt;
  const auto starts = to_utc(table, row, Field::start, local->starts, local->start, draft);
  const auto ends = to_utc(table, row, Field::end, local->ends, local->end, draft);
  if (!starts || !ends) return std::nullopt;
  if (*ends <= *starts) {
    draft.problems.error(table.where(row, Field::end),
                         "It ends before it starts, counting the offsets. Put the times right.");
    return std::nullopt;
  }
  const Event& event = draft.roster.event;
  if (*starts < event.starts_at || *ends > event.ends_at) {
    draft.problems.warning(table.where(row, Field::start),
                           fmt::format("{} is outside the event's own times. Check the day and "
                                       "the time.",
                                       moment_text(local->starts)));
  }
  return Span{*starts, *ends};
}

}  // namespace meetpoint::importers
