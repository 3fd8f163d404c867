// A moment on both of a machine's clocks.
//
// What waits is measured on the monotonic clock: a wall clock that is set back an hour must not
// stop a station for an hour. The wall clock is for what people read.
#pragma once

#include "sync/base/instant.h"

namespace meetpoint::client {

struct Moment {
  Instant wall;
  std::int64_t monotonic_ms = 0;
};

}  // namespace meetpoint::client
