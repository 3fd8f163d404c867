#include "sync/model/fold.h"

#include <algorithm>
#include <tuple>

#include "sync/base/overloaded.h"

namespace meetpoint {

namespace {

// Ids are the organiser's and may hold a slash; the length in front keeps keys apart.
std::string part(std::string_view id) { return std::to_string(id.size()) + ":" + std::string(id); }

std::string pair_key(const AttendeeId& a, const AttendeeId& b) {
  const auto& [low, high] = std::minmax(a, b);
  return part(low.value) + "/" + part(high.value);
}

// The order in which facts count: clock first, then ids, so that there are no ties.
bool earlier(const Fact& a, const Fact& b) { return std::tie(a.hlc, a.id) < std::tie(b.hlc, b.id); }

using Counting = std::vector<const Fact*>;

FoldedState fold_attendee(const Counting& facts) {
  AttendeeState state;
  bool any = false;
  for (const Fact* fact : facts) {
    if (const auto* in = std::get_if<CheckIn>(&fact->body)) {
      state.attendee = in->attendee;
      any = true;
      if (state.check_in) {
        state.doubles.push_back(fact->id);
      } else {
        state.check_in = fact->id;
        state.checked_in_at = fact->wall;
      }
    } else if (const auto* entered = std::get_if<ZoneEntered>(&fact->body)) {
      state.attendee = entered->attendee;
      any = true;
      state.zone = entered->zone;
      state.zone_fact = fact->id;
      state.over_capacity = entered->over_capacity;
    } else if (const auto* left = std::get_if<ZoneLeft>(&fact->body)) {
      state.attendee = left->attendee;
      any = true;
      // Leaving a zone that one is not in (any more) says nothing about the present one.
      if (left->zone == state.zone) {
        state.zone = {};
        state.zone_fact = {};
        state.over_capacity = false;
      }
    } else if (const auto* attended = std::get_if<MeetingAttended>(&fact->body)) {
      state.attendee = attended->attendee;
      any = true;
      state.attended.push_back(attended->meeting);
    } else if (const auto* walk_in = std::get_if<WalkIn>(&fact->body)) {
      state.attendee = walk_in->attendee;
      any = true;
      if (!state.walk_in) state.walk_in = *walk_in;
    }
  }
  std::sort(state.attended.begin(), state.attended.end());
  state.attended.erase(std::unique(state.attended.begin(), state.attended.end()),
                       state.attended.end());
  return any ? FoldedState{state} : FoldedState{};
}

FoldedState fold_badge(const Counting& facts) {
  BadgeState state;
  for (const Fact* fact : facts) {
    if (const auto* issued = std::get_if<BadgeIssued>(&fact->body)) {
      state.badge = issued->badge;
      if (state.attendee.empty()) {
        state.attendee = issued->attendee;
      } else if (issued->attendee != state.attendee &&
                 std::find(state.also_issued.begin(), state.also_issued.end(), issued->attendee) ==
                     state.also_issued.end()) {
        state.also_issued.push_back(issued->attendee);
      }
    } else if (const auto* revoked = std::get_if<BadgeRevoked>(&fact->body)) {
      state.badge = revoked->badge;
      if (!state.revoked) {
        state.revoked = true;
        state.revoked_at = fact->wall;
        state.reason = revoked->reason;
      }
    }
  }
  return state.badge.empty() ? FoldedState{} : FoldedState{state};
}

FoldedState fold_contact(const Counting& facts) {
  ContactState state;
  for (const Fact* fact : facts) {
    const auto* contact = std::get_if<Contact>(&fact->body);
    if (!contact) continue;
    if (state.first) {
      state.doubles.push_back(fact->id);
      continue;
    }
    std::tie(state.low, state.high) = std::minmax(contact->a, contact->b);
    state.meeting = contact->meeting;
    state.first = fact->id;
    state.met_at = fact->wall;
    state.place = contact->place;
    state.station = fact->id.station;
  }
  return state.first ? FoldedState{state} : FoldedState{};
}

FoldedState fold_note(const Counting& facts) {
  NoteState state;
  for (const Fact* fact : facts) {
    const auto* note = std::get_if<ContactNote>(&fact->body);
    if (!note) continue;
    state.author = note->author;
    state.about = note->about;
    state.versions.push_back({fact->id, fact->wall, note->text, note->rating});
  }
  return state.versions.empty() ? FoldedState{} : FoldedState{state};
}

bool withdraws(const ConsentWithdrawn& w, const AttendeeId& to, const std::string& field) {
  return (w.to.empty() || w.to == to) &&
         (w.fields.empty() || std::find(w.fields.begin(), w.fields.end(), field) != w.fields.end());
}

FoldedState fold_consent(const Counting& facts) {
  ConsentState state;
  std::set<ConsentGrant> grants;
  for (const Fact* fact : facts) {
    if (const auto* withdrawn = std::get_if<ConsentWithdrawn>(&fact->body)) {
      state.person = withdrawn->person;
      state.withdrawals.push_back(fact->id);
    }
  }
  for (const Fact* fact : facts) {
    const auto* given = std::get_if<ConsentGiven>(&fact->body);
    if (!given) continue;
    state.person = given->person;
    for (const std::string& field : given->fields) {
      const bool overridden = std::any_of(facts.begin(), facts.end(), [&](const Fact* other) {
        const auto* w = std::get_if<ConsentWithdrawn>(&other->body);
        return w && withdraws(*w, given->to, field) &&
               std::find(given->after.begin(), given->after.end(), other->id) == given->after.end();
      });
      if (!overridden) grants.insert({given->to, field});
    }
  }
  state.grants.assign(grants.begin(), grants.end());
  std::sort(state.withdrawals.begin(), state.withdrawals.end());
  return state.person.empty() ? FoldedState{} : FoldedState{state};
}

// Nothing takes back a revocation or a withdrawal of consent: an undo of them is void, so that a
// slip of the finger can't open what somebody closed.
bool can_be_undone(const FactBody& body) {
  return !std::holds_alternative<BadgeRevoked>(body) &&
         !std::holds_alternative<ConsentWithdrawn>(body);
}

}  // namespace

std::string attendee_key(const AttendeeId& id) { return "attendee/" + part(id.value); }
std::string badge_key(std::string_view code) { return "badge/" + part(code); }
std::string consent_key(const AttendeeId& person) { return "consent/" + part(person.value); }
std::string contact_key(const AttendeeId& a, const AttendeeId& b, const MeetingId& meeting) {
  return "contact/" + pair_key(a, b) + "/" + part(meeting.value);
}

std::string fold_key(const FactBody& body) {
  return std::visit(Overloaded{
                        [](const CheckIn& f) { return attendee_key(f.attendee); },
                        [](const ZoneEntered& f) { return attendee_key(f.attendee); },
                        [](const ZoneLeft& f) { return attendee_key(f.attendee); },
                        [](const MeetingAttended& f) { return attendee_key(f.attendee); },
                        [](const WalkIn& f) { return attendee_key(f.attendee); },
                        [](const BadgeIssued& f) { return badge_key(f.badge); },
                        [](const BadgeRevoked& f) { return badge_key(f.badge); },
                        [](const Contact& f) { return contact_key(f.a, f.b, f.meeting); },
                        [](const ContactNote& f) {
                          return "note/" + part(f.author.value) + "/" + part(f.about.value);
                        },
                        [](const ConsentGiven& f) { return consent_key(f.person); },
                        [](const ConsentWithdrawn& f) { return consent_key(f.person); },
                        [](const Undo&) { return std::string{}; },
                        [](const UnknownFact&) { return std::string{}; },
                    },
                    body);
}

bool shared_key(std::string_view key) {
  return key.starts_with("attendee/") || key.starts_with("badge/");
}

std::string why_rejected(const Fact& fact) {
  return std::visit(
      Overloaded{
          [](const Contact& f) -> std::string {
            if (f.a.empty() || f.b.empty()) return "a contact needs two attendees";
            return f.a == f.b ? "a contact of an attendee with themselves" : "";
          },
          [](const ContactNote& f) -> std::string {
            return f.author.empty() || f.about.empty() ? "a note needs an author and a subject"
                                                       : "";
          },
          [](const ConsentGiven& f) -> std::string {
            return f.person.empty() || f.to.empty() ? "a consent needs a person and a receiver"
                                                    : "";
          },
          [](const ConsentWithdrawn& f) -> std::string {
            return f.person.empty() ? "a withdrawal needs a person" : "";
          },
          [](const BadgeIssued& f) -> std::string {
            return f.badge.empty() || f.attendee.empty() ? "a badge needs a code and an attendee"
                                                         : "";
          },
          [](const BadgeRevoked& f) -> std::string {
            return f.badge.empty() ? "a revocation needs a badge" : "";
          },
          [](const ZoneEntered& f) -> std::string {
            return f.attendee.empty() || f.zone.empty() ? "an entry needs an attendee and a zone"
                                                        : "";
          },
          [](const ZoneLeft& f) -> std::string {
            return f.attendee.empty() || f.zone.empty() ? "an exit needs an attendee and a zone"
                                                        : "";
          },
          [](const CheckIn& f) -> std::string {
            return f.attendee.empty() ? "a check-in needs an attendee" : "";
          },
          [](const MeetingAttended& f) -> std::string {
            return f.attendee.empty() || f.meeting.empty()
                       ? "an attendance needs an attendee and a meeting"
                       : "";
          },
          [](const WalkIn& f) -> std::string {
            return f.attendee.empty() ? "a walk-in needs an id" : "";
          },
          [](const Undo&) -> std::string { return ""; },
          [](const UnknownFact&) -> std::string { return ""; },
      },
      fact.body);
}

FoldedState fold(std::string_view key, std::span<const Fact> facts,
                 const std::set<FactId>& undone) {
  Counting counting;
  for (const Fact& fact : facts) {
    if (fold_key(fact.body) != key || !why_rejected(fact).empty()) continue;
    if (undone.contains(fact.id) && can_be_undone(fact.body)) continue;
    counting.push_back(&fact);
  }
  std::sort(counting.begin(), counting.end(),
            [](const Fact* a, const Fact* b) { return earlier(*a, *b); });
  if (key.starts_with("attendee/")) return fold_attendee(counting);
  if (key.starts_with("badge/")) return fold_badge(counting);
  if (key.starts_with("contact/")) return fold_contact(counting);
  if (key.starts_with("note/")) return fold_note(counting);
  if (key.starts_with("consent/")) return fold_consent(counting);
  return {};
}

std::set<FactId> undone_by(std::span<const Fact> facts) {
  std::set<FactId> undone;
  for (const Fact& fact : facts) {
    if (const auto* undo = std::get_if<Undo>(&fact.body)) {
      undone.insert(undo->facts.begin(), undo->facts.end());
    }
  }
  return undone;
}

std::map<std::string, FoldedState> fold_all(std::span<const Fact> facts) {
  const std::set<FactId> undone = undone_by(facts);
  std::map<std::string, std::vector<Fact>> by_key;
  for (const Fact& fact : facts) {
    const std::string key = fold_key(fact.body);
    if (!key.empty()) by_key[key].push_back(fact);
  }
  std::map<std::string, FoldedState> state;
  for (const auto& [key, of_key] : by_key) {
    FoldedState folded = fold(key, of_key, undone);
    if (!std::holds_alternative<std::monostate>(folded)) state.emplace(key, std::move(folded));
  }
  return state;
}

bool may_pass_on(const ConsentState& consent, const AttendeeId& to, std::string_view field) {
  return std::any_of(consent.grants.begin(), consent.grants.end(), [&](const ConsentGrant& grant) {
    return grant.to == to && grant.field == field;
  });
}

}  // namespace meetpoint
