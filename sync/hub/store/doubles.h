// Facts that the hub has under another id of the same station: where a disk is copied with facts
// waiting and a third copy uses their ids, each copy gives them ids of its own. On the connection
// of a running transaction; throws StoreFailure.
#pragma once

#include <span>
#include <vector>

#include "sync/store/database.h"
#include "sync/wire/messages.h"

namespace meetpoint::hub {

// `facts`: of one journal, in the order of their seqs. Looks into the station's other journals.
std::vector<wire::KnownFact> known_elsewhere(store::Database&, const EventId&,
                                             std::span<const FactRecord> facts);

}  // namespace meetpoint::hub
