// Ordinary stations at work: each records facts at times drawn by lot, hands in at once all that
// wait, as a kiosk does, and holds a long-poll of the feed on a second connection.
//
// The stations are machines of their own elsewhere: here a reply that is byte for byte one of the
// last few is not unpacked a second time, or the tool would take from the hub what a thousand
// processors do.
//
// Of every fact it is measured how long it took from when it was recorded until its station had the
// hub's durable acknowledgement, and until each observing station had read it in its feed. One
// thread, that of `io`.
#pragma once

#include <boost/asio/io_context.hpp>
#include <list>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>

#include "tests/bench/figures.h"
#include "tests/bench/load/connection.h"
#include "tests/bench/load/hub_under_load.h"

namespace meetpoint::load {

struct CrowdPlan {
  double facts_per_second = 2800;  // of all stations together
  int followers = 1000;            // so many of them follow the feed,
  int observers = 20;              // and so many of these read every entry; the others the cursor
  int attendees = 100'000;
  Mix mix = Mix::check_ins;  // kinds that every station is to see
};

struct CrowdCost {
  bench::Samples acknowledged_ms;
  bench::Samples seen_ms;
  std::uint64_t pushes = 0;
  std::uint64_t facts = 0;       // acknowledged
  std::uint64_t polls = 0;       // answered
  std::uint64_t handed_out = 0;  // places of the feed, times the stations that got them
  std::uint64_t failures = 0;    // requests without a proper answer
  std::string first_failure;
  std::uint64_t bytes_received = 0;  // of feeds, as on the wire
};

class Crowd {
 public:
  // All must outlive it; `logins` are those of `hub`.
  Crowd(boost::asio::io_context& io, const HubUnderLoad& hub, std::span<const Login> logins,
        const CrowdPlan& plan);
  ~Crowd();
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  // From now on, in the coroutines of `io`, until stop().
  void start();
  // Counts anew: what was recorded before is not measured.
  void count_from_now();
  void stop() { stopped_ = true; }
  const CrowdCost& cost() const { return cost_; }

 private:
  struct Member;
  boost::asio::awaitable<void> find_start();
  boost::asio::awaitable<void> record(Member& member);
  boost::asio::awaitable<void> follow(Member& member, bool observes);
  struct Read;
  const Read* read(const client::Response& response, bool observes);
  void note_seen(const Read& reply, double at_ms);
  void note_failure(const client::Response& response, const char* what);

  boost::asio::io_context& io_;
  const HubUnderLoad& hub_;
  CrowdPlan plan_;
  CrowdCost cost_;
  std::vector<std::unique_ptr<Member>> members_;
  std::unordered_map<std::uint32_t, Member*> by_station_;
  client::FeedFrom start_;
  std::list<Read> reads_;  // newest first
  double from_ms_ = 0;
  bool stopped_ = false;
};

// Where a feed's reply ends, without its entries: what a station that only keeps up has to know.
// Fails where it is none of the hub's.
Result<client::FeedFrom> cursor_of(const client::Response& response);

// Runs coroutine after coroutine of `io` for so long.
void run_for(boost::asio::io_context& io, double ms);

}  // namespace meetpoint::load
