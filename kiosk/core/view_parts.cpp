#include "kiosk/core/view_parts.h"

#include <algorithm>
#include <chrono>

namespace meetpoint::core {

When when_of(const TimeZone& zone, Instant starts_at, Instant ends_at, Instant now) {
  using std::chrono::minutes;
  const bool ahead = starts_at > now;
  return {.starts = zone.clock_text(starts_at),
          .ends = zone.clock_text(ends_at),
          .day = zone.local(starts_at),
          .today = zone.same_day(starts_at, now),
          .runs = starts_at <= now && now < ends_at,
          .minutes_until =
              ahead ? static_cast<int>(std::chrono::ceil<minutes>(starts_at - now).count()) : 0};
}

PersonName name_of_person(const Day& day) { return {full_name(day.attendee), day.organisation}; }

MeetingCard card_of(const Day& day, const MeetingItem& meeting, Instant now) {
  const TimeZone& zone = day.event.time_zone;
  MeetingCard card{.place = meeting.place,
                   .directions = meeting.directions,
                   .title = meeting.title,
                   .when = when_of(zone, meeting.starts_at, meeting.ends_at, now),
                   .partners = {},
                   .moved = std::nullopt};
  for (const Partner& partner : meeting.partners) {
    card.partners.push_back({{partner.name, partner.organisation}, partner.arrived});
  }
  const bool other_time = meeting.moved_from_time && *meeting.moved_from_time != meeting.starts_at;
  const bool other_place =
      !meeting.moved_from_place.empty() && meeting.moved_from_place != meeting.place;
  if (other_time || other_place) {
    card.moved = MovedNote{other_place ? meeting.moved_from_place : "", std::nullopt};
    if (other_time) card.moved->from_time = zone.clock_text(*meeting.moved_from_time);
  }
  return card;
}

ZoneCard card_of(const Day& day, const ZoneItem& zone, Instant now) {
  ZoneCard card{.id = zone.id,
                .topic = zone.topic,
                .place = zone.place,
                .directions = zone.directions,
                .facilitator = zone.facilitator,
                .when = when_of(day.event.time_zone, zone.starts_at, zone.ends_at, now),
                .seats_left = zone.seats_left(),
                .booked = zone.booked,
                .inside = zone.inside,
                .action = ZoneAction::none};
  const bool open = now >= zone.starts_at - zone_opens_before && now < zone.ends_at;
  if (zone.inside) {
    card.action = ZoneAction::leave;
  } else if (open && zone.has_seats()) {
    card.action = ZoneAction::enter;
  }
  return card;
}

std::optional<MeetingCard> next_card(const Day& day, Instant now) {
  const NextUp next = what_next(day, now);
  if (!next.meeting) return std::nullopt;
  return card_of(day, day.meetings[*next.meeting], now);
}

namespace {

Connection connection_of(const SyncStatus& sync) {
  if (sync.problem) return Connection::problem;
  if (!sync.online) return sync.ever_online ? Connection::offline : Connection::never_online;
  if (!sync.via_relay) return Connection::online;
  return sync.relay_online ? Connection::relayed : Connection::at_venue;
}

}  // namespace

StatusLine status_of(const AppState& state) {
  const SyncStatus& sync = state.sync;
  StatusLine line{
      .connection = connection_of(sync), .waiting = sync.waiting, .clock_wrong = sync.clock_wrong};
  std::optional<Instant> since;
  switch (line.connection) {
    case Connection::online: break;
    case Connection::at_venue: since = sync.relay_offline_since; [[fallthrough]];
    case Connection::relayed:
      // One number, which a scan raises once: not here first and a moment later at the relay.
      line.waiting += sync.kept_at_relay;
      break;
    case Connection::offline:
    case Connection::never_online:
      // What the relay still had when it was last heard of may have gone on since.
      since = sync.offline_since;
      line.peers = sync.peers;
      break;
    case Connection::problem: line.problem = sync.problem->code; break;
  }
  if (since) {
    const TimeZone zone = state.event ? state.event->time_zone : TimeZone{};
    line.since = zone.clock_text(*since);
  }
  return line;
}

std::optional<Countdown> countdown_of(const AppState& state, Instant now) {
  const std::optional<Duration> left = time_left(state, now);
  if (!left) return std::nullopt;
  const auto tenths = (left->count() + 99) / 100;
  return Countdown{
      .seconds_left = static_cast<int>((left->count() + 999) / 1000),
      .fraction = static_cast<float>(tenths) / (static_cast<float>(visit_ms.count()) / 100),
      .prominent = *left <= countdown_prominent_ms};
}

TroubleModel trouble_of(const AppState& state) {
  if (state.store_down) {
    return {.code = state.store_down->code, .message = state.store_down->message};
  }
  TroubleModel model;
  if (!state.trouble) return model;
  const Trouble& trouble = *state.trouble;
  model.code = trouble.error.code;
  model.message = trouble.error.message;
  if (!trouble.failed.empty()) model.failed = trouble.failed.front().purpose;
  model.maybe_recorded = trouble.maybe_recorded;
  model.can_retry = !trouble.failed.empty();
  return model;
}

}  // namespace meetpoint::core
