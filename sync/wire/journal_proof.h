// The chain hashes of a push, and what a station signs of its journal. Pure.
//
// A signature covers the head of the chain, and with it the whole journal up to there: so one
// signature per batch is enough, and the newest one proves everything before it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sync/base/ids.h"
#include "sync/base/result.h"
#include "sync/wire/messages.h"

namespace meetpoint::wire {

// The kind of a fact whose body was erased: its chain hash can't be computed any more and travels
// in PushRequest::links.
inline constexpr std::string_view erased_kind = "erased";

// One chain hash per fact of the push, from previous_hash on. Fails with protocol where a link
// names no erased fact of the push, or is none.
Result<std::vector<std::string>> chain_of(const PushRequest&);

// The bytes that are signed: what kind of statement this is, whose journal, how far, and its chain
// hash there; canonical CBOR.
std::string journal_head_bytes(const EventId&, StationId, std::uint32_t incarnation,
                               std::uint64_t seq, const std::string& chain);

// The same for the last fact of a push; where it has links, also over its facts as they are sent.
// Fails as chain_of().
Result<std::string> signed_bytes(const EventId&, StationId, const PushRequest&);
// Where its chain_of() is known already.
std::string signed_bytes(const EventId&, StationId, const PushRequest&,
                         std::span<const std::string> chain);

}  // namespace meetpoint::wire
