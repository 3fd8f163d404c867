// Has the store's log moved into its database while commits go on.
//
// Looks a few times a second, on a thread of its own. Nothing where the store is shared: a server
// of its own does that.
#pragma once

#include <optional>

#include "sync/hub/rhythm.h"
#include "sync/hub/store/hub_store.h"

namespace meetpoint::hub {

class LogWatch {
 public:
  // `store` must outlive this.
  explicit LogWatch(HubStore& store);

 private:
  std::optional<Rhythm> rhythm_;
};

}  // namespace meetpoint::hub
