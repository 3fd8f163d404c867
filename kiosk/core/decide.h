// The decision about one badge: what it means, and which fact records it. Pure.
#pragma once

#include <optional>
#include <string>

#include "sync/model/fold.h"
#include "sync/model/roster.h"

namespace meetpoint::core {

enum class Verdict {
  checked_in,          // now, by this scan
  already_checked_in,  // earlier, here or elsewhere
  unknown_badge,       // no such code in this event's roster
  revoked_badge,       // lost or replaced
  removed_attendee,    // the organiser took the person off the list
};

// What the store knows about a code, read in the transaction that also records the answer.
struct CheckInContext {
  std::optional<Badge> badge;        // of the roster, or issued at a station
  bool revoked = false;              // by the roster or by a fact
  std::optional<Attendee> attendee;  // missing: deleted from the roster
  AttendeeState state;
};

struct Decision {
  Verdict verdict = Verdict::unknown_badge;
  AttendeeId attendee;
  std::optional<FactBody> fact;  // to be appended in the same transaction
  std::optional<Instant> since;  // when they had been checked in before
};

Decision decide_check_in(const std::string& code, const CheckInContext&);

}  // namespace meetpoint::core
