// One thread that handles all requests that may change something. Those that wait together share
// one durable commit, so that many stations cost few waits for the disk (lane_order.h: which). When
// none waits, the hub tidies up.
//
// Thread-safe.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "sync/base/clock.h"
#include "sync/hub/handlers.h"
#include "sync/hub/lane_order.h"

namespace meetpoint::hub {

class WriteLane {
 public:
  // Called on the lane's thread, after the commit; must not block.
  using Done = std::function<void(Response)>;

  // `hub` and `clock` must outlive this.
  WriteLane(Hub& hub, const Clock& clock);
  ~WriteLane();  // finishes what was submitted

  void submit(Request, Done);

 private:
  void run();

  Hub& hub_;
  const Clock& clock_;
  LaneOrder order_;  // of the lane's thread
  std::mutex mutex_;
  std::condition_variable something_;
  std::vector<Request> requests_;
  std::vector<Done> done_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace meetpoint::hub
