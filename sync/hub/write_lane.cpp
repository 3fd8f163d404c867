#include "sync/hub/write_lane.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>

namespace meetpoint::hub {

WriteLane::WriteLane(Hub& hub, const Clock& clock)
    : hub_(hub), clock_(clock), thread_([this] { run(); }) {}

WriteLane::~WriteLane() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  something_.notify_one();
  thread_.join();
}

void WriteLane::submit(Request request, Done done) {
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(std::move(request));
    done_.push_back(std::move(done));
    hub_.metrics().waiting_writes(requests_.size());
  }
  something_.notify_one();
}

void WriteLane::run() {
  for (;;) {
    std::vector<Request> requests;
    std::vector<Done> done;
    {
      std::unique_lock lock(mutex_);
      something_.wait(lock, [&] { return stopping_ || !requests_.empty(); });
      if (requests_.empty()) return;
      const auto count = static_cast<std::ptrdiff_t>(std::min(requests_.size(), max_together));
      requests.assign(std::make_move_iterator(requests_.begin()),
                      std::make_move_iterator(requests_.begin() + count));
      done.assign(std::make_move_iterator(done_.begin()),
                  std::make_move_iterator(done_.begin() + count));
      requests_.erase(requests_.begin(), requests_.begin() + count);
      done_.erase(done_.begin(), done_.begin() + count);
      hub_.metrics().waiting_writes(requests_.size());
    }
    std::vector<Response> responses;
    const auto begun = std::chrono::steady_clock::now();
    try {
      responses = hub_.handle_together(requests, clock_.now());
    } catch (const std::exception& problem) {
      spdlog::error("requests failed: {}", problem.what());
      responses.assign(requests.size(), Response{.status = 500});
    }
    hub_.metrics().commit_took(std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - begun));
    for (std::size_t i = 0; i < done.size(); ++i) done[i](std::move(responses[i]));
  }
}

}  // namespace meetpoint::hub
