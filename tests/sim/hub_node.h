// A hub as a simulated machine: its disk, its program (the real handlers over the real store), and
// what befalls both. Group commits and held questions are done as sync/hub's server does them.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sync/hub/handlers.h"
#include "sync/hub/store/sql_hub_store.h"
#include "sync/store/folder_lock.h"
#include "tests/sim/disk/sim_disk.h"
#include "tests/sim/network.h"
#include "tests/sim/rng.h"
#include "tests/sim/timeline.h"

namespace meetpoint::sim {

class HubNode final : public HubDoor {
 public:
  // `time` must outlive it. `folder` is made.
  HubNode(Timeline& time, Rng rng, std::filesystem::path folder, Instant wall_at_start);
  ~HubNode() override;

  // The program, from what is on the disk. Fails with what the store says; not where it runs.
  Status start();
  // The program ends in order, or the power is gone.
  void stop();
  void crash(Loss);
  bool running() const { return hub_ != nullptr; }
  // Whether the power went in the middle of something (SimDisk::cut_after); then it is crash()ed.
  bool notice_power();

  // From now on requests wait long for each other, and share a commit.
  void be_slow() { slow_ = true; }

  void take(hub::Request, Reply) override;

  // A second program for the same folder. True where it was turned away, as it must be.
  bool second_is_refused() const;

  hub::HubStore& store() { return *store_; }
  hub::Hub& program() { return *hub_; }
  SimDisk& disk() { return disk_; }
  MachineClock& clock() { return clock_; }
  std::filesystem::path database() const { return folder_ / "hub.db"; }
  // The feed has something new: those who wait are asked again, in a round.
  void feed_grew();

 private:
  struct Waiting {
    hub::Request request;
    Reply reply;
    std::int64_t deadline = 0;
  };
  hub::HubLimits limits();
  void next_turn();
  void handle_lane();
  void handle(hub::Request, Reply, std::int64_t deadline);
  void respond(hub::Response, const Reply&);
  void drop_all();

  Timeline& time_;
  Rng rng_;
  std::filesystem::path folder_;
  SimDisk disk_;
  MachineClock clock_;
  std::optional<store::FolderLock> lock_;
  std::unique_ptr<hub::SqlHubStore> store_;
  std::unique_ptr<hub::Hub> hub_;
  std::vector<Waiting> lane_;
  bool lane_planned_ = false;
  std::uint64_t commits_ = 0;  // each fourth is followed by a move of the log
  std::uint64_t round_ = 0;
  bool wake_planned_ = false;   // or a round is under way
  bool another_round_ = false;  // asked for since the last one began
  std::vector<Waiting> held_;
  bool slow_ = false;
  std::uint64_t life_ = 0;  // what was planned in an earlier one is void
};

}  // namespace meetpoint::sim
