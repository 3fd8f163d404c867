// A scripted hour at a hub, on the product's store and handlers.
#pragma once

#include <map>
#include <memory>

#include "sync/hub/handlers.h"
#include "sync/hub/store/sql_hub_store.h"
#include "sync/model/fact_body.h"
#include "tests/disk/day.h"

namespace meetpoint::disk {

class HubDay final : public Day {
 public:
  explicit HubDay(std::filesystem::path folder);

  const std::vector<Act>& acts() const override { return acts_; }
  std::filesystem::path database() const override { return folder_ / "hub.db"; }
  Status start() override;
  void stop() override;
  void set_moment(std::size_t moment) override;
  std::string find_fault(store::Database&) const override;

 private:
  // A request that is made when its step runs: its token is known only then.
  struct Question {
    std::string method;
    std::string target;
    std::string body;
    std::string station;  // whose token it carries; empty: none
    bool admin = false;
  };
  // Adds a step: these questions in one commit, as the server takes them.
  void ask(std::string name, std::vector<Question>);
  void enrol(const std::string& station);
  void move_log();
  void fold_left(const char* name);
  Question push(const std::string& station, const std::vector<FactBody>&);
  void import(std::string name, const Roster&);
  void erase(int number);

  void founding();
  void morning();
  void afternoon();

  hub::Request request_of(const Question&) const;
  Result<std::string> answer(const std::vector<hub::Request>&);

  struct Journal {
    StationId station;
    std::uint64_t seq = 0;
    std::string chain;
  };

  std::filesystem::path folder_;
  Instant now_;
  std::unique_ptr<hub::SqlHubStore> store_;
  std::unique_ptr<hub::Hub> hub_;
  std::vector<Act> acts_;
  std::map<std::string, Journal> journals_;   // while the script is being written
  std::map<std::string, std::string> codes_;  // of enrolment, by station
  std::map<std::string, std::string> tokens_;
};

}  // namespace meetpoint::disk
