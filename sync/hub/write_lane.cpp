#include "sync/hub/write_lane.h"

#include <spdlog/spdlog.h>

#include <algorithm>

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
    auto& lane = request.body.size() <= small_bytes ? small_ : large_;
    lane.push_back({std::move(request), std::move(done)});
    hub_.metrics().waiting_writes(small_.size() + large_.size());
  }
  something_.notify_one();
}

WriteLane::Batch WriteLane::next_batch() {
  Batch batch;
  const auto take = [&](std::deque<Job>& lane) {
    batch.requests.push_back(std::move(lane.front().request));
    batch.done.push_back(std::move(lane.front().done));
    lane.pop_front();
  };
  while (!small_.empty() && batch.requests.size() < max_together) take(small_);
  std::size_t large_taken = 0;
  std::size_t bytes = 0;
  while (!large_.empty() && (large_taken == 0 || batch.requests.size() < max_together)) {
    const std::size_t more = large_.front().request.body.size();
    if (large_taken > 0 && bytes + more > large_bytes_) break;
    bytes += more;
    take(large_);
    ++large_taken;
  }
  batch.bytes = bytes;
  hub_.metrics().waiting_writes(small_.size() + large_.size());
  return batch;
}

// Where commits are quick they may grow, where they last they shrink; one that was not full tells
// nothing of larger ones.
void WriteLane::adapt(std::size_t bytes, std::chrono::steady_clock::duration took) {
  if (took > commit_time) {
    large_bytes_ = std::max(large_bytes_ / 2, large_bytes_at_first / 2);
  } else if (took < commit_time / 2 && bytes >= large_bytes_ / 2) {
    large_bytes_ = std::min(large_bytes_ * 2, most_large_bytes);
  }
}

void WriteLane::run() {
  for (;;) {
    Batch batch;
    {
      std::unique_lock lock(mutex_);
      something_.wait(lock, [&] { return stopping_ || !small_.empty() || !large_.empty(); });
      if (small_.empty() && large_.empty()) return;
      batch = next_batch();
    }
    std::vector<Request>& requests = batch.requests;
    std::vector<Done>& done = batch.done;
    std::vector<Response> responses;
    const auto begun = std::chrono::steady_clock::now();
    try {
      responses = hub_.handle_together(requests, clock_.now());
    } catch (const std::exception& problem) {
      spdlog::error("requests failed: {}", problem.what());
      responses.assign(requests.size(), Response{.status = 500});
    }
    const auto took = std::chrono::steady_clock::now() - begun;
    hub_.metrics().commit_took(std::chrono::duration_cast<std::chrono::microseconds>(took));
    adapt(batch.bytes, took);
    for (std::size_t i = 0; i < done.size(); ++i) done[i](std::move(responses[i]));
  }
}

}  // namespace meetpoint::hub
