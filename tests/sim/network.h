// The network between stations and a hub, with everything that goes wrong in one: requests and
// replies that are lost, come twice, late (hours late, out of a half-open connection), torn or out
// of order, links that are refused or swallow all, and Wi-Fi portals that answer for the hub.
#pragma once

#include <functional>
#include <optional>
#include <set>

#include "sync/client/transport.h"
#include "sync/hub/http_message.h"
#include "tests/sim/rng.h"
#include "tests/sim/timeline.h"

namespace meetpoint::sim {

// How often, in a thousand messages.
struct Weather {
  unsigned lose_request = 0;
  unsigned lose_reply = 0;
  unsigned repeat = 0;       // a proxy sends a request once more
  unsigned repeat_late = 0;  // … up to hours later
  unsigned tear = 0;         // a body arrives without its end
  unsigned forge = 0;        // somebody on the way changes a fact, and all that they can with it
  unsigned stall = 0;        // the reply comes after the station has given up
  std::int64_t slowest_ms = 40;
};

enum class Link { up, refused, silent, portal };

// Who answers. `reply` is called once: with the response, or nothing where the connection broke.
class HubDoor {
 public:
  using Reply = std::function<void(std::optional<hub::Response>)>;
  virtual ~HubDoor() = default;
  virtual void take(hub::Request, Reply reply) = 0;
};

class Network {
 public:
  using Answer = std::function<void(Result<client::Response>)>;

  // All must outlive what is planned on `time`.
  Network(Timeline& time, Rng rng, HubDoor& hub) : time_(time), rng_(rng), hub_(hub) {}

  void set_weather(const Weather& weather) { weather_ = weather; }
  // Told of every answer of the hub, for histories.
  void set_listener(std::function<void(std::string)> listener) { listener_ = std::move(listener); }
  // `answer` is called once; never at once.
  void send(Link link, const client::Request& request, Answer answer);
  std::uint64_t messages() const { return messages_; }

 private:
  struct Exchange;
  void arrive(const std::shared_ptr<Exchange>&, hub::Request);
  std::int64_t delay() { return rng_.between(1, weather_.slowest_ms); }

  Timeline& time_;
  Rng rng_;
  HubDoor& hub_;
  Weather weather_;
  std::function<void(std::string)> listener_;
  std::uint64_t messages_ = 0;
};

// A station's side. What finishes is handed to `deliver`, from the timeline.
class SimTransport final : public client::Transport {
 public:
  using Deliver = std::function<void(client::Finished)>;
  SimTransport(Network& network, const Link& link, Deliver deliver)
      : network_(network), link_(link), state_(std::make_shared<State>()) {
    state_->deliver = std::move(deliver);
  }

  client::ExchangeId start(client::Request request) override;
  void cancel(client::ExchangeId id) override { state_->under_way.erase(id); }
  // The simulator delivers; nobody waits here.
  std::vector<client::Finished> wait(Duration) override { return {}; }
  void wake() override {}

 private:
  struct State {
    Deliver deliver;
    std::set<client::ExchangeId> under_way;
  };
  Network& network_;
  const Link& link_;
  std::shared_ptr<State> state_;  // of replies that outlive a station's program
  client::ExchangeId last_ = 0;
};

// A line on which nothing goes wrong, for what a person does beside the hub: enrolment. wait() lets
// simulated time pass.
class DirectTransport final : public client::Transport {
 public:
  DirectTransport(Timeline& time, HubDoor& hub) : time_(time), hub_(hub) {}
  client::ExchangeId start(client::Request request) override;
  void cancel(client::ExchangeId) override {}
  std::vector<client::Finished> wait(Duration at_most) override;
  void wake() override {}

 private:
  Timeline& time_;
  HubDoor& hub_;
  std::vector<client::Finished> finished_;
  client::ExchangeId last_ = 0;
};

}  // namespace meetpoint::sim
