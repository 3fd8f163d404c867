// What makes a hub a relay: what its handlers need besides, and how a request goes on to the
// central hub that only that one can answer.
#pragma once

#include <functional>
#include <optional>

#include "sync/client/hub_request.h"
#include "sync/hub/http_message.h"
#include "sync/hub/store/relay_store.h"
#include "sync/relay/board.h"

namespace meetpoint::hub {

// All must outlive the hub.
struct RelaySide {
  RelayStore& store;
  const relay::Board& board;
  client::HubAccess access;
};

// What a handler could not answer by itself.
struct PassOn {
  // To the central hub; without an address: its list of stations is to be read, and the question to
  // be asked here again.
  client::Request request;
  bool anyway = false;  // also where it did not answer of late
  bool joins = false;   // a station comes by it: the list is read before it hears the answer
  // What the asker is told; any thread.
  std::function<Response(Result<client::Response>)> answer;
};

// Who carries such requests (relay_door.h). Thread-safe.
class UpstreamDoor {
 public:
  virtual ~UpstreamDoor() = default;
  // `done` is called once, on any thread, and must not block: with the answer, or with nothing
  // where the request is to be handled again (with Request::asked_upstream set).
  using Done = std::function<void(std::optional<Response>)>;
  virtual void carry(const PassOn&, Done done) = 0;
  // Something was handed in that is to be forwarded.
  virtual void nudge() = 0;
};

}  // namespace meetpoint::hub
