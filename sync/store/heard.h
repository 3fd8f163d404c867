// Facts that other kiosks told directly, while the hub was out of reach: they count here like those
// that the hub gave, until it has spoken.
//
// A journal of the hub's is dense: once it has given a fact of a journal, what was heard of that
// journal up to there is replaced by what it says, or is no more. Called inside a transaction;
// throws StoreFailure.
#pragma once

#include "sync/base/result.h"
#include "sync/store/fact_table.h"
#include "sync/store/station_store.h"
#include "sync/wire/peer_messages.h"

namespace meetpoint::store {

std::vector<wire::Peer> read_peers(Database&);
// Replaces the list. What was heard of kiosks that are no longer on it (revoked) counts no more.
void write_peers(Database&, const EventId&, StationId self, const std::vector<wire::Peer>&);

// What this station says to `to`: its shared facts after `after`, none without it.
wire::PeerWord own_word(Database&, const Enrolment&, StationId to,
                        const std::optional<wire::JournalPlace>& after);

// Whether anything is here that was heard and that the hub has not said anything to.
bool has_heard(Database&);

// Takes in what `from` said of itself. True where something changed. Fails with protocol where it
// speaks of others' facts; then nothing is changed.
Result<bool> hear(Database&, const EventId&, StationId from, const wire::PeerWord&, Instant now);

// The hub gives this fact now: what was heard of its journal up to there goes. Before the fact is
// inserted.
void give_way(Database&, FactTable&, const FactId&);

// The feed was read once more to its end: what a restored hub no longer has of other stations'
// facts, or of those of another copy of this one's disk, counts from now on as heard. Quick where
// nothing was read anew.
void keep_as_heard(Database&, const EventId&);

// What was heard of people erased since: the hub hands out nothing under those ids, so that nothing
// of them is kept either. Before the last fold_pending().
void forget_erased(Database&, const EventId&, FactTable&);

}  // namespace meetpoint::store
