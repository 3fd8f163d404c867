// The hash chain of a station's journal: each fact's hash covers the one before it, so that hub and
// station notice when a disk was cloned or rolled back (the same seq, another hash).
#pragma once

#include <string>
#include <string_view>

namespace meetpoint {

// 32 lower-case hexadecimal digits; what comes before the first fact of an incarnation.
inline constexpr std::string_view chain_start = "00000000000000000000000000000000";

// BLAKE2b-128 (RFC 7693) over the previous hash and the fact's canonical bytes, in hexadecimal.
std::string chain_next(std::string_view previous, std::string_view fact_bytes);

// BLAKE2b-256 of anything, in hexadecimal: for the hash of a folded state.
std::string digest(std::string_view bytes);

}  // namespace meetpoint
