// What a station of the load tool records, and the signed pushes that hand it in: the project's own
// facts, chain hashes and signatures, so that a hub takes them as a kiosk's. Nobody in it exists.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "sync/model/fact_body.h"
#include "sync/model/signature.h"
#include "sync/wire/messages.h"

namespace meetpoint::load {

// What kinds of facts. `mixed` is a day at kiosks: of ten facts four check-ins, three contacts and
// three visits to zones.
enum class Mix { check_ins, contacts, zones, mixed };

// A station as the hub knows it. Token and secret key are secrets of the run's own hub.
struct Login {
  StationId station;
  std::string token;
  KeyPair key;
};

// One station's journal, made as its store would. From the same seed come the same facts.
class StationJournal {
 public:
  // `attendees`: how many people of big_event.h are there.
  StationJournal(EventId event, const Login& login, int attendees);

  // The next facts, signed. Their clocks go on by about 7 s a fact from `begins`, or are `now`.
  wire::PushRequest push(std::size_t facts, Mix mix);
  wire::PushRequest push_at(std::size_t facts, Mix mix, Instant now);

  std::uint64_t last_seq() const { return seq_; }
  const std::string& chain() const { return chain_; }

 private:
  FactBody next_body(Mix mix);
  wire::PushRequest make(std::size_t facts, Mix mix, const Instant* now);

  EventId event_;
  Login login_;
  int attendees_;
  std::mt19937 random_;
  Instant wall_;
  std::int64_t monotonic_ms_ = 60'000;
  std::uint64_t seq_ = 0;
  std::string chain_;
};

}  // namespace meetpoint::load
