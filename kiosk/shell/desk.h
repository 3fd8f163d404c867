// Carries out what the kiosk's machine commands of the store, each in one transaction.
//
// The answer is made after the durable commit: an event that says "recorded" means it. Thread-safe
// as far as the store is.
#pragma once

#include "kiosk/core/app.h"
#include "sync/store/station_store.h"

namespace meetpoint::shell {

class Desk {
 public:
  // `store` must outlive this.
  explicit Desk(store::StationStore& store) : store_(store) {}

  core::AppEvent carry_out(const core::ReadBadge&);
  core::AppEvent carry_out(const core::RecordContact&);
  core::AppEvent carry_out(const core::UndoFacts&);
  core::AppEvent carry_out(const core::EnterZone&);
  core::AppEvent carry_out(const core::LeaveZone&);

 private:
  void note_zones(const Day&);

  store::StationStore& store_;
};

}  // namespace meetpoint::shell
