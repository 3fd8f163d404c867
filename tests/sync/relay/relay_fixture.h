// A central hub and a relay of it, each on a real SQLite file, joined by a line that can be cut and
// tampered with; one thread, and a clock that the test sets.
#pragma once

#include <functional>
#include <utility>

#include "sync/base/clock.h"
#include "sync/hub/relay_side.h"
#include "sync/relay/exchanges.h"
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {

inline Request as_hub_request(const client::Request& request) {
  Request seen{.method = request.method, .target = request.url, .body = request.body};
  seen.target = seen.target.substr(seen.target.find('/', seen.target.find("://") + 3));
  for (const auto& one : request.headers) seen.headers.emplace_back(one.name, one.value);
  seen.address = "192.0.2.9";
  return seen;
}

inline client::Response as_client_response(const Response& response) {
  client::Response seen{.status = response.status, .headers = {}, .body = response.bytes()};
  for (const auto& [name, value] : response.headers) seen.headers.push_back({name, value});
  return seen;
}

// Answers at once; what would be held comes back with nothing new.
class Line final : public client::Transport {
 public:
  using Ask = std::function<Response(Request)>;
  explicit Line(Ask ask) : ask_(std::move(ask)) {}

  bool cut = false;
  std::function<void(Request&)> tamper;  // somebody between, or the relay itself
  std::vector<std::string> targets;      // what was asked

  client::ExchangeId start(client::Request request) override {
    const client::ExchangeId id = ++last_;
    if (cut) {
      finished_.push_back({id, fail(ErrorCode::unreachable, "The line is cut.")});
      return id;
    }
    Request seen = as_hub_request(request);
    if (tamper) tamper(seen);
    targets.push_back(seen.target);
    Response response = ask_(seen);
    if (response.hold) {
      seen.held = {.seen = response.hold->seen, .time_is_up = true};
      response = ask_(seen);
    }
    finished_.push_back({id, as_client_response(response)});
    return id;
  }
  void cancel(client::ExchangeId id) override {
    std::erase_if(finished_, [&](const auto& one) { return one.id == id; });
  }
  std::vector<client::Finished> wait(Duration) override { return std::exchange(finished_, {}); }
  void wake() override {}

 private:
  Ask ask_;
  std::vector<client::Finished> finished_;
  client::ExchangeId last_ = 0;
};

// HubTest itself is the central hub.
class RelayTest : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    line = std::make_unique<Line>([this](const Request& request) { return ask(request); });
    open_relay();
    const Login login = enrol_with_key("Venue", "relay");
    relay_id = login.station;
    ASSERT_TRUE(relay_store->join({.event = EventId("fair"),
                                   .url = "http://central",
                                   .station = login.station,
                                   .station_name = "Venue",
                                   .token = login.token,
                                   .hub_key = login.hub_key}));
    start_relay();
  }
  void TearDown() override { stop_relay(); }

  void open_relay() {
    auto opened = SqlHubStore::open(relay_folder.path() / "hub.db");
    ASSERT_TRUE(opened) << opened.error().message;
    relay_store = std::move(*opened);
  }
  void start_relay() {
    const auto to = relay_store->upstream();
    ASSERT_TRUE(to && *to);
    client::HubAccess access{.base = (*to)->url,
                             .event = (*to)->event,
                             .station = (*to)->station,
                             .token = (*to)->token,
                             .on_behalf = {}};
    side = std::make_unique<RelaySide>(RelaySide{*relay_store, board, access});
    relay = std::make_unique<Hub>(*relay_store, HubLimits{}, side.get());
    upward = std::make_unique<relay::Exchanges>(*relay_store, board, clock, *line, access, 7);
  }
  void stop_relay() {
    upward.reset();
    relay.reset();
    side.reset();
    relay_store.reset();
  }
  // As after a kill: nothing was told to anybody, the file is as it was committed.
  void restart_relay() {
    stop_relay();
    open_relay();
    start_relay();
  }

  // Lets time pass, and all that is due with it.
  void settle(int seconds = 3) {
    for (int half = 0; half <= 2 * seconds; ++half) {
      for (int rounds = 0; rounds < 200; ++rounds) {
        (void)upward->start_due();
        auto finished = line->wait({});
        if (finished.empty()) break;
        for (auto& one : finished) upward->take(one);
        ASSERT_LT(rounds, 199) << "it never comes to rest";
      }
      clock.advance(Duration(500));
      now = clock.now();
    }
  }

  // As the relay's server does it.
  Response ask_relay(Request request) {
    request.address = "192.0.2.1";
    const auto handle = [&] {
      return Hub::writes(request) ? std::move(relay->handle_together({&request, 1}, now).front())
                                  : relay->handle(request, now);
    };
    Response response = handle();
    for (int times = 0; response.pass_on && times < 3; ++times) {
      const auto pass_on = response.pass_on;
      request.asked_upstream = true;
      std::optional<Response> answer;
      bool again = false;
      if (pass_on->request.url.empty()) {
        upward->ask_stations([&](bool heard) {
          again = heard;
          if (!heard) answer = pass_on->answer(fail(ErrorCode::unreachable, "offline"));
        });
      } else {
        upward->pass_on(pass_on->request, pass_on->anyway, [&](Result<client::Response> came) {
          answer = pass_on->answer(std::move(came));
        });
      }
      settle(1);
      EXPECT_TRUE(again || answer);
      response = again ? handle() : answer.value_or(Response{.status = 0});
    }
    if (response.shared) response.body = *response.shared;  // as it goes over the wire
    return response;
  }
  Response push_at_relay(const Login& login, const wire::PushRequest& message) {
    return ask_relay(speaking(login, push_request(login.token, signed_by(login, message))));
  }
  // A push that must be taken; how far the relay has the journal.
  wire::PushReply taken(const Login& login, const wire::PushRequest& message) {
    const Response response = push_at_relay(login, message);
    EXPECT_EQ(response.status, 200) << response.body;
    return read<wire::PushReply>(response);
  }
  Response vector_at_relay(const Login& login, const wire::VectorRequest& message) {
    return ask_relay(speaking(login, post("/v1/events/fair/vector",
                                          wire::write_json(wire::encode(message)), login.token)));
  }
  wire::FeedReply feed_at_relay(const Login& login) {
    return read<wire::FeedReply>(ask_relay(get("/v1/events/fair/snapshot", login.token)));
  }
  std::uint64_t kept(const Login& login) {
    return relay_store->kept_for_upstream(EventId("fair"), login.station).value();
  }
  static std::size_t facts_in(const wire::FeedReply& reply) {
    return static_cast<std::size_t>(
        std::count_if(reply.entries.begin(), reply.entries.end(),
                      [](const wire::FeedEntry& entry) { return entry.fact.has_value(); }));
  }
  void expect_alike() {
    EXPECT_EQ(store->state_hash(EventId("fair"), true).value(),
              relay_store->state_hash(EventId("fair"), true).value());
  }
  std::uint64_t facts_of(const Login& login) {
    const auto stations = store->stations(EventId("fair"));
    for (const Station& station : *stations) {
      if (station.id == login.station) return station.facts;
    }
    return 0;
  }

  ManualClock clock{noon};
  TempFolder relay_folder;
  StationId relay_id;
  relay::Board board;
  std::unique_ptr<Line> line;
  std::unique_ptr<SqlHubStore> relay_store;
  std::unique_ptr<RelaySide> side;
  std::unique_ptr<Hub> relay;
  std::unique_ptr<relay::Exchanges> upward;
};

}  // namespace meetpoint::hub::testing
