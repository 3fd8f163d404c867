#include <algorithm>
#include <iterator>
#include <utility>

#include "kiosk/core/turn.h"
#include "sync/model/badge.h"

namespace meetpoint::core {
namespace {

bool is_known(const BadgeAnswered& answer) {
  return answer.decision.verdict == Verdict::checked_in ||
         answer.decision.verdict == Verdict::already_checked_in;
}

Notice about_other(Verdict verdict) {
  if (verdict == Verdict::revoked_badge) return Notice::other_revoked;
  if (verdict == Verdict::removed_attendee) return Notice::other_removed;
  return Notice::other_unknown;
}

Visit visit_of(const BadgeAnswered& answer) {
  return {{.code = answer.code,
           .day = *answer.day,
           .checked_in_now = answer.decision.verdict == Verdict::checked_in,
           .since = answer.decision.since},
          answer.recorded};
}

void welcome(Turn& turn, const BadgeAnswered& answer, const BadgeAnswered* second) {
  AppState& state = turn.state;
  state.visit = visit_of(answer);
  if (!state.language_chosen) state.language = answer.day->attendee.language;
  turn.show(Screen::welcome);
  turn.play(state.visit->person.checked_in_now ? Sound::success : Sound::attention);
  if (second == nullptr) return;
  Visit other = visit_of(*second);
  if (other.person.day.attendee.id != state.visit->person.day.attendee.id) {
    start_contact(turn, std::move(other.person));
    return;
  }
  // A telephone and a paper badge of the same person.
  Visit& visit = *state.visit;
  visit.person.checked_in_now |= other.person.checked_in_now;
  std::copy(other.recorded.begin(), other.recorded.end(), std::back_inserter(visit.recorded));
}

void refuse(Turn& turn, const std::vector<Reading>& readings, bool typed) {
  // Of two, the one that says most: somebody is on the list or was.
  const auto most =
      std::max_element(readings.begin(), readings.end(), [](const Reading& a, const Reading& b) {
        return a.answer->decision.verdict < b.answer->decision.verdict;
      });
  turn.state.refused = most->answer->decision.verdict;
  if (typed) turn.state.refused_code = most->code;
  turn.show(Screen::refused);
  turn.play(Sound::failure);
}

// Everything asked for is answered: the old visit, if any, gives way.
void conclude(Turn& turn) {
  AppState& state = turn.state;
  const std::vector<Reading> readings = std::move(state.reading);
  const bool typed = state.screen == Screen::typing;
  // Chosen by hand before the badge: it goes before the language of the roster.
  const bool keep_language = state.language_chosen && !state.visit;
  const std::string language = state.language;
  turn.to_waiting();
  if (keep_language) {
    state.language = language;
    state.language_chosen = true;
  }

  std::vector<const BadgeAnswered*> known;
  for (const Reading& reading : readings) {
    if (is_known(*reading.answer)) known.push_back(&*reading.answer);
  }
  if (known.empty()) {
    refuse(turn, readings, typed);
    return;
  }
  welcome(turn, *known[0], known.size() > 1 ? known[1] : nullptr);
  for (const Reading& reading : readings) {
    if (!is_known(*reading.answer)) state.notice = about_other(reading.answer->decision.verdict);
  }
}

void notice(Turn& turn, Notice what) {
  turn.touch();
  turn.state.notice = what;
  turn.play(Sound::attention);
}

std::vector<std::string> usable(const std::vector<std::string>& scanned) {
  std::vector<std::string> codes;
  for (const std::string& text : scanned) {
    const Result<std::string> code = parse_badge(text);
    if (code && std::find(codes.begin(), codes.end(), *code) == codes.end()) codes.push_back(*code);
  }
  return codes;
}

}  // namespace

void begin_reading(Turn& turn, const std::vector<std::string>& codes) {
  AppState& state = turn.state;
  const auto asked = [&](const Reading& reading) {
    return std::find(codes.begin(), codes.end(), reading.code) != codes.end();
  };
  // A badge that is already being read is not read twice: its second answer would say "already
  // checked in", and the first, with what it recorded, would be lost.
  const bool goes_on = state.screen != Screen::trouble && !state.reading.empty() &&
                       std::all_of(state.reading.begin(), state.reading.end(), asked);
  if (!goes_on) {
    state.pending.clear();
    state.reading.clear();
    if (state.screen == Screen::trouble) turn.to_waiting();
  }
  turn.touch();
  for (const std::string& code : codes) {
    const bool under_way = std::any_of(state.reading.begin(), state.reading.end(),
                                       [&](const Reading& r) { return r.code == code; });
    if (under_way) continue;
    const auto ticket = turn.ask(Purpose::visit, ReadBadge{0, code, true});
    state.reading.push_back({code, ticket, std::nullopt});
  }
}

void badges_read(Turn& turn, const BadgesRead& event) {
  AppState& state = turn.state;
  const std::vector<std::string> codes = usable(event.codes);
  if (codes.empty()) {
    if (!event.codes.empty()) notice(turn, Notice::code_unreadable);
    return;
  }
  if (codes.size() > 2) {
    notice(turn, Notice::too_many_badges);
    return;
  }
  const bool for_contact = state.screen == Screen::contact ||
                           (state.screen == Screen::typing && state.typing_from == Screen::contact);
  if (for_contact && state.contact) {
    turn.show(Screen::contact);
    scanned_on_contact(turn, codes);
    return;
  }
  const bool personal = state.screen == Screen::welcome || state.screen == Screen::agenda;
  if (!personal || !state.visit || !state.reading.empty()) {
    begin_reading(turn, codes);
    return;
  }
  std::vector<std::string> others = codes;
  std::erase(others, state.visit->person.code);
  if (others.empty()) {
    turn.touch();
  } else if (others.size() < codes.size()) {
    turn.touch();
    start_contact(turn, std::nullopt);
    second_badge_read(turn, others.front());
  } else {
    begin_reading(turn, codes);
  }
}

void visit_answered(Turn& turn, const BadgeAnswered& answer) {
  std::vector<Reading>& readings = turn.state.reading;
  const auto found = std::find_if(readings.begin(), readings.end(), [&](const Reading& reading) {
    return reading.ticket == answer.ticket;
  });
  if (found == readings.end()) return;
  found->answer = answer;
  if (is_known(answer) && !answer.day) {
    found->answer.reset();
    turn.state.pending.push_back(
        {answer.ticket, Purpose::visit, ReadBadge{answer.ticket, found->code, true}, turn.now});
    store_failed(turn,
                 {answer.ticket,
                  {ErrorCode::internal, "A badge was read, but its day is missing; report this."}},
                 true);
    return;
  }
  const bool all = std::all_of(readings.begin(), readings.end(),
                               [](const Reading& reading) { return reading.answer.has_value(); });
  if (all) conclude(turn);
}

}  // namespace meetpoint::core
