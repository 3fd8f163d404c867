#include "sync/hub/log_watch.h"

#include <spdlog/spdlog.h>

namespace meetpoint::hub {

namespace {

constexpr auto rhythm = std::chrono::milliseconds(200);
// A full disk stays so for a while, and is not to be told of each time.
constexpr auto after_failure = std::chrono::seconds(30);

}  // namespace

LogWatch::LogWatch(HubStore& store) : store_(store) {
  if (!store_.is_shared()) thread_ = std::thread([this] { run(); });
}

LogWatch::~LogWatch() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_one();
  thread_.join();
}

void LogWatch::run() {
  std::chrono::milliseconds pause = rhythm;
  std::unique_lock lock(mutex_);
  while (!stop_.wait_for(lock, pause, [this] { return stopping_; })) {
    lock.unlock();
    const Status moved = store_.move_log();
    pause = moved ? rhythm : std::chrono::milliseconds(after_failure);
    if (!moved) {
      spdlog::error("what was committed can't be moved from the log into the database: {}",
                    moved.error().message);
    }
    lock.lock();
  }
}

}  // namespace meetpoint::hub
