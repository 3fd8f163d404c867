// Enrolment: a one-time code of the organiser becomes the station's identity and token.
#pragma once

#include <string>

#include "sync/base/clock.h"
#include "sync/client/transport.h"
#include "sync/store/station_store.h"

namespace meetpoint::client {

// Blocks until the hub has answered or could not be reached (about 15 s at most). The caller stores
// what comes back; a code is spent once the hub has answered. Errors, each with words that say what
// to do: invalid_input (address or code), unauthorised (the code is not known), conflict (it was
// used), unreachable, protocol (a portal or a proxy), newer_version.
Result<store::Enrolment> enrol(Transport&, const Clock&, const std::string& hub_url,
                               const std::string& code, const std::string& app);

}  // namespace meetpoint::client
