// A station's side of notices (sync/model/notice.h): does what they say and keeps them for the hub.
// Called inside a transaction; throws StoreFailure.
#pragma once

#include <vector>

#include "sync/model/roster_row.h"
#include "sync/store/database.h"
#include "sync/wire/notice_codec.h"

namespace meetpoint::store {

// A notice came in the feed. One that the hub did not sign is kept and not obeyed.
void heed_notice(Database&, const EventId&, const RosterRow&);

// All that came, for a hub that may have lost them.
std::vector<RosterRow> kept_notices(Database&, const EventId&);

}  // namespace meetpoint::store
