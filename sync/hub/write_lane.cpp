#include "sync/hub/write_lane.h"

#include <spdlog/spdlog.h>

namespace meetpoint::hub {

namespace {

// The others keep their order.
template <class T>
void remove(std::vector<T>& from, const std::vector<std::size_t>& places) {
  std::size_t left = 0;
  auto gone = places.begin();
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (gone != places.end() && *gone == i) {
      ++gone;
      continue;
    }
    if (left != i) from[left] = std::move(from[i]);
    ++left;
  }
  from.resize(left);
}

}  // namespace

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
  bool untidy = true;
  std::chrono::steady_clock::time_point committed;
  for (;;) {
    std::vector<Request> requests;
    std::vector<Done> done;
    {
      std::unique_lock lock(mutex_);
      while (untidy && !stopping_ && requests_.empty()) {
        lock.unlock();
        untidy = hub_.tidy();
        lock.lock();
      }
      something_.wait(lock, [&] { return stopping_ || !requests_.empty(); });
      if (requests_.empty()) return;
      const auto gathers = [&, since = std::chrono::duration_cast<Duration>(
                                   std::chrono::steady_clock::now() - committed)] {
        return !stopping_ && order_.gathers(requests_, since);
      };
      // What else is to do goes before idleness.
      if (untidy && gathers()) {
        lock.unlock();
        untidy = hub_.tidy();
        lock.lock();
      }
      if (!untidy) something_.wait_for(lock, LaneOrder::gathering, [&] { return !gathers(); });
      const auto chosen = order_.next(requests_, [this](const Request& a, const Request& b) {
        return hub_.may_share_commit(a, b);
      });
      for (const std::size_t i : chosen) {
        requests.push_back(std::move(requests_[i]));
        done.push_back(std::move(done_[i]));
      }
      remove(requests_, chosen);
      remove(done_, chosen);
      hub_.metrics().waiting_writes(requests_.size());
    }
    untidy = true;
    std::vector<Response> responses;
    const auto begun = std::chrono::steady_clock::now();
    try {
      responses = hub_.handle_together(requests, clock_.now());
    } catch (const std::exception& problem) {
      spdlog::error("requests failed: {}", problem.what());
      responses.assign(requests.size(), Response{.status = 500});
    }
    committed = std::chrono::steady_clock::now();
    const auto took = committed - begun;
    hub_.metrics().commit_took(std::chrono::duration_cast<std::chrono::microseconds>(took));
    order_.took(std::chrono::duration_cast<Duration>(took));
    for (std::size_t i = 0; i < done.size(); ++i) done[i](std::move(responses[i]));
  }
}

}  // namespace meetpoint::hub
