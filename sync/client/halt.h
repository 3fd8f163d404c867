// What both lanes of the machine do where trying again soon would help nobody. Pure.
#pragma once

#include "sync/client/refusal.h"

namespace meetpoint::client {

// How often a station asks again that the hub has turned away for a reason that a person can mend.
inline constexpr Duration halt_time{5 * 60'000};

// A hub that says what can't be.
inline Refusal nonsense(const char* message) {
  return Refusal{Why::refused, Error{ErrorCode::protocol, message}};
}

}  // namespace meetpoint::client
