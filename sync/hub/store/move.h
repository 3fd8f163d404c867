// Moving an event to another database, of the same engine or the other.
//
// The source stops serving it first, keeps all rows, and remembers where it went; then everything
// is copied in one transaction of the target, compared, and goes on there in an epoch of its own.
// So no two databases ever serve it, not even where an older copy of the source comes back. A move
// that was cut off goes on when it is asked for again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sync/base/result.h"
#include "sync/hub/store/hub_store.h"
#include "sync/store/database.h"

namespace meetpoint::hub {

struct Moved {
  std::uint64_t facts = 0;
  std::uint64_t rows = 0;  // facts and all else
  std::uint64_t epoch = 0;
  std::string state_hash;  // the same on both sides
};

// Events that can be moved away: those that are served, and those of which a move was cut off.
Result<std::vector<EventId>> events_to_move(store::Database& from);

// On the writing connections. `target` is for people and holds no password. Fails with not_found;
// conflict where the target has the event, or it was moved away before; corrupt where both sides
// differ afterwards; io, disk_full. Where it fails the source goes on to serve the event, unless
// the message says otherwise.
Result<Moved> move_event(store::Database& from, store::Database& to, const EventId&,
                         const std::string& target);

}  // namespace meetpoint::hub
