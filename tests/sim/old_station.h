// A station of the release before (0.1), by what it says on the wire: version 1 of the protocol, no
// key, no signatures, no vector, no seats. Its journal outlives everything; what breaks is the
// network and the hub.
#pragma once

#include <deque>
#include <set>
#include <string>
#include <vector>

#include "sync/model/fact_body.h"
#include "sync/wire/messages.h"
#include "tests/sim/network.h"
#include "tests/sim/timeline.h"

namespace meetpoint::sim {

class OldStation {
 public:
  // `time` and `network` must outlive it.
  OldStation(Timeline& time, Network& network, EventId event, Instant wall_at_start);

  // With an organiser's code, over a line of its own. False where the hub did not take it.
  bool enrol(const std::string& code, client::Transport& line);

  FactId record(const FactBody&);
  StationId id() const { return id_; }
  std::int64_t monotonic_ms() const { return clock_.monotonic_ms(); }
  // Which of its facts the hub told it that they can't count, by their numbers.
  const std::set<std::uint64_t>& told_rejected() const { return told_rejected_; }
  std::uint64_t waiting() const { return journal_.size() - acked_; }
  // Whether the hub of this epoch has all, as far as this station knows.
  bool settled(std::uint64_t epoch) const {
    return waiting() == 0 && (epoch_ == 0 || epoch_ == epoch);
  }

 private:
  struct Entry {
    FactRecord fact;
    std::string chain;
  };
  void turn();
  void push();
  // Whether the hub is still the one that took what was sent.
  void ask();
  void on_reply(std::uint64_t last, const Result<client::Response>&);
  client::Request request(std::string method, std::string path, std::string body) const;

  Timeline& time_;
  EventId event_;
  MachineClock clock_;
  Link link_ = Link::up;
  SimTransport transport_;
  StationId id_;
  std::string token_;
  std::uint32_t incarnation_ = 1;
  Hlc hlc_;
  std::vector<Entry> journal_;
  std::uint64_t acked_ = 0;
  std::uint64_t epoch_ = 0;
  std::uint64_t sent_ = 0;  // the last of the push under way; 0: none
  std::size_t facts_at_once_ = 20;
  bool asking_ = false;
  std::set<std::uint64_t> told_rejected_;
  bool unsure_ = false;  // another epoch answered: what that hub lacks comes first
};

}  // namespace meetpoint::sim
