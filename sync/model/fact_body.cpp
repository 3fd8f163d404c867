#include "sync/model/fact_body.h"

#include <algorithm>
#include <array>

namespace meetpoint {

bool shared_with_stations(std::string_view kind) {
  // A list of what may go, not of what may not: a kind that a newer station invents could hold
  // anything, so it goes to the hub only.
  static constexpr std::array shared = {CheckIn::kind,     Undo::kind,        ZoneEntered::kind,
                                        ZoneLeft::kind,    WalkIn::kind,      MeetingAttended::kind,
                                        BadgeIssued::kind, BadgeRevoked::kind};
  return std::find(shared.begin(), shared.end(), kind) != shared.end();
}

std::vector<FactId>* references_in(FactBody& body) {
  if (auto* undo = std::get_if<Undo>(&body)) return &undo->facts;
  if (auto* given = std::get_if<ConsentGiven>(&body)) return &given->after;
  if (auto* entered = std::get_if<ZoneEntered>(&body)) return &entered->leaving;
  if (auto* left = std::get_if<ZoneLeft>(&body)) return &left->entries;
  return nullptr;
}

}  // namespace meetpoint
