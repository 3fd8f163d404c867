// zstd (RFC 8878), with a bound on what may be unpacked: a small body that claims to be huge is
// refused before memory is taken.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sync/base/result.h"

namespace meetpoint::wire {

std::string compress(std::string_view bytes, int level = 3);

// One frame all the same, in which what lies between two of `cuts` (ascending) is packed by its own
// measure where it is long enough to gain by that.
std::string compress_apart(std::string_view bytes, std::span<const std::size_t> cuts);

// ErrorCode::protocol where it is not zstd or is cut off, too_large beyond the bound.
Result<std::string> decompress(std::string_view packed, std::size_t max_bytes);

}  // namespace meetpoint::wire
