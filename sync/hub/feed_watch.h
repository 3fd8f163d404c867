// Notices that other hubs wrote to the database that this one shares with them, so that held
// questions are answered.
//
// Asks for one number a few times a second, on a thread of its own. Nothing where the store is not
// shared.
#pragma once

#include <functional>
#include <optional>

#include "sync/hub/rhythm.h"
#include "sync/hub/store/hub_store.h"

namespace meetpoint::hub {

class FeedWatch {
 public:
  // Well below what a person notices at a door.
  static constexpr std::chrono::milliseconds each{250};

  // `store` must outlive this. `grew` is called on the watch's thread, also for what this hub
  // wrote.
  FeedWatch(HubStore& store, std::function<void()> grew);

 private:
  std::optional<Rhythm> rhythm_;
};

}  // namespace meetpoint::hub
