// Has the store's log moved into its database while commits go on.
//
// Looks a few times a second, on a thread of its own. Nothing where the store is shared: a server
// of its own does that.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "sync/hub/store/hub_store.h"

namespace meetpoint::hub {

class LogWatch {
 public:
  // `store` must outlive this.
  explicit LogWatch(HubStore& store);
  ~LogWatch();
  LogWatch(const LogWatch&) = delete;
  LogWatch& operator=(const LogWatch&) = delete;

 private:
  void run();

  HubStore& store_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace meetpoint::hub
