#include "sync/model/roster.h"

namespace meetpoint {

std::string full_name(const Attendee& attendee) {
  if (attendee.given_name.empty()) return attendee.family_name;
  if (attendee.family_name.empty()) return attendee.given_name;
  return attendee.given_name + " " + attendee.family_name;
}

}  // namespace meetpoint
