// A scripted hour at a kiosk, on the product's StationStore.
#pragma once

#include <memory>

#include "sync/model/fact_body.h"
#include "sync/store/station_store.h"
#include "tests/disk/day.h"

namespace meetpoint::disk {

class StationDay final : public Day {
 public:
  // `folder` is real (for the lock); its database may be on a SimDisk.
  explicit StationDay(std::filesystem::path folder);

  const std::vector<Act>& acts() const override { return acts_; }
  std::filesystem::path database() const override { return folder_ / "station.db"; }
  Status start() override;
  void stop() override { store_.reset(); }
  void set_moment(std::size_t moment) override;
  std::string find_fault(store::Database&) const override;

 private:
  // Each adds a step to the last act.
  void add(std::string name, std::function<Result<std::string>()>);
  void call(std::string name, std::function<Status()>);
  void record(std::string name, std::vector<FactBody> bodies);
  void read_from_start(std::vector<wire::FeedEntry> entries);
  void apply(std::string name, std::vector<wire::FeedEntry> entries);
  void acknowledge(std::uint64_t seq, std::vector<wire::PushResult> results = {});
  void look(const std::string& attendee);
  void restart();

  void morning();
  void noon();
  void afternoon();

  wire::FeedEntry of_another(FactBody);
  FactId mine(std::uint64_t seq) const { return {{7}, incarnation_, seq}; }

  std::filesystem::path folder_;
  ManualClock clock_;
  std::unique_ptr<store::StationStore> store_;
  std::vector<Act> acts_;

  // Where the script stands while it is being written.
  std::uint32_t incarnation_ = 1;
  std::uint64_t seq_ = 0;
  std::uint64_t acked_ = 0;
  std::uint64_t epoch_ = 1;
  HubSeq cursor_ = 0;
  std::uint64_t others_ = 0;
};

}  // namespace meetpoint::disk
