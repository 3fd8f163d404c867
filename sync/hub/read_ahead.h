// Reads a push and checks its signature before its turn to be written comes: neither needs anything
// of the database, of which one thread alone writes, and whose time is short.
//
// Thread-safe.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "sync/base/ids.h"
#include "sync/base/result.h"
#include "sync/hub/http_message.h"
#include "sync/hub/store/hub_store.h"

namespace meetpoint::hub {

struct ReadPush {
  Result<wire::PushRequest> message;
  CheckedPush checked;
};

class ReadAhead {
 public:
  // What the database said of a station that asked: its later pushes are checked with this key. A
  // key that is another by then costs a second check, and nothing else.
  void heard(const EventId&, const Station&);

  // Sets `read` of a request that is a push; passes over others.
  void read(Request&) const;

 private:
  struct Known {
    std::string token_hash;
    std::string public_key;
  };
  Known known(const EventId&, StationId) const;

  mutable std::mutex mutex_;
  std::map<std::pair<EventId, StationId>, Known> stations_;
};

}  // namespace meetpoint::hub
