// What a relay's upstream side tells the rest of the program of itself. Thread-safe.
#pragma once

#include <mutex>
#include <string>

#include "sync/base/instant.h"

namespace meetpoint::relay {

struct Posted {
  std::string url;            // of the central hub
  bool ready = false;         // the event was read from the central hub at least once
  bool online = false;        // in touch with it
  Instant since;              // when that began
  bool shut_out = false;      // the organiser revoked this relay
  std::uint64_t backlog = 0;  // facts that are here and not there
  std::uint64_t parted = 0;   // journals of which it has other facts
};

class Board {
 public:
  void post(const Posted& now) {
    const std::lock_guard hold(mutex_);
    posted_ = now;
  }
  Posted read() const {
    const std::lock_guard hold(mutex_);
    return posted_;
  }

 private:
  mutable std::mutex mutex_;
  Posted posted_;
};

}  // namespace meetpoint::relay
