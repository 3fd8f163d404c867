// How far the hub has the journals of its stations; for SqlHubStore's own sources. On the
// connection of a running transaction; all throw StoreFailure.
#pragma once

#include <string>

#include "sync/model/chain.h"
#include "sync/model/fact.h"
#include "sync/store/database.h"

namespace meetpoint::hub {

struct HeldJournal {
  std::uint64_t acked_seq = 0;
  std::string acked_hash{chain_start};
};

HeldJournal held_journal(store::Database&, const EventId&, StationId, std::uint32_t incarnation);

// The chain hash that the hub has up to `id`; empty where it has none.
std::string chain_at(store::Database&, const EventId&, const FactId& id, const HeldJournal&);

std::uint32_t next_incarnation(store::Database&, const EventId&, StationId);

// The station's public key; empty: it has none. unauthorised, revoked (unless that does not
// matter).
Result<std::string> key_of_active(store::Database&, const EventId&, StationId,
                                  bool even_revoked = false);

// Who signed this journal before; empty: nobody.
std::string signer_of(store::Database&, const EventId&, StationId, std::uint32_t incarnation);

void keep_journal(store::Database&, const EventId&, const FactId& last, const HeldJournal&);

// The newest signature proves all that came before it.
void keep_signature(store::Database&, const EventId&, const FactId& last,
                    const std::string& signature, const std::string& public_key);

// After facts came in: whether that is now all that the station said it has, in this epoch.
void note_if_refilled(store::Database&, const EventId&, StationId, std::uint64_t epoch);

}  // namespace meetpoint::hub
