#include "kiosk/core/decide.h"

namespace meetpoint::core {

Decision decide_check_in(const std::string& code, const CheckInContext& context) {
  Decision decision;
  if (!context.badge) {
    decision.verdict = context.revoked ? Verdict::revoked_badge : Verdict::unknown_badge;
    return decision;
  }
  decision.attendee = context.badge->attendee;
  if (context.revoked || context.badge->revoked) {
    decision.verdict = Verdict::revoked_badge;
    return decision;
  }
  if (!context.attendee) {
    decision.verdict = Verdict::removed_attendee;
    return decision;
  }
  if (context.state.check_in) {
    decision.verdict = Verdict::already_checked_in;
    decision.since = context.state.checked_in_at;
    return decision;
  }
  decision.verdict = Verdict::checked_in;
  decision.fact = CheckIn{.attendee = context.badge->attendee, .badge = code};
  return decision;
}

}  // namespace meetpoint::core
