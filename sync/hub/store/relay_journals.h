// What a push and a vector do besides at a relay; for SqlHubStore's own sources. On the connection
// of a running transaction; all throw StoreFailure.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "sync/hub/store/hub_store.h"
#include "sync/hub/store/relay_store.h"
#include "sync/store/database.h"

namespace meetpoint::hub {

bool is_relay(store::Database&, const EventId&);

// Where this relay forwards to; nothing at a central hub.
std::optional<Upstream> read_upstream(store::Database&);

// What the central hub said of a journal. `fork`: where it has other facts, its answer.
void put_journal(store::Database&, const EventId&, const JournalBehind& at, std::uint64_t epoch,
                 bool parted, const std::string& fork);

// At a relay: keeps the signature of a batch that came in. Elsewhere nothing.
void keep_batch(store::Database&, const EventId&, const FactId& last, const std::string& signature);

// Where the central hub has other facts than this journal; nothing at a central hub.
std::optional<PartedJournal> parted_at(store::Database&, const EventId&, StationId,
                                       std::uint32_t incarnation);

// Facts that came from the central hub before their station sent them here: from now on they are of
// the journal, at the positions that they have. How many of `facts` (from the first on, `chain`
// beside them) were found so; another fact under one of the ids ends it, with its seq in `other`.
struct Adopted {
  std::vector<bool> here;
  std::uint64_t other = 0;  // 0: none
  std::size_t count = 0;
};
Adopted adopt(store::Database&, const EventId&, std::span<const FactRecord> facts,
              std::span<const std::string> chain);

}  // namespace meetpoint::hub
