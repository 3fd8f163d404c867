// Programs on the venue's network that find each other without being told addresses: mDNS and
// DNS-SD, by Avahi's daemon.
//
// start() and the destructor belong to one thread; services() to any.
// Avahi's client library speaks D-Bus, whose library has the whole program ignore SIGPIPE.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meetpoint::lan {

// Where a program is. Whoever is on the network can say anything here: believe nothing of it.
struct Service {
  std::string name;     // of the instance, unique on the network
  std::string address;  // numeric, ready for a URL's host: "192.0.2.7", "[fe80::1%25eth0]"
  std::uint16_t port = 0;
  std::map<std::string, std::string> txt;  // keys in lower case; values as they came
  bool operator==(const Service&) const = default;
};

inline constexpr std::string_view kiosk_service = "_meetpoint-kiosk._tcp";
inline constexpr std::string_view hub_service = "_meetpoint._tcp";

struct LanSetup {
  struct Announced {
    std::string name;  // at most 63 bytes; gets a number where it is taken ("Door #2")
    std::uint16_t port = 0;
    // Everybody on the network can read it: nothing about people. Key and value together at most
    // 254 bytes.
    std::map<std::string, std::string> txt;
  };
  std::optional<Announced> announce;
  std::string announce_type;  // one of the two above
  std::string browse_type;    // one of the two above; empty: looks for nobody
  // services() changed. Called on Lan's thread with no lock held; must return soon and may not end
  // the Lan; may be empty.
  std::function<void()> on_change;
};

// Announces and looks around for as long as it lives, on a thread of its own. A machine without
// Avahi's daemon, or one whose daemon goes and comes back, is nothing to fail about: it is logged
// once and tried again, and meanwhile nothing is found.
class Lan {
 public:
  // Returns at once; what is there is found in the seconds that follow.
  static std::unique_ptr<Lan> start(LanSetup);
  // Takes the announcement back. Waits for a question to the daemon that is under way: with a
  // daemon that hangs, up to D-Bus' limit of 25 s.
  ~Lan();

  // What is there now, in order and without what this Lan announces; a program with several
  // addresses is there with each of them.
  std::vector<Service> services() const;

 private:
  struct Parts;
  explicit Lan(std::unique_ptr<Parts>);
  std::unique_ptr<Parts> parts_;
};

}  // namespace meetpoint::lan
