// What a hub counts while it serves, for GET /metrics in Prometheus' text format.
//
// Numbers of things only: no names, ids or addresses, whoever reads it. Counted since the program
// started. Thread-safe.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "sync/base/instant.h"
#include "sync/hub/store/hub_store.h"

namespace meetpoint::hub {

class Metrics {
 public:
  Metrics();
  ~Metrics();

  // A request was answered. `route`: from a fixed few ("push"), as route_of() names them. `took`:
  // from its last byte to the answer, waiting for the database included; not for held questions.
  struct Answered {
    std::string_view route;
    int status = 200;
    std::chrono::microseconds took{0};
    bool held = false;
    std::size_t received = 0;  // bytes of bodies, as they were on the wire
    std::size_t sent = 0;
  };
  void answered(const Answered&);

  // One durable commit, of so many requests, or one that failed.
  void committed(std::size_t requests, bool done);
  void commit_took(std::chrono::microseconds);

  // Facts that a commit took in, and how many of them can't count.
  void took_facts(std::size_t fresh, std::size_t set_aside);

  void connections(std::size_t now);
  void held_questions(std::size_t now);
  void waiting_writes(std::size_t now);
  // Of a relay alone.
  void relay(bool online, std::uint64_t backlog, std::uint64_t parted);

  // As Prometheus reads it, with what the store says at this moment.
  std::string text(std::span<const EventSummary> events, bool ready);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// The kind of a request: one of a dozen words, whatever was asked.
std::string_view route_of(std::string_view method, std::string_view target);

}  // namespace meetpoint::hub
