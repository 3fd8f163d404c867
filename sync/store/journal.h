// The steps of a station's journal and of its sync, as functions on a connection. station_store.h
// puts a lock and a transaction around each. They throw StoreFailure.
#pragma once

#include <optional>

#include "sync/store/fact_table.h"
#include "sync/store/roster_table.h"
#include "sync/store/station_store.h"

namespace meetpoint::store {

std::optional<Enrolment> read_enrolment(Database&);
// A key pair for a station that has none; what the hub had of another is no more.
KeyPair write_new_key(Database&);
Status write_enrolment(Database&, const std::optional<Enrolment>& before, const Enrolment&);

Result<JournalPosition> read_position(Database&);
Result<wire::PushRequest> read_outbox(Database&, std::uint32_t incarnation, std::uint64_t after,
                                      std::size_t max_facts, std::size_t max_bytes);

// Gives the record its id, clock and chain hash, and inserts it. `wall` and the body are set.
void append_to_journal(Database&, FactTable&, const EventId&, StationId, FactRecord& record);

Status mark_acknowledged(Database&, std::uint32_t incarnation, std::uint64_t seq,
                         const std::vector<wire::PushResult>&);
Status apply_feed(Database&, const EventId&, const wire::FeedReply&, Instant now);
// The same for one of several replies whose rows one table takes, which may link them later.
Status apply_feed(Database&, const EventId&, RosterTable&, const wire::FeedReply&, Instant now);
// The newest position of the hub that was heard of.
void note_seen(Database&, HubSeq head, const std::string& mark);
Status reset_cursor(Database&, std::uint64_t epoch, const std::string& at);

// Of past journals (past_journals.cpp).
std::vector<JournalPosition::Past> read_past(Database&, bool incomplete_only);
Result<wire::VectorRequest> read_vector(Database&);
Status settle_journals(Database&, const wire::VectorReply&);
Status acknowledge_none(Database&, std::uint32_t incarnation);

struct Renumbered {
  std::uint32_t incarnation = 0;  // that has begun
  Renamed renamed;
};
Result<Renumbered> renumber_journal(Database&, const EventId&, StationId, const NewJournal&);

}  // namespace meetpoint::store
