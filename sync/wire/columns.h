// Many facts as columns: what all have of one field stands together, times as differences, ids that
// count up as numbers. A batch of a day's facts takes a third of the bytes that the same facts take
// one after the other, and is read without a tree of values. sync/wire/PROTOCOL.md has the grammar.
//
// Nothing is lost: every fact comes back byte for byte, also of kinds that nobody here knows and
// with bodies that can't be read. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sync/base/result.h"
#include "sync/model/fact.h"

namespace meetpoint::wire {

// Packed (zstd), column by column.
std::string write_columns(std::span<const FactRecord> facts);

// Fails with protocol where the bytes are not of write_columns(), too_large where they hold more
// than `max_facts` facts, or more than `max_bytes` bytes (of the columns, or of kinds and bodies).
Result<std::vector<FactRecord>> read_columns(std::string_view bytes, std::size_t max_facts,
                                             std::size_t max_bytes);

}  // namespace meetpoint::wire
