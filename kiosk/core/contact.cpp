#include <algorithm>
#include <chrono>
#include <utility>

#include "kiosk/core/turn.h"

namespace meetpoint::core {
namespace {

constexpr Duration around_meeting = std::chrono::minutes{15};

Consent consent_of(Share share) {
  return {.contact = share != Share::nothing, .details = share == Share::details};
}

void say(Turn& turn, Notice notice, Sound sound) {
  turn.state.notice = notice;
  turn.play(sound);
}

void other_is(Turn& turn, Person other) {
  ContactDraft& draft = *turn.state.contact;
  draft.stage = ContactStage::consent;
  draft.first_share.reset();
  draft.second_share.reset();
  draft.meeting = shared_meeting(turn.state.visit->person.day, other.day.attendee.id, turn.now);
  draft.other = std::move(other);
}

}  // namespace

MeetingId shared_meeting(const Day& first, const AttendeeId& second, Instant now) {
  const MeetingItem* best = nullptr;
  Duration best_distance{0};
  for (const MeetingItem& meeting : first.meetings) {
    const bool both = std::any_of(meeting.partners.begin(), meeting.partners.end(),
                                  [&](const Partner& p) { return p.id == second; });
    if (!both || meeting.cancelled) continue;
    const Duration distance =
        std::max({Duration{0}, meeting.starts_at - now, now - meeting.ends_at});
    if (distance > around_meeting) continue;
    if (best == nullptr || distance < best_distance) {
      best = &meeting;
      best_distance = distance;
    }
  }
  return best == nullptr ? MeetingId{} : best->id;
}

void start_contact(Turn& turn, std::optional<Person> other) {
  turn.state.contact = ContactDraft{};
  turn.show(Screen::contact);
  if (other) other_is(turn, std::move(*other));
}

void second_badge_read(Turn& turn, const std::string& code) {
  if (busy(turn.state)) return;
  turn.ask(Purpose::second_badge, ReadBadge{0, code, true});
}

void second_badge_answered(Turn& turn, const BadgeAnswered& answer) {
  AppState& state = turn.state;
  if (!state.visit || !state.contact) return;
  turn.touch();
  switch (answer.decision.verdict) {
    case Verdict::unknown_badge: say(turn, Notice::other_unknown, Sound::failure); break;
    case Verdict::revoked_badge: say(turn, Notice::other_revoked, Sound::failure); break;
    case Verdict::removed_attendee: say(turn, Notice::other_removed, Sound::failure); break;
    case Verdict::checked_in:
    case Verdict::already_checked_in:
      if (!answer.day || answer.day->attendee.id == state.visit->person.day.attendee.id) {
        say(turn, Notice::same_person, Sound::attention);
        break;
      }
      other_is(turn, {.code = answer.code,
                      .day = *answer.day,
                      .checked_in_now = answer.decision.verdict == Verdict::checked_in,
                      .since = answer.decision.since});
      turn.play(Sound::success);
  }
  turn.show(Screen::contact);
}

void scanned_on_contact(Turn& turn, const std::vector<std::string>& codes) {
  AppState& state = turn.state;
  std::vector<std::string> others = codes;
  std::erase(others, state.visit->person.code);
  switch (state.contact->stage) {
    case ContactStage::second_badge:
      if (busy(state)) return;
      turn.touch();
      if (others.empty()) say(turn, Notice::same_person, Sound::attention);
      if (others.size() == 1) second_badge_read(turn, others.front());
      if (others.size() > 1) say(turn, Notice::too_many_badges, Sound::attention);
      break;
    case ContactStage::consent: {
      std::erase(others, state.contact->other->code);
      // The countdown goes on: the one who waits must not keep the draft alive.
      if (!others.empty()) say(turn, Notice::finish_contact_first, Sound::attention);
      break;
    }
    case ContactStage::kept:
      if (others.empty()) {
        turn.touch();
      } else if (others.size() < codes.size() && others.front() == state.contact->other->code) {
        turn.touch();
      } else {
        begin_reading(turn, codes);
      }
      break;
  }
}

void choose_share(Turn& turn, const ChooseShare& choice) {
  AppState& state = turn.state;
  if (!state.contact || state.contact->stage != ContactStage::consent) return;
  (choice.side == Side::first ? state.contact->first_share : state.contact->second_share) =
      choice.share;
}

void confirm_contact(Turn& turn) {
  const AppState& state = turn.state;
  if (!state.visit || !state.contact || state.contact->stage != ContactStage::consent) return;
  const ContactDraft& draft = *state.contact;
  if (!draft.first_share || !draft.second_share) return;
  turn.ask(Purpose::contact, RecordContact{.ticket = 0,
                                           .a = state.visit->person.day.attendee.id,
                                           .b = draft.other->day.attendee.id,
                                           .meeting = draft.meeting,
                                           .of_a = consent_of(*draft.first_share),
                                           .of_b = consent_of(*draft.second_share)});
}

void contact_recorded(Turn& turn, const Recorded& event) {
  AppState& state = turn.state;
  if (!state.contact) return;
  state.contact->stage = ContactStage::kept;
  state.contact->recorded = event.facts;
  std::vector<FactId>& recorded = state.visit->recorded;
  recorded.insert(recorded.end(), event.facts.begin(), event.facts.end());
  turn.show(Screen::contact);
  turn.play(Sound::success);
}

}  // namespace meetpoint::core
