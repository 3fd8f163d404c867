// Takes a person out of a database's rows, at a station and at the hub alike: facts about them stay
// as empty rows of kind "erased" (their ids, positions and chain hashes are needed), everything
// else goes.
//
// A station keeps its own facts whole until the hub has them, and a relay those that it is to
// forward, so that what was signed can be checked; wipe_acknowledged() wipes them then. Called
// inside a transaction; throws StoreFailure. The bytes are gone from the files after a Purge.
#pragma once

#include "sync/base/result.h"
#include "sync/model/erasure.h"
#include "sync/model/roster_row.h"
#include "sync/store/fact_table.h"

namespace meetpoint::store {

struct ErasedCount {
  std::size_t facts = 0;
  std::size_t badges = 0;
};

// Whether a hub's database is that of a relay.
bool is_relay(Database&);

// Whom this database knows as erased.
Erased read_erased(Database&, const EventId&);

bool is_about(const FactRecord&, const EventId&, const Erased&);
// Of their own rows: the person, and badges.
bool is_about(const RosterRow&, const EventId&, const Erased&);
// The same fact without what it said.
FactRecord wiped(FactRecord);

// `code_digests`: of badges that another database knew. Adds those that are known here.
ErasedCount erase_person(Database&, const EventId&, const AttendeeId&,
                         std::vector<std::string>& code_digests);

// Rows are about to be deleted that may have been about somebody erased, unknown to this database:
// nothing of them is to stay in the file.
void purge_deleted(Database&);

// A fact about somebody who was erased says a badge code that was not known as theirs: it is from
// now on, in `erased` and in the database, and facts that are here and name it go with them.
std::optional<LearnedCode> learn_code(Database&, const EventId&, const FactRecord&, Erased& erased);

// At a station or relay: something about them is here that the central hub does not have yet.
void wipe_later(Database&);
// At a station or relay: facts about erased people that the central hub has by now.
void wipe_acknowledged(Database&, const EventId&);

// Rewrites a database's file without what was erased, and empties its log: on the writing
// connection, outside a transaction. Quick where nothing was. Each store has one; not thread-safe.
class Purge {
 public:
  // Where a reader is in the way it is done after the next commit. Where it failed (a full disk
  // stays full for a while): after the next erasure, after every 32 commits, and at the start.
  Status after_commit(Database&);
  Status at_start(Database&);

 private:
  int commits_since_failure_ = 0;
};

}  // namespace meetpoint::store
