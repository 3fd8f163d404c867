// The relay's thread towards the central hub: forwards what its stations signed, brings down what
// others did, and passes on what only the central hub can answer.
//
// All may be called from any thread. It owns its transport; store, board and clock must outlive it,
// and the clock must be thread-safe. Callbacks come on its own thread, with no lock held, and must
// return soon; after stop() those that wait are told that nobody could be asked.
#pragma once

#include <functional>
#include <memory>

#include "sync/relay/exchanges.h"

namespace meetpoint::relay {

struct WorkerSetup {
  hub::RelayStore& store;
  Board& board;
  const Clock& clock;
  client::HubAccess access;
  std::unique_ptr<client::Transport> transport;
  std::function<void()> on_grown;  // stations have something new to read; may be empty
  std::uint64_t seed = 0;          // of the jitter; 0: a random one
};

class Worker {
 public:
  explicit Worker(WorkerSetup);
  ~Worker();  // stops

  // Once.
  void start();
  // Ends a long-poll under way and returns when the thread has ended. What was not forwarded is
  // forwarded after the next start.
  void stop();
  // A station has handed something in. Cheap; never waits.
  void nudge();

  void pass_on(client::Request, bool anyway, Exchanges::Answered);
  void ask_stations(Exchanges::Asked);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// Where the relay's upstream is and as whom it speaks. Fails with invalid_input where the address
// can't be used.
Result<client::HubAccess> access_of(const hub::Upstream&);

}  // namespace meetpoint::relay
