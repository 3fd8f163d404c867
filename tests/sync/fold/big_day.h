// A day of ten thousand facts from a seed, as many stations wrote them: every kind, undos of what
// the author saw and of what it did not, withdrawals, doubles, revocations, kinds of a newer
// program, bodies that do not fit their kind, clocks that are minutes and days off and that go
// back.
//
// Most people have a handful of facts, as at an event; one has hundreds (somebody who tries out a
// badge all day).
#pragma once

#include <cstdint>
#include <vector>

#include "sync/model/fact.h"

namespace meetpoint::testing {

std::vector<FactRecord> big_day(std::uint64_t seed, std::size_t count);

}  // namespace meetpoint::testing
