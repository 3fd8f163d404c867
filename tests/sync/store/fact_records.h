// Facts as a store is given them.
#pragma once

#include <string>

#include "sync/wire/fact_codec.h"

namespace meetpoint::testing {

inline FactRecord record_of(const Fact& fact) {
  return {.id = fact.id,
          .kind = std::string(wire::kind_of(fact.body)),
          .hlc = fact.hlc,
          .wall = fact.wall,
          .body = wire::write_body(fact.body)};
}

}  // namespace meetpoint::testing
