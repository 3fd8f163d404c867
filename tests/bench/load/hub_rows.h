// The rows that a hub has written once it has taken a batch in and counted it: its facts and what
// they come to for their people. What another program is given that is to write the same.
#pragma once

#include <string>
#include <vector>

#include "sync/base/instant.h"
#include "sync/store/database.h"
#include "tests/bench/load/sides.h"

namespace meetpoint::load {

// Takes a batch in and counts it, in the transaction of the caller. `head` goes on by a place a
// fact.
void take_batch(store::Database&, const Facts::Writer&, std::size_t batch, HubSeq& head,
                Instant received);

// Of the hub's own (sync/store/migrations).
struct HubTable {
  std::string name;
  std::vector<std::string> key;
  std::vector<std::string> columns;
  bool operator==(const HubTable&) const = default;
};
// Those that get rows of these facts; the table of facts first.
std::vector<HubTable> hub_tables();

// For each batch, in the order in which postgres_rate() takes them, and each of hub_tables() the
// rows that are new or other than before, in the text form of PostgreSQL's COPY.
std::vector<std::vector<std::string>> rows_by_batch(const Facts&);

}  // namespace meetpoint::load
