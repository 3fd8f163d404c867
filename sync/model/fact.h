// Facts: what happened, as one station recorded it. Never changed, never deleted by sync.
//
// A FactRecord is a fact as it is kept and carried: its header, and its body as bytes (canonical
// CBOR, see sync/wire). Code that moves facts needs nothing more, and a kind that this program does
// not know passes through it unharmed. sync/model/fact_body.h gives the body a type.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "sync/base/ids.h"
#include "sync/base/instant.h"
#include "sync/model/hlc.h"

namespace meetpoint {

// Globally unique, and the idempotency key. `seq` is dense from 1 within an incarnation; a database
// that is new, restored or found to be a copy starts a new incarnation.
struct FactId {
  StationId station;
  std::uint32_t incarnation = 0;
  std::uint64_t seq = 0;
  auto operator<=>(const FactId&) const = default;
};

struct FactRecord {
  FactId id;
  std::string kind;           // "check_in"; the names are in fact_body.h
  std::uint32_t version = 1;  // of the body's fields
  Hlc hlc;                    // orders facts for display and breaks ties
  Instant wall;               // the station's wall clock
  std::int64_t monotonic_ms = 0;
  std::string body;  // canonical CBOR map
  bool operator==(const FactRecord&) const = default;
};

// Where the hub put a fact or a roster row: dense from 1 in an event and epoch. 0: not there yet.
using HubSeq = std::uint64_t;

}  // namespace meetpoint
