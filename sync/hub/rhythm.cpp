#include "sync/hub/rhythm.h"

namespace meetpoint::hub {

Rhythm::Rhythm(std::chrono::milliseconds first, Beat beat)
    : beat_(std::move(beat)), thread_([this, first] { run(first); }) {}

Rhythm::~Rhythm() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_one();
  thread_.join();
}

void Rhythm::run(std::chrono::milliseconds pause) {
  std::unique_lock lock(mutex_);
  while (!stop_.wait_for(lock, pause, [this] { return stopping_; })) {
    lock.unlock();
    pause = beat_();
    lock.lock();
  }
}

}  // namespace meetpoint::hub
