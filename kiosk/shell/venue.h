// Where other kiosks of the event are: what the organiser named by hand, and who is found on the
// venue's network. Thread-safe, but for its making and end.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "sync/base/ids.h"
#include "sync/lan/lan.h"

namespace meetpoint::shell {

class Venue {
 public:
  // `named`: ADDRESS:PORT each.
  Venue(std::vector<std::string> named, EventId event, StationId station);

  // From now on others find this kiosk at this port, and are found; until leave() or the end.
  void announce(std::uint16_t port);
  void leave();
  // ADDRESS:PORT of each, once; whether somebody is there, and who, has yet to be asked.
  std::vector<std::string> places() const;

 private:
  const std::vector<std::string> named_;
  const EventId event_;
  const StationId station_;
  mutable std::mutex mutex_;  // of the pointer: others ask before announce() has been called
  std::unique_ptr<lan::Lan> lan_;
};

// What a kiosk says of itself on the network.
lan::LanSetup kiosk_on_lan(const EventId&, StationId, std::uint16_t port);
// ADDRESS:PORT of those that say they are of this event.
std::vector<std::string> places_of(const std::vector<lan::Service>&, const EventId&);

}  // namespace meetpoint::shell
