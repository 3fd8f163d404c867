#pragma once

#include <csignal>
#include <ctime>

namespace meetpoint::shell {

// SIGINT and SIGTERM, kept back from all threads so that a main loop can look for them. Made
// before any thread is; they stay kept back when it is gone.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }
  // Takes one that came.
  bool came() const {
    const timespec at_once{};
    return sigtimedwait(&set_, nullptr, &at_once) > 0;
  }

 private:
  sigset_t set_{};
};

}  // namespace meetpoint::shell
