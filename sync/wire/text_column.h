// The texts of one field of many facts, together: ids that count up as numbers, ids that come again
// and again as places in a list, others one after the other. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sync/wire/varint.h"

namespace meetpoint::wire {

// `cuts` are places in `out` after which what comes is of another nature, so that it is better
// packed apart.
void put_texts(std::string& out, std::vector<std::size_t>& cuts,
               const std::vector<std::string_view>& texts);

// As many as `count`. Nothing where the bytes are not of put_texts(), or the texts together have
// more than `max_bytes`.
bool take_texts(BytesIn& in, std::size_t count, std::size_t max_bytes,
                std::vector<std::string>& texts);

}  // namespace meetpoint::wire
