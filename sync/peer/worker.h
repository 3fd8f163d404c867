// A kiosk's side of the exchange between kiosks: it answers others whenever they ask, and asks them
// itself while its hub is out of reach or does not take what was recorded.
//
// start(), stop() and the destructor belong to one thread; nudge(), in_reach() and port() to any.
// It owns its transport; store and clock must outlive it, and the clock must be thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sync/base/clock.h"
#include "sync/client/hub_request.h"
#include "sync/client/transport.h"
#include "sync/store/station_store.h"

namespace meetpoint::peer {

struct WorkerSetup {
  store::StationStore& store;
  const Clock& clock;
  std::unique_ptr<client::Transport> transport;
  std::string listen = "[::]:0";  // for other kiosks
  // Called on its threads with no lock held; must return soon.
  std::function<client::HubAccess()> hub;            // who names the other kiosks
  std::function<bool()> lost;                        // out of reach, or something waits for it
  std::function<std::vector<std::string>()> places;  // ADDRESS:PORT of kiosks that may be there
  std::function<void()> on_applied;                  // facts of others came in; may be empty
  std::uint64_t seed = 0;                            // of the jitter; 0: a random one
};

class Worker {
 public:
  // Listens at once. Fails with not_found before enrolment, and as Door::open().
  static Result<std::unique_ptr<Worker>> start(WorkerSetup);
  ~Worker();  // stops

  void stop();
  // Something was recorded. Cheap; never waits.
  void nudge();
  // How many other kiosks answer, while the hub is lost; else 0.
  std::size_t in_reach() const;
  // Where it listens.
  std::uint16_t port() const;

 private:
  struct Parts;
  explicit Worker(std::unique_ptr<Parts>);
  std::unique_ptr<Parts> parts_;
};

}  // namespace meetpoint::peer
