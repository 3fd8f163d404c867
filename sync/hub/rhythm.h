// Does something again and again, on a thread of its own, until it goes.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace meetpoint::hub {

class Rhythm {
 public:
  // What is done each time; how long to wait before the next. Called on the thread, and may not
  // throw.
  using Beat = std::function<std::chrono::milliseconds()>;

  // `first`: how long to wait before the first time.
  Rhythm(std::chrono::milliseconds first, Beat beat);
  // Waits for a beat that has begun.
  ~Rhythm();
  Rhythm(const Rhythm&) = delete;
  Rhythm& operator=(const Rhythm&) = delete;

 private:
  void run(std::chrono::milliseconds pause);

  Beat beat_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace meetpoint::hub
