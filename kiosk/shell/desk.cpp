#include "kiosk/shell/desk.h"

#include <algorithm>

#include "kiosk/core/decide.h"

namespace meetpoint::shell {

namespace {

core::CheckInContext context_of(store::EventReader& read, const std::string& code) {
  core::CheckInContext context{.badge = read.badge(code), .revoked = read.is_revoked(code)};
  if (context.badge) {
    context.attendee = read.attendee(context.badge->attendee);
    context.state = read.attendee_state(context.badge->attendee);
  }
  return context;
}

bool is_known(core::Verdict verdict) {
  return verdict == core::Verdict::checked_in || verdict == core::Verdict::already_checked_in;
}

void append_consent(store::StationWrite& write, std::vector<FactId>& facts,
                    const AttendeeId& person, const AttendeeId& to, const core::Consent& consent) {
  if (!consent.contact) return;
  ConsentGiven given{.person = person, .to = to, .fields = {"name", "organisation"}};
  if (consent.details) {
    given.fields.emplace_back("email");
    given.fields.emplace_back("telephone");
  }
  // The person stands here and says yes: that overrides what they had withdrawn before, as far as
  // this station knows of it.
  given.after = write.read().consent(person).withdrawals;
  facts.push_back(write.append(given));
}

void append_attendance(store::StationWrite& write, std::vector<FactId>& facts,
                       const AttendeeId& person, const MeetingId& meeting) {
  const auto attended = write.read().attendee_state(person).attended;
  if (std::binary_search(attended.begin(), attended.end(), meeting)) return;
  facts.push_back(write.append(MeetingAttended{.attendee = person, .meeting = meeting}));
}

}  // namespace

// Whoever is shown a zone may want to go there: a kiosk without a seat asks for some.
void Desk::note_zones(const Day& day) {
  for (const ZoneItem& zone : day.zones) {
    const bool suits = zone.booked || (zone.fits && zone.taken < zone.capacity);
    if (suits && !zone.inside && !zone.has_seats()) store_.note_sought(zone.id);
  }
}

core::AppEvent Desk::carry_out(const core::ReadBadge& command) {
  core::BadgeAnswered answer{.ticket = command.ticket, .code = command.code};
  const Status done = store_.write([&](store::StationWrite& write) -> Status {
    answer.decision = core::decide_check_in(command.code, context_of(write.read(), command.code));
    if (answer.decision.fact && command.check_in) {
      answer.recorded.push_back(write.append(*answer.decision.fact));
    }
    if (is_known(answer.decision.verdict)) {
      answer.day = write.read().day(answer.decision.attendee);
      if (!answer.day) {
        return fail(ErrorCode::not_found,
                    "The event's data has not come from the hub yet. Bring this station online "
                    "once.");
      }
    }
    return {};
  });
  if (!done) return core::StoreFailed{command.ticket, done.error()};
  if (answer.day) note_zones(*answer.day);
  return answer;
}

core::AppEvent Desk::carry_out(const core::RecordContact& command) {
  core::Recorded recorded{.ticket = command.ticket};
  const Status done = store_.write([&](store::StationWrite& write) -> Status {
    if (!write.read().has_contact(command.a, command.b, command.meeting)) {
      recorded.facts.push_back(write.append(
          Contact{.a = command.a, .b = command.b, .meeting = command.meeting, .place = {}}));
    }
    append_consent(write, recorded.facts, command.a, command.b, command.of_a);
    append_consent(write, recorded.facts, command.b, command.a, command.of_b);
    if (!command.meeting.empty()) {
      append_attendance(write, recorded.facts, command.a, command.meeting);
      append_attendance(write, recorded.facts, command.b, command.meeting);
    }
    recorded.day = write.read().day(command.a);
    return {};
  });
  if (!done) return core::StoreFailed{command.ticket, done.error()};
  return recorded;
}

core::AppEvent Desk::carry_out(const core::UndoFacts& command) {
  core::Recorded recorded{.ticket = command.ticket};
  const Status done = store_.write([&](store::StationWrite& write) -> Status {
    recorded.facts = write.undo(command.facts);
    recorded.day = write.read().day(command.attendee);
    return {};
  });
  if (!done) return core::StoreFailed{command.ticket, done.error()};
  return recorded;
}

core::AppEvent Desk::carry_out(const core::EnterZone& command) {
  store_.note_sought(command.zone);
  core::Recorded recorded{.ticket = command.ticket};
  const Status done = store_.write([&](store::StationWrite& write) -> Status {
    if (write.read().attendee_state(command.attendee).zone != command.zone) {
      // Without a seat nothing is recorded, and the day says so.
      const auto entry = write.enter_zone(command.attendee, command.zone);
      if (entry) recorded.facts.push_back(*entry);
    }
    recorded.day = write.read().day(command.attendee);
    return {};
  });
  if (!done) return core::StoreFailed{command.ticket, done.error()};
  return recorded;
}

core::AppEvent Desk::carry_out(const core::LeaveZone& command) {
  core::Recorded recorded{.ticket = command.ticket};
  const Status done = store_.write([&](store::StationWrite& write) -> Status {
    if (write.read().attendee_state(command.attendee).zone == command.zone) {
      recorded.facts.push_back(write.leave_zone(command.attendee, command.zone));
    }
    recorded.day = write.read().day(command.attendee);
    return {};
  });
  if (!done) return core::StoreFailed{command.ticket, done.error()};
  return recorded;
}

}  // namespace meetpoint::shell
