#include "sync/peer/neighbours.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace meetpoint::peer {

namespace {

constexpr std::int64_t pause_alone_ms = 700;
// Many kiosks speak less often with each: what is recorded is told at once anyway.
constexpr std::int64_t pause_each_ms = 15;
constexpr std::int64_t longest_pause_ms = 15'000;
constexpr std::int64_t in_reach_ms = 5'000;

}  // namespace

std::int64_t Neighbours::pause_ms() const {
  return std::max(pause_alone_ms, pause_each_ms * static_cast<std::int64_t>(places_.size()));
}

void Neighbours::found(const std::vector<std::string>& addresses) {
  const std::set<std::string> here(addresses.begin(), addresses.end());
  std::erase_if(places_, [&](const auto& place) { return !here.contains(place.first); });
  for (const std::string& address : here) places_.try_emplace(address);
}

std::vector<Neighbours::Visit> Neighbours::due(std::int64_t now_ms) { return visit(now_ms, false); }

std::vector<Neighbours::Visit> Neighbours::strangers(std::int64_t now_ms) {
  return visit(now_ms, true);
}

std::vector<Neighbours::Visit> Neighbours::visit(std::int64_t now_ms, bool strangers_alone) {
  std::vector<Visit> visits;
  for (auto& [address, place] : places_) {
    if (place.busy || place.due_ms > now_ms || (strangers_alone && place.station)) continue;
    place.busy = true;
    place.nudged = false;
    visits.push_back({address, place.station});
  }
  return visits;
}

std::optional<Duration> Neighbours::wait(std::int64_t now_ms) const {
  std::optional<Duration> least;
  for (const auto& [address, place] : places_) {
    if (place.busy) continue;
    const Duration left(std::max<std::int64_t>(0, place.due_ms - now_ms));
    least = least ? std::min(*least, left) : left;
  }
  return least;
}

void Neighbours::met(const std::string& address, StationId station, std::int64_t now_ms) {
  const auto found = places_.find(address);
  if (found == places_.end()) return;
  found->second.station = station;
  found->second.busy = false;
  found->second.due_ms = now_ms;
}

void Neighbours::spoke(const std::string& address, bool again, std::int64_t now_ms) {
  const auto found = places_.find(address);
  if (found == places_.end()) return;
  Place& place = found->second;
  place.busy = false;
  place.failures = 0;
  place.heard_ms = now_ms;
  place.due_ms = again || place.nudged ? now_ms : now_ms + pause_ms();
}

void Neighbours::failed(const std::string& address, std::int64_t now_ms, double random) {
  const auto found = places_.find(address);
  if (found == places_.end()) return;
  Place& place = found->second;
  place.busy = false;
  // Somebody else may be there by now.
  place.station.reset();
  place.failures = std::min(place.failures + 1, 10);
  const auto most = std::min(longest_pause_ms, pause_ms() << place.failures);
  place.due_ms = now_ms + static_cast<std::int64_t>(static_cast<double>(most) * (0.5 + random / 2));
}

void Neighbours::nudge(std::int64_t now_ms) {
  for (auto& [address, place] : places_) {
    if (place.failures > 0) continue;
    place.due_ms = std::min(place.due_ms, now_ms);
    place.nudged = place.busy;
  }
}

std::size_t Neighbours::in_reach(std::int64_t now_ms) const {
  std::set<StationId> stations;
  for (const auto& [address, place] : places_) {
    if (place.station && place.heard_ms && now_ms - *place.heard_ms <= in_reach_ms) {
      stations.insert(*place.station);
    }
  }
  return stations.size();
}

}  // namespace meetpoint::peer
