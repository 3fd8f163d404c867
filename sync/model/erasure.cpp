#include "sync/model/erasure.h"

#include "sync/base/overloaded.h"
#include "sync/model/chain.h"

namespace meetpoint {

std::string code_digest(const EventId& event, std::string_view code) {
  return digest(event.value + '\n' + std::string(code)).substr(0, 32);
}

bool is_about(const FactBody& body, const EventId& event, const Erased& erased) {
  const auto person = [&](const AttendeeId& id) { return erased.people.contains(id); };
  const auto code = [&](const std::string& text) {
    return !text.empty() && erased.code_digests.contains(code_digest(event, text));
  };
  return std::visit(Overloaded{
                        [&](const CheckIn& f) { return person(f.attendee) || code(f.badge); },
                        [&](const Contact& f) { return person(f.a) || person(f.b); },
                        [&](const ContactNote& f) { return person(f.author) || person(f.about); },
                        [&](const ConsentGiven& f) { return person(f.person) || person(f.to); },
                        [&](const ConsentWithdrawn& f) { return person(f.person) || person(f.to); },
                        [&](const ZoneEntered& f) { return person(f.attendee); },
                        [&](const ZoneLeft& f) { return person(f.attendee); },
                        [&](const MeetingAttended& f) { return person(f.attendee); },
                        [&](const WalkIn& f) { return person(f.attendee); },
                        [&](const BadgeIssued& f) { return person(f.attendee) || code(f.badge); },
                        [&](const BadgeRevoked& f) { return code(f.badge); },
                        [](const Undo&) { return false; },
                        [](const UnknownFact&) { return false; },
                    },
                    body);
}

PersonCode code_in(const FactBody& body) {
  if (const auto* in = std::get_if<CheckIn>(&body)) return {in->attendee, in->badge};
  if (const auto* issued = std::get_if<BadgeIssued>(&body))
    return {issued->attendee, issued->badge};
  return {};
}

}  // namespace meetpoint
