// The station's sync thread: sends what the journal holds, and applies what others did.
//
// start(), stop(), nudge(), status(), access() may be called from any thread. The worker owns its
// transport; store and clock must outlive it, and the clock must be thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sync/base/clock.h"
#include "sync/client/addresses.h"
#include "sync/client/hub_request.h"
#include "sync/client/machine.h"
#include "sync/client/transport.h"
#include "sync/store/station_store.h"

namespace meetpoint::client {

struct Change {
  SyncStatus status;
  bool applied = false;  // roster rows or facts of others came in: read again what is on screen
};

struct WorkerSetup {
  store::StationStore& store;
  const Clock& clock;
  store::Enrolment enrolment;
  std::unique_ptr<Transport> transport;
  // Called on the worker's thread with no lock held, when the status changed or entries were
  // applied. Must return soon and not call stop(). May be empty.
  std::function<void(const Change&)> on_change;
  std::uint64_t seed = 0;  // of the jitter; 0: a random one
  // Further addresses of hubs of this event, for when the enrolment's does not answer: a relay's,
  // or the central hub's. The station's token is sent to them.
  std::vector<std::string> also = {};
  AddressTimes address_times = {};
};

class Worker {
 public:
  // Fails with invalid_input where an address of the hub can't be used.
  static Result<std::unique_ptr<Worker>> make(WorkerSetup);
  ~Worker();  // stops

  // Once.
  void start();
  // Ends a long-poll under way and returns when the thread has ended. What is not acknowledged
  // stays in the journal. May be called again.
  void stop();
  // There are new facts in the journal. Cheap; never waits.
  void nudge();

  SyncStatus status() const;
  // For other requests: the hub at the address that is in use now. Holds the token.
  HubAccess access() const;

 private:
  struct Parts;
  explicit Worker(std::unique_ptr<Parts>);
  std::unique_ptr<Parts> parts_;
};

}  // namespace meetpoint::client
