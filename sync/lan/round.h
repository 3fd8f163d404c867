// One connection to Avahi's daemon, from its making until it is broken; then another is made.
//
// All of it belongs to one thread, but for wake(). Avahi calls back only from within open(), turn()
// and the destructor; what follows from a call is done in turn(), outside of it.
#pragma once

#include <avahi-client/client.h>
#include <avahi-client/lookup.h>
#include <avahi-client/publish.h>
#include <avahi-common/simple-watch.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "sync/base/clock.h"
#include "sync/base/result.h"
#include "sync/lan/lan.h"

namespace meetpoint::lan {

class Round {
 public:
  // Both must outlive it.
  Round(const LanSetup&, const Clock&);
  ~Round();
  Round(const Round&) = delete;
  Round& operator=(const Round&) = delete;

  // Fails with unreachable where there is no D-Bus. A daemon that is not there yet is waited for.
  Status open();
  // Does what there is to do, then waits until something happens. False: the connection is over,
  // see problem().
  bool turn();
  // Lets turn() return; by any thread, after open().
  void wake();

  // Whether the daemon is there.
  bool connected() const;
  const std::string& problem() const { return problem_; }
  // What was found, each once and in order.
  std::vector<Service> services() const;

 private:
  using Where = std::tuple<AvahiIfIndex, AvahiProtocol, std::string, std::string>;
  struct Seen {
    bool waits() const { return !own && resolver == nullptr; }

    Round* round = nullptr;
    bool own = false;                          // what is announced here itself
    AvahiServiceResolver* resolver = nullptr;  // stays: it tells of changes, too
    std::int64_t due_ms = 0;                   // when to make one, where there is none
    std::optional<Service> service;
  };

  void announce();
  void rename();
  void add_service();
  void put_off(const std::string& why);
  void look_around();
  void resolve(const Where&, Seen&);
  int nap_ms() const;
  void broken(std::string problem);
  void forget(Seen&);
  void on_service(AvahiBrowserEvent, Where, AvahiLookupResultFlags);

  // Nothing thrown may pass through Avahi's C.
  template <class Work>
  static void guarded(Round* round, Work work) noexcept;
  static void client_changed(AvahiClient*, AvahiClientState, void* round) noexcept;
  static void group_changed(AvahiEntryGroup*, AvahiEntryGroupState, void* round) noexcept;
  static void service_seen(AvahiServiceBrowser*, AvahiIfIndex, AvahiProtocol, AvahiBrowserEvent,
                           const char* name, const char* type, const char* domain,
                           AvahiLookupResultFlags, void* round) noexcept;
  static void service_resolved(AvahiServiceResolver*, AvahiIfIndex, AvahiProtocol,
                               AvahiResolverEvent, const char* name, const char* type,
                               const char* domain, const char* host, const AvahiAddress*,
                               std::uint16_t port, AvahiStringList* txt, AvahiLookupResultFlags,
                               void* seen) noexcept;

  struct FreePoll {
    void operator()(AvahiSimplePoll* poll) const { avahi_simple_poll_free(poll); }
  };
  struct FreeClient {
    void operator()(AvahiClient* client) const { avahi_client_free(client); }
  };

  const LanSetup& setup_;
  const Clock& clock_;
  std::string problem_;
  bool over_ = false;

  std::string name_;  // under which it is announced; changes where it is taken
  int renamed_ = 0;
  bool announced_ = false;
  bool taken_ = false;      // by somebody else on the network
  bool withdrawn_ = false;  // the machine's own name changes: announce anew
  bool put_off_told_ = false;
  std::int64_t announce_due_ms_ = 0;

  std::map<Where, Seen> seen_;
  AvahiClientState state_ = AVAHI_CLIENT_CONNECTING;
  std::unique_ptr<AvahiSimplePoll, FreePoll> poll_;
  std::unique_ptr<AvahiClient, FreeClient> client_;  // owns the rest
  AvahiEntryGroup* group_ = nullptr;
  AvahiServiceBrowser* browser_ = nullptr;
};

}  // namespace meetpoint::lan
