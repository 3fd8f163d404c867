// How many wrong enrolment codes are borne with: 10 a minute from one address, 100 in all.
//
// Thread-safe. Time is a parameter; bounded in memory, however many addresses there are.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "sync/base/instant.h"

namespace meetpoint::hub {

class AttemptLimiter {
 public:
  static constexpr int max_per_address = 10;
  static constexpr int max_in_all = 100;
  static constexpr Duration window = std::chrono::minutes(1);

  // Nothing: go on. Else how long to wait.
  std::optional<Duration> must_wait(const std::string& address, Instant now);
  void count_wrong(const std::string& address, Instant now);

 private:
  void begin_window(Instant now);

  std::mutex mutex_;
  Instant window_began_;
  int in_all_ = 0;
  std::map<std::string, int> by_address_;  // at most max_in_all, as each counted towards it
};

}  // namespace meetpoint::hub
