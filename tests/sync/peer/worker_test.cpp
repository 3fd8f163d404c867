// Three kiosks and a hub with their real sockets and threads; the hub goes and comes back.
#include "sync/peer/worker.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "sync/client/transport_curl.h"
#include "sync/client/worker.h"
#include "sync/hub/http_server.h"
#include "sync/peer/door.h"
#include "tests/sync/peer/peer_fixture.h"

namespace meetpoint::peer::testing {
namespace {

// A kiosk at work, as the program puts it together.
struct Station {
  Station(Login at, const Clock& clock, const std::string& url) : kiosk(std::move(at), clock, url) {
    sync = client::Worker::make({.store = *kiosk.store,
                                 .clock = clock,
                                 .enrolment = **kiosk.store->enrolment(),
                                 .transport = client::make_curl_transport().value(),
                                 .on_change = {},
                                 .seed = 5})
               .value();
    peers = Worker::start({.store = *kiosk.store,
                           .clock = clock,
                           .transport = client::make_curl_transport().value(),
                           .listen = "[::]:0",
                           .hub =
                               [this, url] {
                                 return client::HubAccess{
                                     url, fair, kiosk.login.station, kiosk.login.token, {}};
                               },
                           .lost =
                               [this] {
                                 const auto status = sync->status();
                                 return !status.online || status.waiting > 0;
                               },
                           .places =
                               [this] {
                                 const std::lock_guard hold(mutex);
                                 return places;
                               },
                           .on_applied = [this] { ++applied; },
                           .seed = 6})
                .value();
    sync->start();
  }
  ~Station() {
    peers->stop();
    sync->stop();
  }
  void record(const FactBody& body) {
    kiosk.record(body);
    sync->nudge();
    peers->nudge();
  }

  Kiosk kiosk;
  std::mutex mutex;  // guards places
  std::vector<std::string> places;
  std::atomic<int> applied = 0;
  std::unique_ptr<client::Worker> sync;
  std::unique_ptr<Worker> peers;
};

class PeerWorkerTest : public hub::testing::HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    serve("127.0.0.1:0");
    // The first does not hear of the others when it reads the hub's list for the first time.
    for (const char* name : {"A", "B", "C"}) {
      stations.push_back(std::make_unique<Station>(enrol_with_key(name), clock, server->url()));
      ASSERT_TRUE(until([&] { return stations.back()->sync->status().online; }));
    }
    std::vector<std::string> places{"127.0.0.1:1"};  // where nobody is
    for (const auto& one : stations) {
      places.push_back("127.0.0.1:" + std::to_string(one->peers->port()));
    }
    for (const auto& one : stations) {
      const std::lock_guard hold(one->mutex);
      one->places = places;
    }
  }
  void TearDown() override {
    stations.clear();
    server.reset();
  }
  void serve(const std::string& listen) {
    auto started = hub::HttpServer::start(*hub, clock, {.listen = listen});
    ASSERT_TRUE(started) << started.error().message;
    server = std::move(*started);
  }
  static bool has_ipv6() {
    const int tried = ::socket(AF_INET6, SOCK_STREAM, 0);
    sockaddr_in6 here{};
    here.sin6_family = AF_INET6;
    here.sin6_addr = in6addr_loopback;
    const bool bound =
        tried >= 0 && ::bind(tried, reinterpret_cast<const sockaddr*>(&here), sizeof here) == 0;
    if (tried >= 0) ::close(tried);
    return bound;
  }
  template <class Condition>
  static bool until(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(40);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
  }
  bool all_online() {
    return std::all_of(stations.begin(), stations.end(),
                       [](const auto& one) { return one->sync->status().online; });
  }

  SystemClock clock;
  std::unique_ptr<hub::HttpServer> server;
  std::vector<std::unique_ptr<Station>> stations;
};

TEST_F(PeerWorkerTest, WhatOneDoorKnowsTheNextKnowsWithoutTheHub) {
  ASSERT_TRUE(until([&] { return all_online(); }));
  Station& a = *stations[0];
  Station& b = *stations[1];
  ASSERT_TRUE(until([&] {
    return std::all_of(stations.begin(), stations.end(),
                       [](const auto& one) { return one->kiosk.store->peers()->size() == 2; });
  }));
  EXPECT_EQ(a.peers->in_reach(), 0U);

  const std::string address = server->url().substr(server->url().rfind('/') + 1);
  server.reset();
  a.record(check_in("A-1"));
  EXPECT_TRUE(until([&] { return b.kiosk.here("A-1") && stations[2]->kiosk.here("A-1"); }));
  b.record(check_in("A-2"));
  EXPECT_TRUE(until([&] { return a.kiosk.here("A-2") && stations[2]->kiosk.here("A-2"); }));
  EXPECT_TRUE(until([&] { return a.peers->in_reach() == 2; }));
  EXPECT_TRUE(until([&] { return a.applied > 0 && b.applied > 0; }));

  serve(address);
  EXPECT_TRUE(until([&] { return all_online() && a.sync->status().waiting == 0; }));
  EXPECT_TRUE(until([&] { return b.sync->status().waiting == 0; }));
  const std::string hash = *store->state_hash(fair, true);
  for (const auto& one : stations) {
    EXPECT_TRUE(until([&] { return *one->kiosk.store->state_hash(true) == hash; }));
  }
  std::uint64_t facts = 0;
  const auto at_hub = *store->stations(fair);
  for (const auto& station : at_hub) facts += station.facts;
  EXPECT_EQ(facts, 2U);
}

TEST_F(PeerWorkerTest, WhoComesByAccidentIsTurnedAway) {
  auto transport = client::make_curl_transport().value();
  const std::string base =
      "http://127.0.0.1:" + std::to_string(stations[0]->peers->port()) + "/v1/events/fair/peer";
  const auto status = [&](const char* method, const std::string& url, const std::string& body) {
    client::Request request;
    request.method = method;
    request.url = url;
    request.body = body;
    transport->start(std::move(request));
    for (;;) {
      for (const auto& finished : transport->wait(Duration(1000))) {
        return finished.response ? finished.response->status : 0;
      }
    }
  };
  EXPECT_EQ(status("GET", base, ""), 200);
  if (has_ipv6()) {
    EXPECT_EQ(status("GET", std::string(base).replace(7, 9, "[::1]"), ""), 200);
  }
  EXPECT_EQ(status("GET", base + "s", ""), 404);
  EXPECT_EQ(status("POST", base, "hello"), 403);
  EXPECT_EQ(status("POST", base, std::string(max_envelope_bytes + 1, 'x')), 0);  // hung up
  EXPECT_EQ(status("GET", base, ""), 200);
}

TEST_F(PeerWorkerTest, AnAddressThatIsTakenIsSaid) {
  Kiosk& kiosk = stations[0]->kiosk;
  Talk talk(*kiosk.store, fair, kiosk.login.station);
  const auto address = "127.0.0.1:" + std::to_string(stations[0]->peers->port());
  EXPECT_EQ(Door::open(talk, address, {}).error().code, ErrorCode::io);
  EXPECT_EQ(Door::open(talk, "somewhere", {}).error().code, ErrorCode::invalid_input);
}

}  // namespace
}  // namespace meetpoint::peer::testing
