// Takes a person out of a database's rows, at a station and at the hub alike: facts about them stay
// as empty rows of kind "erased" (their ids, positions and chain hashes are needed), everything
// else goes.
//
// A station keeps its own facts whole until the hub has them, so that their chain can be checked;
// wipe_acknowledged() wipes them then. Called inside a transaction; throws StoreFailure. The bytes
// are gone from the files after purge().
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

// A fact about somebody who was erased says a badge code that was not known as theirs: it is from
// now on, in `erased` and in the database, and facts that are here and name it go with them.
std::optional<LearnedCode> learn_code(Database&, const EventId&, const FactRecord&, Erased& erased);

// At a station: something about them is recorded that the hub does not have yet.
void wipe_later(Database&);
// At a station: own facts about erased people that the hub has by now.
void wipe_acknowledged(Database&, const EventId&);

// After the commit, on the writing connection and outside a transaction: rewrites the file without
// what was erased, and empties its log. Quick where nothing was. Where a reader is in the way it is
// done after the next commit; where it failed, at the next start (`again`) or erasure.
Status purge(Database&, bool again = false);

}  // namespace meetpoint::store
