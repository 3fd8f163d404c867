#include "sync/hub/lane_order.h"

#include <algorithm>

namespace meetpoint::hub {

namespace {

constexpr std::size_t least_large_bytes = 16 * 1024;
constexpr std::size_t most_large_bytes = 16 * 1024 * 1024;

bool is_small(const Request& request) { return request.body.size() <= LaneOrder::small_bytes; }

}  // namespace

std::vector<std::size_t> LaneOrder::next(std::span<const Request> waiting,
                                         const MayShare& may_share) {
  const auto smalls = static_cast<std::size_t>(
      std::count_if(waiting.begin(), waiting.end(), [](const Request& r) { return is_small(r); }));
  const bool small = smalls == waiting.size() || (smalls > 0 && small_next_);
  small_next_ = !small;
  last_bytes_ = 0;
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < waiting.size() && chosen.size() < most_together; ++i) {
    if (is_small(waiting[i]) != small) continue;
    if (!chosen.empty() && !may_share(waiting[chosen.front()], waiting[i])) continue;
    const std::size_t bytes = waiting[i].body.size();
    if (!small && !chosen.empty() && last_bytes_ + bytes > large_bytes_) break;
    if (!small) last_bytes_ += bytes;
    chosen.push_back(i);
  }
  last_count_ = chosen.size();
  return chosen;
}

// One station that sends one after the other waits for nobody: nobody else comes.
bool LaneOrder::gathers(std::span<const Request> waiting, Duration since_commit) const {
  return since_commit < crowded_for && waiting.size() < many &&
         std::max(waiting.size(), last_count_) >= several &&
         std::all_of(waiting.begin(), waiting.end(), is_small);
}

void LaneOrder::took(Duration duration) {
  if (last_bytes_ < least_large_bytes) return;
  const auto ms = std::max<Duration::rep>(duration.count(), 1);
  const auto fits =
      last_bytes_ * static_cast<std::size_t>(longest_commit.count()) / static_cast<std::size_t>(ms);
  // By halves, since one commit may have met a busy disk.
  large_bytes_ = std::clamp((large_bytes_ + fits) / 2, least_large_bytes, most_large_bytes);
}

}  // namespace meetpoint::hub
