// Why an exchange with the hub gave no reply to use, in the kinds that the machine tells apart.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "sync/base/error.h"
#include "sync/base/instant.h"
#include "sync/wire/messages.h"

namespace meetpoint::client {

enum class Why {
  unreachable,   // no answer: no network, refused, timed out, broken off
  portal,        // an answer, but not the hub's: a Wi-Fi portal, a proxy, a foreign certificate
  gap,           // the hub lacks facts before the first of the push
  fork,          // the hub has other facts under our ids
  epoch,         // the hub was restored or replaced
  revoked,       // for good
  unauthorised,  // the hub does not know our token
  key_unknown,   // the hub has no key of ours
  signature,     // the hub has another key of ours
  foreign,       // the hub does not have our event
  too_old,       // the hub speaks another version of the protocol
  too_large,     // smaller batches may pass
  busy,          // overloaded, its disk full, or broken: later it may work
  refused,       // anything else that the hub itself said
};

struct Refusal {
  Why why = Why::unreachable;
  Error error;
  std::string name;             // the hub's own word for it ("code_used"); empty: not the hub's
  std::uint64_t acked_seq = 0;  // gap, fork
  std::uint32_t next_incarnation = 0;  // fork
  std::uint64_t agreed_seq = 0;        // fork
  std::vector<wire::KnownFact> known;  // fork
  std::uint64_t epoch = 0;             // epoch
  std::optional<Duration> retry_after;

  // Nothing of this came from the hub.
  bool is_network() const { return why == Why::unreachable || why == Why::portal; }
};

// A reply of the hub that can be used, or why there is none.
template <class T>
using Answer = tl::expected<T, Refusal>;

}  // namespace meetpoint::client
