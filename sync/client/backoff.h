// How long to wait before the next attempt. Pure: the random number and `now` are parameters.
#pragma once

#include <optional>
#include <string_view>

#include "sync/base/instant.h"

namespace meetpoint::client {

inline constexpr Duration backoff_first{500};
inline constexpr Duration backoff_most{60'000};
inline constexpr Duration retry_after_most{10 * 60'000};

// The wait after `failures` failures in a row (1: the first one), with full jitter: anything
// between 0 and min(60 s, 0.5 s · 2^(failures-1)), so that the stations of a venue don't come back
// all at once. `random` is in [0, 1).
Duration backoff(int failures, double random);

// The wait that the hub asked for, at most 10 minutes, spread over up to half a second more.
Duration backoff(Duration retry_after, double random);

// The value of a Retry-After header: seconds, or a date (RFC 9110, 10.2.3), which is measured from
// `from`, best the reply's own Date so that a wrong clock does no harm. Nothing where it is
// neither.
std::optional<Duration> parse_retry_after(std::string_view value, Instant from);

// "Sun, 06 Nov 1994 08:49:37 GMT". Nothing where it is not of this form.
std::optional<Instant> parse_http_date(std::string_view text);

}  // namespace meetpoint::client
