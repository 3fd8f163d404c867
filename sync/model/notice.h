// What the hub says of an event once and for all, signed by its key of the event: a station was
// revoked, a person was erased. Notices travel in the feed as roster rows; stations keep them and
// hand them back, so that a hub put back from an older copy learns of them again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace meetpoint {

inline constexpr std::string_view notice_revoked = "revoked_station";
inline constexpr std::string_view notice_erased = "erased";

struct Notice {
  std::string kind;
  std::string subject;                    // the station's number; the attendee's id
  std::string key;                        // of a station: its public key, may be empty
  std::vector<std::string> code_digests;  // of the person's badges (erasure.h)
  std::string signature;
  bool operator==(const Notice&) const = default;
};

}  // namespace meetpoint
