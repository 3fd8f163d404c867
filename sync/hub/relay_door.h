// Where a relay's server meets its upstream side. Thread-safe; the worker must outlive it.
#pragma once

#include "sync/hub/relay_side.h"
#include "sync/relay/worker.h"

namespace meetpoint::hub {

class RelayDoor final : public UpstreamDoor {
 public:
  explicit RelayDoor(relay::Worker& worker) : worker_(worker) {}
  void carry(const PassOn& pass_on, Done done) override;
  void nudge() override { worker_.nudge(); }

 private:
  relay::Worker& worker_;
};

}  // namespace meetpoint::hub
