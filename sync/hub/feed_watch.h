// Notices that other hubs wrote to the database that this one shares with them, so that held
// questions are answered.
//
// Asks for one number a few times a second, on a thread of its own. Nothing where the store is not
// shared.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "sync/hub/store/hub_store.h"

namespace meetpoint::hub {

class FeedWatch {
 public:
  // Well below what a person notices at a door.
  static constexpr auto rhythm = std::chrono::milliseconds(250);

  // `store` must outlive this. `grew` is called on the watch's thread, also for what this hub
  // wrote.
  FeedWatch(HubStore& store, std::function<void()> grew);
  ~FeedWatch();
  FeedWatch(const FeedWatch&) = delete;
  FeedWatch& operator=(const FeedWatch&) = delete;

 private:
  void run();

  HubStore& store_;
  std::function<void()> grew_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace meetpoint::hub
