#include "kiosk/shell/venue.h"

#include <fmt/format.h>

#include <algorithm>

namespace meetpoint::shell {

Venue::Venue(std::vector<std::string> named, EventId event, StationId station)
    : named_(std::move(named)), event_(std::move(event)), station_(station) {}

void Venue::announce(std::uint16_t port) {
  auto lan = lan::Lan::start(kiosk_on_lan(event_, station_, port));
  const std::lock_guard lock(mutex_);
  lan_ = std::move(lan);
}

void Venue::leave() {
  std::unique_ptr<lan::Lan> leaving;  // ends without the lock: that may take a while
  const std::lock_guard lock(mutex_);
  leaving.swap(lan_);
}

std::vector<std::string> Venue::places() const {
  std::vector<std::string> all = named_;
  const std::lock_guard lock(mutex_);
  if (!lan_) return all;
  for (std::string& place : places_of(lan_->services(), event_)) {
    if (std::find(all.begin(), all.end(), place) == all.end()) all.push_back(std::move(place));
  }
  return all;
}

lan::LanSetup kiosk_on_lan(const EventId& event, StationId station, std::uint16_t port) {
  return {.announce =
              lan::LanSetup::Announced{
                  .name = fmt::format("Meetpoint kiosk {}", station.value),
                  .port = port,
                  .txt = {{"event", event.value}, {"station", fmt::format("{}", station.value)}}},
          .announce_type = std::string(lan::kiosk_service),
          .browse_type = std::string(lan::kiosk_service),
          .on_change = {}};  // whoever has lost the hub asks for places anyway, all the time
}

std::vector<std::string> places_of(const std::vector<lan::Service>& services,
                                   const EventId& event) {
  std::vector<std::string> places;
  for (const lan::Service& service : services) {
    const auto theirs = service.txt.find("event");
    if (theirs == service.txt.end() || theirs->second != event.value) continue;
    places.push_back(fmt::format("{}:{}", service.address, service.port));
  }
  return places;
}

}  // namespace meetpoint::shell
