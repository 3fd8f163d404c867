// The requests that a station makes, with their headers, compression and bounds of time and size.
#pragma once

#include <string>

#include "sync/base/result.h"
#include "sync/client/transport.h"
#include "sync/wire/messages.h"
#include "sync/wire/seat_messages.h"
#include "sync/wire/vector_messages.h"

namespace meetpoint::client {

// What every request of an enrolled station needs. `token` is a secret.
struct HubAccess {
  std::string base;  // of HubAddress
  EventId event;
  StationId station;
  std::string token;
  StationId on_behalf;  // of a relay: the station whose word it passes on; 0: its own
};

Request enrol_request(const std::string& base, const wire::EnrolRequest&);
Request key_request(const HubAccess&, const wire::KeyRequest&);
Request vector_request(const HubAccess&, const wire::VectorRequest&);
Request push_request(const HubAccess&, const wire::PushRequest&);
// Where to read on, with the marks of the cursor and of the newest position that the hub told this
// station.
struct FeedFrom {
  std::uint64_t epoch = 0;
  HubSeq cursor = 0;
  std::string cursor_mark;
  HubSeq seen_seq = 0;
  std::string seen_mark;
};
Request feed_request(const HubAccess&, const FeedFrom&, int wait_seconds);
Request snapshot_request(const HubAccess&);
// The feed, after a place in no epoch: a hub that serves this station answers 409 with its own
// epoch, and looks at nothing else.
Request epoch_request(const HubAccess&);

Request grants_request(const HubAccess&, const wire::GrantsRequest&);

// The other kiosks of the event.
Request peers_request(const HubAccess&);

// For relays.
Request stations_request(const HubAccess&);

// The body of a push, unpacked; beyond wire::max_push_bytes the hub refuses it.
std::size_t push_bytes(const wire::PushRequest&);

}  // namespace meetpoint::client
