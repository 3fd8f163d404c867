#include "sync/lan/round.h"

#include <avahi-common/alternative.h>
#include <avahi-common/error.h>
#include <avahi-common/malloc.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "sync/lan/records.h"

namespace meetpoint::lan {

namespace {

constexpr std::int64_t resolve_again_ms = 5'000;
constexpr std::int64_t announce_again_ms = 30'000;
// Somebody who takes every name is not answered as fast as they can.
constexpr int quick_renames = 20;
// The daemon lets a program have about a thousand things at once; more than this is no venue.
constexpr std::size_t most_seen = 900;

}  // namespace

Round::Round(const LanSetup& setup, const Clock& clock) : setup_(setup), clock_(clock) {
  if (setup.announce) name_ = setup.announce->name;
}

// The client frees what it owns, and the poll goes last.
Round::~Round() { client_.reset(); }

Status Round::open() {
  poll_.reset(avahi_simple_poll_new());
  if (!poll_) return fail(ErrorCode::io, "no more files can be opened");
  int wrong = 0;
  // Files in the home of whoever runs the program have no say here.
  constexpr auto flags =
      static_cast<AvahiClientFlags>(AVAHI_CLIENT_NO_FAIL | AVAHI_CLIENT_IGNORE_USER_CONFIG);
  client_.reset(avahi_client_new(avahi_simple_poll_get(poll_.get()), flags, &Round::client_changed,
                                 this, &wrong));
  if (!client_) {
    return fail(ErrorCode::unreachable, avahi_strerror(wrong));
  }
  return {};
}

bool Round::connected() const {
  return !over_ && (state_ == AVAHI_CLIENT_S_RUNNING || state_ == AVAHI_CLIENT_S_REGISTERING ||
                    state_ == AVAHI_CLIENT_S_COLLISION);
}

void Round::wake() { avahi_simple_poll_wakeup(poll_.get()); }

bool Round::turn() {
  if (connected()) {
    announce();
    look_around();
  }
  if (over_) return false;
  if (avahi_simple_poll_iterate(poll_.get(), nap_ms()) != 0) broken("its events can't be read");
  return !over_;
}

int Round::nap_ms() const {
  std::optional<std::int64_t> due;
  const auto sooner = [&](std::int64_t at) { due = due ? std::min(*due, at) : at; };
  if (connected()) {
    if (setup_.announce && !announced_ && state_ == AVAHI_CLIENT_S_RUNNING) {
      sooner(announce_due_ms_);
    }
    for (const auto& [where, seen] : seen_) {
      if (seen.waits()) sooner(seen.due_ms);
    }
  }
  if (!due) return -1;
  return static_cast<int>(std::clamp<std::int64_t>(*due - clock_.monotonic_ms(), 0, 60'000));
}

void Round::broken(std::string problem) {
  if (!over_) problem_ = std::move(problem);
  over_ = true;
}

// ---- announcing ---------------------------------------------------------------------------------

void Round::announce() {
  if (!setup_.announce) return;
  if (taken_) rename();
  if ((taken_ || withdrawn_) && group_ != nullptr) avahi_entry_group_reset(group_);
  if (taken_ || withdrawn_) announced_ = false;
  taken_ = withdrawn_ = false;
  if (announced_ || state_ != AVAHI_CLIENT_S_RUNNING) return;
  if (clock_.monotonic_ms() >= announce_due_ms_) add_service();
}

void Round::rename() {
  char* other = avahi_alternative_service_name(name_.c_str());
  if (other != nullptr) name_ = other;
  avahi_free(other);
  if (++renamed_ > quick_renames) announce_due_ms_ = clock_.monotonic_ms() + announce_again_ms;
  // What bears the former name is whoever took it; it may have been seen while it was tried here.
  for (auto& [where, seen] : seen_) seen.own = false;
}

void Round::add_service() {
  if (group_ == nullptr) {
    group_ = avahi_entry_group_new(client_.get(), &Round::group_changed, this);
    if (group_ == nullptr) {
      put_off(avahi_strerror(avahi_client_errno(client_.get())));
      return;
    }
  }
  const TextList txt = make_txt(setup_.announce->txt);
  int wrong = avahi_entry_group_add_service_strlst(
      group_, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, static_cast<AvahiPublishFlags>(0), name_.c_str(),
      setup_.announce_type.c_str(), nullptr, nullptr, setup_.announce->port, txt.get());
  if (wrong == AVAHI_OK) wrong = avahi_entry_group_commit(group_);
  if (wrong == AVAHI_OK) {
    announced_ = true;
  } else if (wrong == AVAHI_ERR_COLLISION) {  // somebody on this very machine has the name
    taken_ = true;
    announce();
  } else {
    put_off(avahi_strerror(wrong));
  }
}

void Round::put_off(const std::string& why) {
  announced_ = false;
  announce_due_ms_ = clock_.monotonic_ms() + announce_again_ms;
  if (group_ != nullptr) avahi_entry_group_reset(group_);
  if (put_off_told_) return;
  put_off_told_ = true;
  spdlog::warn("lan: '{}' can't be announced ({}); it is tried again", name_, why);
}

// ---- looking around -----------------------------------------------------------------------------

void Round::look_around() {
  if (setup_.browse_type.empty()) return;
  if (browser_ == nullptr) {
    browser_ = avahi_service_browser_new(
        client_.get(), AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, setup_.browse_type.c_str(), nullptr,
        static_cast<AvahiLookupFlags>(0), &Round::service_seen, this);
    if (browser_ == nullptr) {
      broken(avahi_strerror(avahi_client_errno(client_.get())));
      return;
    }
  }
  for (auto& [where, seen] : seen_) {
    if (seen.waits() && clock_.monotonic_ms() >= seen.due_ms) resolve(where, seen);
  }
}

void Round::resolve(const Where& where, Seen& seen) {
  const auto& [interface, protocol, name, domain] = where;
  // Where a machine was heard by IPv4, its IPv4 address is asked for: the way that works.
  seen.resolver = avahi_service_resolver_new(
      client_.get(), interface, protocol, name.c_str(), setup_.browse_type.c_str(), domain.c_str(),
      protocol, static_cast<AvahiLookupFlags>(0), &Round::service_resolved, &seen);
  if (seen.resolver == nullptr) seen.due_ms = clock_.monotonic_ms() + resolve_again_ms;
}

void Round::forget(Seen& seen) {
  if (seen.resolver != nullptr) avahi_service_resolver_free(seen.resolver);
  seen.resolver = nullptr;
  seen.service.reset();
}

void Round::on_service(AvahiBrowserEvent event, Where where, AvahiLookupResultFlags flags) {
  const auto known = seen_.find(where);
  if (event == AVAHI_BROWSER_REMOVE) {
    if (known == seen_.end()) return;
    forget(known->second);
    seen_.erase(known);
  } else if (event == AVAHI_BROWSER_NEW) {
    if (known != seen_.end() || seen_.size() >= most_seen) return;
    Seen& seen = seen_[std::move(where)];
    seen.round = this;
    seen.own = (flags & AVAHI_LOOKUP_RESULT_OUR_OWN) != 0;
  }
}

std::vector<Service> Round::services() const {
  std::vector<Service> all;
  if (!connected()) return all;
  for (const auto& [where, seen] : seen_) {
    if (seen.service) all.push_back(*seen.service);
  }
  std::sort(all.begin(), all.end(), [](const Service& a, const Service& b) {
    return std::tie(a.name, a.address, a.port, a.txt) < std::tie(b.name, b.address, b.port, b.txt);
  });
  // The same address may be heard of on two interfaces of one network.
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

// ---- what Avahi calls ---------------------------------------------------------------------------

template <class Work>
void Round::guarded(Round* round, Work work) noexcept {
  try {
    work();
  } catch (...) {  // on purpose: there is no memory, or next to none; the next round starts afresh
    round->over_ = true;
  }
}

void Round::client_changed(AvahiClient* client, AvahiClientState state, void* data) noexcept {
  auto* round = static_cast<Round*>(data);
  guarded(round, [&] {
    round->state_ = state;
    if (state == AVAHI_CLIENT_FAILURE) {
      const int wrong = avahi_client_errno(client);
      round->broken(wrong == AVAHI_ERR_DISCONNECTED ? "it went away" : avahi_strerror(wrong));
    } else if (state == AVAHI_CLIENT_S_REGISTERING || state == AVAHI_CLIENT_S_COLLISION) {
      round->withdrawn_ = true;
    }
  });
}

void Round::group_changed(AvahiEntryGroup* group, AvahiEntryGroupState state, void* data) noexcept {
  auto* round = static_cast<Round*>(data);
  guarded(round, [&] {
    if (state == AVAHI_ENTRY_GROUP_COLLISION) {
      round->taken_ = true;
    } else if (state == AVAHI_ENTRY_GROUP_ESTABLISHED) {
      spdlog::info("lan: announced as '{}'", round->name_);
    } else if (state == AVAHI_ENTRY_GROUP_FAILURE) {
      round->put_off(avahi_strerror(avahi_client_errno(avahi_entry_group_get_client(group))));
    }
  });
}

void Round::service_seen(AvahiServiceBrowser* browser, AvahiIfIndex interface,
                         AvahiProtocol protocol, AvahiBrowserEvent event, const char* name,
                         const char* /*type*/, const char* domain, AvahiLookupResultFlags flags,
                         void* data) noexcept {
  auto* round = static_cast<Round*>(data);
  guarded(round, [&] {
    if (event == AVAHI_BROWSER_FAILURE) {
      AvahiClient* client = avahi_service_browser_get_client(browser);
      round->broken(avahi_strerror(avahi_client_errno(client)));
    } else if (name != nullptr && domain != nullptr) {
      round->on_service(event, {interface, protocol, name, domain}, flags);
    }
  });
}

void Round::service_resolved(AvahiServiceResolver* /*resolver*/, AvahiIfIndex interface,
                             AvahiProtocol /*protocol*/, AvahiResolverEvent event, const char* name,
                             const char* /*type*/, const char* /*domain*/, const char* /*host*/,
                             const AvahiAddress* address, std::uint16_t port, AvahiStringList* txt,
                             AvahiLookupResultFlags /*flags*/, void* data) noexcept {
  auto* seen = static_cast<Seen*>(data);
  Round* round = seen->round;
  guarded(round, [&] {
    if (event == AVAHI_RESOLVER_FOUND && name != nullptr && address != nullptr) {
      seen->service.reset();
      auto host = url_host(*address, interface_name(interface));
      if (host) seen->service = Service{name, std::move(*host), port, read_txt(txt)};
      return;
    }
    // It did not answer in time. The browser says when it is gone for good.
    round->forget(*seen);
    seen->due_ms = round->clock_.monotonic_ms() + resolve_again_ms;
  });
}

}  // namespace meetpoint::lan
