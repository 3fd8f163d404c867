// An event far larger than any that was held, made from a seed: what a store must still be quick
// with. Nobody in it exists.
#pragma once

#include <string>
#include <vector>

#include "sync/base/instant.h"
#include "sync/wire/messages.h"

namespace meetpoint::bench {

struct BigEvent {
  int attendees = 100'000;
  int meetings = 400'000;
  int zones = 50;
  int places = 1'000;
  int sessions = 60;
  int organisations = 20'000;
  int checked_in = 40'000;  // by other stations, before the first scan here
  int in_zones = 20'000;    // of them, who is in a zone
};

inline constexpr Instant big_event_begins = from_ms(1'805'353'200'000);  // 18 March 2027, 07:00 UTC

EventId big_event_id();
// What the badge of an attendee (0 …) holds.
std::string badge_of(int attendee);

// The roster as a hub sends it to a new station.
wire::FeedReply snapshot_of(const BigEvent&);

// The facts of other stations that follow it, in replies as large as the hub's.
std::vector<wire::FeedReply> feed_after(const wire::FeedReply& snapshot, const BigEvent&);

}  // namespace meetpoint::bench
