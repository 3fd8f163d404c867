// A station at work: its store, the desk that writes to it, and the worker that syncs it.
//
// Made and used by the main thread; `wake` is called from the worker's.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kiosk/core/app.h"
#include "kiosk/shell/desk.h"
#include "kiosk/shell/options.h"
#include "kiosk/shell/venue.h"
#include "sync/base/clock.h"
#include "sync/client/worker.h"
#include "sync/peer/worker.h"
#include "sync/store/station_store.h"

namespace meetpoint::shell {

struct StationOptions {
  std::filesystem::path folder;
  std::optional<std::filesystem::path> hub_ca;
  std::vector<std::string> hub_also = {};  // see client::WorkerSetup::also
  // Where other kiosks find this one, and where others are (ADDRESS:PORT) besides those that are
  // found on the network; nothing: it keeps to itself.
  std::optional<std::string> listen_to_peers;
  std::vector<std::string> peers;
};

StationOptions station_options(const Options&);

// What the screen is told of the sync; `peers`: how many other kiosks are in reach.
core::SyncStatus for_screen(const client::SyncStatus&, std::size_t peers);

class Station {
 public:
  // Opens the store and starts to sync. Fails with not_found where the station is not enrolled (see
  // join()), and with what the store says. `clock` must outlive it; `wake` may be empty.
  static Result<std::unique_ptr<Station>> open(const StationOptions&, const Clock& clock,
                                               std::function<void()> wake);
  ~Station();

  // Carries a command out and tells the worker that there is something to send.
  core::AppEvent carry_out(const core::Command&);

  core::SyncStatus sync_status() const;
  // Whether facts or roster rows of others came in since the last call.
  bool take_applied() { return applied_.exchange(false); }
  // Whether the roster, or a station, gave this code to anybody. False where the store can't say.
  bool knows_badge(const std::string& code);
  // The event as the roster has it now; nothing before the first sync.
  Result<std::optional<Event>> event();
  store::StationStore& store() { return *store_; }

 private:
  explicit Station(std::unique_ptr<store::StationStore>);

  std::unique_ptr<store::StationStore> store_;
  Desk desk_;
  std::atomic<bool> applied_{false};
  Status start_peers(const StationOptions&, const Clock&, std::function<void()> wake);

  std::unique_ptr<Venue> venue_;            // of the peers; empty where there are none
  std::unique_ptr<client::Worker> worker_;  // the last two: they end before what they use
  std::unique_ptr<peer::Worker> peers_;     // may be empty
};

// Exchanges a one-time code of the organiser for a place at the event, and keeps it in the folder.
Status join(const StationOptions&, const Clock&, const std::string& hub_url,
            const std::string& code);

}  // namespace meetpoint::shell
