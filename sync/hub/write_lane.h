// One thread that handles all requests that may change something. Those that wait together share
// one durable commit, so that many stations cost few waits for the disk. Small requests come first:
// a fact of a moment ago does not wait behind the days of stations that come back. Of the large
// ones each commit takes at least one, and few, so that the next small ones need not wait for long.
//
// Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "sync/base/clock.h"
#include "sync/hub/handlers.h"

namespace meetpoint::hub {

class WriteLane {
 public:
  static constexpr std::size_t max_together = 64;
  static constexpr std::size_t small_bytes = 4096;
  static constexpr std::size_t large_bytes_at_first = 32 * 1024;  // as sent; about a thousand facts
  static constexpr std::size_t most_large_bytes = 1024 * 1024;
  static constexpr std::chrono::milliseconds commit_time{300};  // that is aimed at

  // Called on the lane's thread, after the commit; must not block.
  using Done = std::function<void(Response)>;

  // `hub` and `clock` must outlive this.
  WriteLane(Hub& hub, const Clock& clock);
  ~WriteLane();  // finishes what was submitted

  void submit(Request, Done);

 private:
  struct Job {
    Request request;
    Done done;
  };
  struct Batch {
    std::vector<Request> requests;
    std::vector<Done> done;
    std::size_t bytes = 0;  // of the large ones
  };
  void run();
  Batch next_batch();  // with the mutex held
  void adapt(std::size_t bytes, std::chrono::steady_clock::duration took);

  Hub& hub_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable something_;
  std::deque<Job> small_;
  std::deque<Job> large_;
  std::size_t large_bytes_ = large_bytes_at_first;  // that the next commit may take; the lane's own
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace meetpoint::hub
