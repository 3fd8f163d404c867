// Which kiosk to speak to next: pure, `now` comes in. Not thread-safe.
//
// While this kiosk has lost its hub it speaks with each neighbour about once a second, and at once
// when it has recorded something; a neighbour that does not answer is tried more and more seldom,
// up to every 15 s. While the hub is there it only asks, once, who is at an address that it has not
// heard of.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sync/base/ids.h"
#include "sync/base/instant.h"

namespace meetpoint::peer {

class Neighbours {
 public:
  // Where kiosks may be ("192.0.2.7:40111"); those that are no more are forgotten.
  void found(const std::vector<std::string>& addresses);

  struct Visit {
    std::string address;
    std::optional<StationId> station;  // nothing: ask who is there
  };
  // Whom to ask now, each of them once until met(), spoke() or failed().
  std::vector<Visit> due(std::int64_t now_ms);
  // The same, of those alone of whom it is not known who they are.
  std::vector<Visit> strangers(std::int64_t now_ms);
  // When there is next somebody to ask; nothing: nobody is known.
  std::optional<Duration> wait(std::int64_t now_ms) const;

  void met(const std::string& address, StationId, std::int64_t now_ms);
  // It answered. `again`: there is more to say at once.
  void spoke(const std::string& address, bool again, std::int64_t now_ms);
  // `random` in [0, 1).
  void failed(const std::string& address, std::int64_t now_ms, double random);
  // Something was recorded here: everybody who answers is to hear of it.
  void nudge(std::int64_t now_ms);

  // How many kiosks answered in the last seconds.
  std::size_t in_reach(std::int64_t now_ms) const;

 private:
  struct Place {
    std::optional<StationId> station;
    bool busy = false;
    int failures = 0;
    std::int64_t due_ms = 0;
    std::optional<std::int64_t> heard_ms;
    bool nudged = false;  // while busy
  };
  std::int64_t pause_ms() const;
  std::vector<Visit> visit(std::int64_t now_ms, bool strangers_alone);

  std::map<std::string, Place> places_;
};

}  // namespace meetpoint::peer
