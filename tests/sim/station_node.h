// A station as a simulated machine: its disk, and the program's own store, desk and sync on it.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "kiosk/shell/desk.h"
#include "sync/client/exchanges.h"
#include "sync/peer/talk.h"
#include "sync/store/station_store.h"
#include "tests/sim/disk/sim_disk.h"
#include "tests/sim/network.h"
#include "tests/sim/rng.h"
#include "tests/sim/timeline.h"

namespace meetpoint::sim {

class StationNode {
 public:
  // `time` and `network` must outlive it; `name` is for histories ("s2", "s2b" for a copy of it).
  StationNode(Timeline& time, Network& network, Rng rng, std::string name,
              std::filesystem::path folder, Instant wall_at_start);
  ~StationNode();

  // The program, from what is on the disk. Where it is not enrolled it has a store, and no sync.
  Status start();
  // With the organiser's code, over a line of its own.
  Status enrol(const std::string& code, client::Transport&);
  void stop();
  void crash(Loss);
  bool running() const { return store_ != nullptr; }
  // Whether the power went in the middle of something; then the program is gone.
  bool notice_power();

  // Something was written: sync may have work.
  void nudge() { turn(); }

  store::StationStore& store() { return *store_; }
  // With other kiosks; null before enrolment.
  peer::Talk* talk() { return talk_.get(); }
  shell::Desk& desk() { return *desk_; }
  SimDisk& disk() { return disk_; }
  MachineClock& clock() { return clock_; }
  const std::string& name() const { return name_; }
  std::filesystem::path database() const { return folder_ / "station.db"; }
  std::optional<client::SyncStatus> sync_status() const;
  std::int64_t somewhere() { return rng_.between(1, std::int64_t{1} << 40); }

  Link link = Link::up;
  // Called after each turn of sync, and when the power was noticed to be gone.
  std::function<void()> on_turn;

 private:
  void start_sync();
  void turn();

  Timeline& time_;
  Network& network_;
  Rng rng_;
  std::string name_;
  std::filesystem::path folder_;
  SimDisk disk_;
  MachineClock clock_;
  std::unique_ptr<store::StationStore> store_;
  std::unique_ptr<shell::Desk> desk_;
  std::unique_ptr<peer::Talk> talk_;
  std::unique_ptr<SimTransport> transport_;
  std::unique_ptr<client::Exchanges> exchanges_;
  std::uint64_t turn_ = 0;  // a nap that was planned before another turn is void
  bool turning_ = false;
};

}  // namespace meetpoint::sim
