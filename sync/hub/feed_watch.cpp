#include "sync/hub/feed_watch.h"

namespace meetpoint::hub {

FeedWatch::FeedWatch(HubStore& store, std::function<void()> grew)
    : store_(store), grew_(std::move(grew)) {
  if (store_.is_shared()) thread_ = std::thread([this] { run(); });
}

FeedWatch::~FeedWatch() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_one();
  thread_.join();
}

void FeedWatch::run() {
  std::uint64_t last = 0;
  std::unique_lock lock(mutex_);
  while (!stop_.wait_for(lock, rhythm, [this] { return stopping_; })) {
    lock.unlock();
    // A database that does not answer is told of by those who ask for more than this.
    if (const auto pulse = store_.pulse(); pulse && *pulse != last) {
      last = *pulse;
      grew_();
    }
    lock.lock();
  }
}

}  // namespace meetpoint::hub
