#include "sync/model/what_next.h"

#include <algorithm>
#include <tuple>

namespace meetpoint {
namespace {

constexpr std::size_t zones_suggested = 3;

bool runs(Instant starts_at, Instant ends_at, Instant now) {
  return starts_at <= now && now < ends_at;
}

bool overlap(Instant a_starts, Instant a_ends, Instant b_starts, Instant b_ends) {
  return a_starts < b_ends && b_starts < a_ends;
}

Phase phase_of(const Event& event, Instant now) {
  if (now < event.starts_at) return Phase::before_event;
  // An event without hours is never over.
  if (event.ends_at > event.starts_at && now >= event.ends_at) return Phase::after_event;
  return Phase::during;
}

// The meeting that runs before those to come, then the earlier; ids break ties, so that every
// station says the same.
auto order_of(const MeetingItem& m, Instant now) {
  return std::tuple(!runs(m.starts_at, m.ends_at, now), m.starts_at, m.ends_at, m.id);
}

void find_meeting(const Day& day, Instant now, NextUp& out) {
  for (std::size_t i = 0; i < day.meetings.size(); ++i) {
    const MeetingItem& meeting = day.meetings[i];
    if (meeting.cancelled || meeting.ends_at <= now) continue;
    if (!out.meeting || order_of(meeting, now) < order_of(day.meetings[*out.meeting], now)) {
      out.meeting = i;
    }
  }
  if (!out.meeting) return;
  const MeetingItem& chosen = day.meetings[*out.meeting];
  out.meeting_runs = runs(chosen.starts_at, chosen.ends_at, now);
  out.meeting_today = day.event.time_zone.same_day(chosen.starts_at, now) || out.meeting_runs;
  for (std::size_t i = 0; i < day.meetings.size(); ++i) {
    const MeetingItem& other = day.meetings[i];
    if (i == *out.meeting || other.cancelled || other.ends_at <= now) continue;
    if (overlap(chosen.starts_at, chosen.ends_at, other.starts_at, other.ends_at)) {
      out.also_then.push_back(i);
    }
  }
}

// Cancelled meetings up to the next one that takes place, on the day that the screen is about.
void find_cancelled(const Day& day, Instant now, NextUp& out) {
  std::optional<Instant> until;
  for (const MeetingItem& meeting : day.meetings) {
    if (meeting.cancelled || meeting.ends_at <= now) continue;
    if (out.meeting_runs && meeting.starts_at <= now) continue;
    if (!until || meeting.starts_at < *until) until = meeting.starts_at;
  }
  const TimeZone& zone = day.event.time_zone;
  for (std::size_t i = 0; i < day.meetings.size(); ++i) {
    const MeetingItem& meeting = day.meetings[i];
    if (!meeting.cancelled || meeting.ends_at <= now) continue;
    if (until && meeting.starts_at > *until) continue;
    const bool same_day =
        zone.same_day(meeting.starts_at, now) ||
        (out.meeting && zone.same_day(meeting.starts_at, day.meetings[*out.meeting].starts_at));
    if (same_day || meeting.starts_at <= now) out.cancelled.push_back(i);
  }
}

bool is_booked(const Day& day, const ZoneItem& zone) {
  return zone.booked || (!day.attendee.booked_zone.empty() && day.attendee.booked_zone == zone.id);
}

void find_zones(const Day& day, Instant now, NextUp& out) {
  std::vector<std::size_t> inside;
  std::vector<std::size_t> booked;
  std::vector<std::size_t> fitting;
  for (std::size_t i = 0; i < day.zones.size(); ++i) {
    const ZoneItem& zone = day.zones[i];
    // Whoever is still in a zone that is over can say that they left.
    if (zone.ends_at <= now && !zone.inside) continue;
    if (is_booked(day, zone)) {
      booked.push_back(i);
    } else if (zone.inside) {
      inside.push_back(i);
    } else if (zone.fits && zone.has_seats()) {
      fitting.push_back(i);
    }
  }
  const auto nearer = [&](std::size_t a, std::size_t b) {
    const auto order = [&](const ZoneItem& z) {
      return std::tuple(std::max(z.starts_at, now), -z.shared_themes, z.starts_at, z.id);
    };
    return order(day.zones[a]) < order(day.zones[b]);
  };
  std::sort(inside.begin(), inside.end(), nearer);
  std::sort(booked.begin(), booked.end(), nearer);
  std::sort(fitting.begin(), fitting.end(), nearer);

  out.zone_booked = !booked.empty();
  out.zones = std::move(inside);
  out.zones.insert(out.zones.end(), booked.begin(), booked.end());
  if (out.zone_booked) return;
  for (const std::size_t i : fitting) {
    if (out.zones.size() >= zones_suggested) break;
    out.zones.push_back(i);
  }
}

void make_agenda(const Day& day, Instant now, NextUp& out) {
  const auto add = [&](AgendaKind kind, std::size_t index, const auto& item, bool cancelled) {
    out.agenda.push_back({.kind = kind,
                          .index = index,
                          .starts_at = item.starts_at,
                          .ends_at = item.ends_at,
                          .running = !cancelled && runs(item.starts_at, item.ends_at, now),
                          .past = item.ends_at <= now,
                          .cancelled = cancelled,
                          .overlaps = false});
  };
  for (std::size_t i = 0; i < day.meetings.size(); ++i) {
    add(AgendaKind::meeting, i, day.meetings[i], day.meetings[i].cancelled);
  }
  for (std::size_t i = 0; i < day.sessions.size(); ++i) {
    if (day.sessions[i].booked) add(AgendaKind::session, i, day.sessions[i], false);
  }
  for (std::size_t i = 0; i < day.zones.size(); ++i) {
    if (is_booked(day, day.zones[i]) || day.zones[i].inside) {
      add(AgendaKind::zone, i, day.zones[i], false);
    }
  }
  std::sort(out.agenda.begin(), out.agenda.end(), [](const AgendaLine& a, const AgendaLine& b) {
    return std::tuple(a.starts_at, a.ends_at, a.kind, a.index) <
           std::tuple(b.starts_at, b.ends_at, b.kind, b.index);
  });
  // Sorted by start: a line overlaps with one of those before it when it starts before their latest
  // end.
  for (std::size_t i = 0; i < out.agenda.size(); ++i) {
    AgendaLine& line = out.agenda[i];
    if (line.cancelled) continue;
    for (std::size_t j = i + 1; j < out.agenda.size(); ++j) {
      AgendaLine& later = out.agenda[j];
      if (later.starts_at >= line.ends_at) break;
      if (later.cancelled) continue;
      if (overlap(line.starts_at, line.ends_at, later.starts_at, later.ends_at)) {
        line.overlaps = later.overlaps = true;
      }
    }
  }
}

}  // namespace

std::optional<int> ZoneItem::seats_left() const {
  if (capacity == 0) return std::nullopt;
  const int left = std::max(0, capacity - taken);
  if (!seats_here) return left;
  const int here = static_cast<int>(std::min(*seats_here, std::uint64_t{1'000'000}));
  return here == 0 ? 0 : std::max(left, here);
}

bool ZoneItem::has_seats() const {
  const auto left = seats_left();
  return !left || *left > 0;
}

NextUp what_next(const Day& day, Instant now) {
  NextUp out;
  out.phase = phase_of(day.event, now);
  find_meeting(day, now, out);
  find_cancelled(day, now, out);
  find_zones(day, now, out);
  make_agenda(day, now, out);
  return out;
}

}  // namespace meetpoint
