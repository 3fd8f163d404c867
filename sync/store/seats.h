// Admissions to zones as rows: which there are, which are over, and what that makes of seats.
//
// Works on the tables of migrations/0004_event.sql; the part "at a station" also on those of
// 0004_station.sql. Called inside a transaction; throws StoreFailure.
#pragma once

#include <optional>
#include <vector>

#include "sync/base/result.h"
#include "sync/model/fact_body.h"
#include "sync/model/seats.h"
#include "sync/store/database.h"
#include "sync/wire/seat_messages.h"

namespace meetpoint::store {

// A fact that counts was inserted: first whether it lets somebody in, then which stays it ends. The
// second looks for entries, which are to be written by then. Facts of a journal come in its order.
void note_zone_entry(Database&, const EventId&, const Fact&);
void note_zone_exits(Database&, const EventId&, const Fact&);
// The facts of a journal beyond `after`, up to `last`, leave it (see renumber_journal).
void forget_zone_facts(Database&, const EventId&, StationId, std::uint32_t incarnation,
                       std::uint64_t after, std::uint64_t last);
// Reads what migration 0004 found; quick where there is nothing.
Status read_older_zone_facts(Database&);

// The person's stays in any zone that nobody has said are over, as far as is known here.
std::vector<FactId> open_entries(Database&, const EventId&, const AttendeeId&);

// ---- at a station -------------------------------------------------------------------------------

struct OwnSeats {
  ZoneId zone;
  std::uint64_t capacity = 0;
  SeatGrant grant;
  std::uint64_t spent = 0;
  bool scarce = false;
};

// How many more this station may let in; nothing where there is no limit.
std::optional<std::uint64_t> seats_here(Database&, const EventId&, const ZoneId&, int capacity);
// Of every zone with a limit, and of every grant.
std::vector<OwnSeats> own_seats(Database&, const EventId&);
Result<wire::GrantsRequest> seat_report(Database&, const EventId&,
                                        const std::vector<ZoneId>& sought);
// True where this station gave seats back, which the hub is to hear of.
Result<bool> apply_grants(Database&, const EventId&, const wire::GrantsReply&,
                          const std::vector<ZoneId>& sought);
// The hub is of a release that grants no seats.
void count_instead(Database&);
// A new incarnation has none.
void forget_grants(Database&);
// The event gives way to another: its admissions, seats and erased people go.
void forget_event(Database&);

}  // namespace meetpoint::store
