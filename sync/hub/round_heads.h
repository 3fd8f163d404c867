// Where a round of answers ends. All who are answered in one round are told of the feed up to the
// same place: in the next they ask from there, and one reply serves hundreds of stations. Were each
// told of all there is by then, they would part a little with every round.
#pragma once

#include <map>
#include <mutex>

#include "sync/base/ids.h"

namespace meetpoint::hub {

// Thread-safe.
class RoundHeads {
 public:
  // `head` where this is the first question of the round, else what the first was told. `round`
  // counts up; a question of a round that is over gets the end of the newest.
  HubSeq end_of(const EventId& event, std::uint64_t epoch, std::uint64_t round, HubSeq head) {
    const std::lock_guard lock(mutex_);
    End& end = ends_[event];
    if (end.epoch != epoch || end.round < round) end = {epoch, round, head};
    return end.head;
  }

 private:
  struct End {
    std::uint64_t epoch = 0;
    std::uint64_t round = 0;
    HubSeq head = 0;
  };
  std::mutex mutex_;
  std::map<EventId, End> ends_;
};

}  // namespace meetpoint::hub
