// The hub over real sockets: many at once, slow ones, rude ones.
#include "sync/hub/http_server.h"

#include <atomic>
#include <chrono>
#include <set>
#include <thread>

#include "tests/sync/hub/http_client.h"
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {
namespace {

class Server : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    serve();
  }
  void TearDown() override { server.reset(); }

  void serve() {
    auto started = HttpServer::start(*hub, clock, {});
    ASSERT_TRUE(started) << started.error().message;
    server = std::move(*started);
  }
  std::string feed_target(HubSeq after, int wait) {
    return "/v1/events/fair/feed?after=" + std::to_string(store->position(fair)->epoch) + "." +
           std::to_string(after) + "&wait=" + std::to_string(wait);
  }

  // So many connections that follow the feed, all of which the hub holds.
  using Held = std::vector<std::unique_ptr<HttpClient>>;
  Held hold(HttpClient& client, const Login& login, int many) {
    const std::string question =
        HttpClient::bytes_of(get(feed_target(store->position(fair)->head, 25), login.token));
    Held held;
    for (int i = 0; i < many; ++i) {
      held.push_back(std::make_unique<HttpClient>(server->url()));
      EXPECT_TRUE(held.back()->write(question));
    }
    while (held_now(client) != many) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return held;
  }
  static int held_now(HttpClient& client) {
    const std::string text = client.ask(get("/metrics")).body;
    const std::string name = "\nmeetpoint_held_questions ";
    return std::stoi(text.substr(text.find(name) + name.size()));
  }

  SystemClock clock;
  std::unique_ptr<HttpServer> server;
};

TEST_F(Server, AnswersManyRequestsOnOneConnection) {
  HttpClient client(server->url());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.ask(get("/healthz")).status, 200);
  const Response page = client.ask(get("/"));
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("Meetpoint hub"), std::string::npos);
  EXPECT_EQ(client.ask(get("/v1/admin/events")).status, 404);
}

TEST_F(Server, WakesAHeldQuestionWhenAFactComes) {
  const Login one = enrol("One");
  const Login two = enrol("Two");
  const HubSeq head = store->position(fair)->head;
  Response answer;
  std::thread waiting([&] {
    HttpClient client(server->url());
    answer = client.ask(get(feed_target(head, 25), one.token));
  });
  HttpClient client(server->url());
  Journal journal(two.station);
  // Facts that are not for stations wake nobody; the check-in does.
  EXPECT_EQ(client.ask(push_request(two.token, journal.push({contact("A-1", "A-2")}))).status, 200);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(client.ask(push_request(two.token, journal.push({check_in("A-1")}))).status, 200);
  waiting.join();
  const auto reply = read<wire::FeedReply>(answer);
  ASSERT_EQ(reply.entries.size(), 1U);
  EXPECT_EQ(reply.entries[0].fact->kind, "check_in");
  EXPECT_EQ(reply.to, head + 2);
}

TEST_F(Server, WakesEveryHeldQuestionHoweverManyThereAre) {
  const Login one = enrol("One");
  const Login two = enrol("Two");
  HttpClient client(server->url());
  const Held held = hold(client, one, 100);
  const auto begun = std::chrono::steady_clock::now();
  Journal journal(two.station);
  EXPECT_EQ(client.ask(push_request(two.token, journal.push({check_in("A-1")}))).status, 200);
  for (const auto& each : held) {
    EXPECT_EQ(read<wire::FeedReply>(each->read()).entries.size(), 1U);
  }
  // By the fact, and not because their time was up.
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(15));
}

// A question that comes while a round of answers is under way is told in the next, though nothing
// new begins one.
TEST_F(Server, TellsWhoAsksInTheMiddleOfARoundWithoutANewFact) {
  server.reset();
  hub = std::make_unique<Hub>(*store, HubLimits{.feed_round = Duration(450)});
  serve();
  constexpr int many = 400;
  const Login one = enrol("One");
  const Login two = enrol("Two");
  const HubSeq before = store->position(fair)->head;
  HttpClient client(server->url());
  const Held held = hold(client, one, many);
  Journal journal(two.station);
  EXPECT_EQ(client.ask(push_request(two.token, journal.push({check_in("A-1")}))).status, 200);
  while (held_now(client) == many) {
  }
  const auto begun = std::chrono::steady_clock::now();
  const auto reply = read<wire::FeedReply>(client.ask(get(feed_target(before, 25), two.token)));
  EXPECT_EQ(reply.entries.size(), 1U);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(15));
}

TEST_F(Server, FoldsWhatALargePushLeftOnceNobodyWaits) {
  const Login one = enrol("One");
  store->fold_at_once(0);
  HttpClient client(server->url());
  Journal journal(one.station);
  EXPECT_EQ(client.ask(push_request(one.token, journal.push({check_in("A-1")}))).status, 200);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(15);
  std::uint64_t left = 1;
  while (left > 0 && std::chrono::steady_clock::now() < end) left = store->events()->at(0).to_fold;
  EXPECT_EQ(left, 0U);
}

// More of them than the hub unpacks at once, while the database takes its time.
TEST_F(Server, AnswersLargePushesHoweverManyWait) {
  constexpr int many = 300;
  const Login one = enrol("One");
  Journal journal(one.station);
  const wire::PushRequest push = journal.push(std::vector<FactBody>(100, check_in("A-1")));
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < many; ++i) clients.push_back(std::make_unique<HttpClient>(server->url()));
  const std::string text = HttpClient::bytes_of(push_request(one.token, push));
  ASSERT_TRUE(store->together([&] {
    for (const auto& client : clients) ASSERT_TRUE(client->write(text));
    // What needs no write is answered all the same.
    HttpClient other(server->url());
    EXPECT_EQ(other.ask(get("/healthz")).status, 200);
  }));
  for (const auto& client : clients) ASSERT_EQ(client->read().status, 200);
  EXPECT_EQ(*store->acked_seq(fair, one.station), 100U);
}

TEST_F(Server, AnswersAHeldQuestionWhenTimeIsUp) {
  const Login one = enrol("One");
  HttpClient client(server->url());
  const HubSeq head = store->position(fair)->head;
  const auto reply = read<wire::FeedReply>(client.ask(get(feed_target(head, 1), one.token)));
  EXPECT_TRUE(reply.entries.empty());
  EXPECT_EQ(reply.to, head);
}

TEST_F(Server, FiftyStationsAtOnceGetADenseFeed) {
  constexpr int stations = 50;
  constexpr int pushes = 4;
  std::vector<Login> logins;
  for (int i = 0; i < stations; ++i) {
    // Straight into the store: fifty codes would take a second of hashing.
    NewToken token = make_token(StationId{static_cast<std::uint32_t>(i + 1)});
    const auto station = *store->add_station(fair,
                                             {.name = std::to_string(i),
                                              .role = "kiosk",
                                              .locator = std::to_string(i),
                                              .code_hash = "h"},
                                             now);
    ASSERT_TRUE(store->redeem({fair, std::to_string(i), station.id, "h"}, token.hash, {}, now));
    logins.push_back({station.id, token.token});
  }
  const HubSeq before = store->position(fair)->head;
  std::atomic<int> accepted = 0;
  std::atomic<bool> done = false;
  std::vector<HubSeq> seen;
  std::thread reader([&] {
    HttpClient client(server->url());
    HubSeq after = before;
    while (after < before + stations * pushes * 2 && !done) {
      const auto reply =
          read<wire::FeedReply>(client.ask(get(feed_target(after, 1), logins[0].token)));
      for (const auto& entry : reply.entries) seen.push_back(entry.seq);
      after = reply.to;
    }
  });
  std::vector<std::thread> threads;
  for (const Login& login : logins) {
    threads.emplace_back([&, login] {
      HttpClient client(server->url());
      Journal journal(login.station);
      for (int i = 0; i < pushes; ++i) {
        const auto message = journal.push({check_in("A-1"), check_in("A-2")});
        if (client.ask(push_request(login.token, message)).status == 200) ++accepted;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  if (accepted != stations * pushes) done = true;
  reader.join();
  EXPECT_EQ(accepted, stations * pushes);
  EXPECT_EQ(store->position(fair)->head, before + stations * pushes * 2);
  // A reader that polled all the while missed none and saw none twice.
  ASSERT_EQ(seen.size(), static_cast<std::size_t>(stations * pushes * 2));
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], before + 1 + i);
}

TEST_F(Server, SendsRudePeersAway) {
  {
    HttpClient client(server->url());
    ASSERT_TRUE(client.write("GET / HTTP/9.9\r\n\r\n"));
    EXPECT_EQ(client.read().status, 400);
    EXPECT_TRUE(client.at_end());
  }
  {
    HttpClient client(server->url());
    ASSERT_TRUE(client.write(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) +
                             std::string(200, '\x7f') + "\r\n\r\n"));
    EXPECT_EQ(client.read().status, 400);
  }
  {
    HttpClient client(server->url());
    client.write("GET /" + std::string(100'000, 'a') + " HTTP/1.1\r\n\r\n");
    EXPECT_EQ(client.read().status, 413);
  }
  HttpClient client(server->url());
  EXPECT_EQ(client.ask(get("/healthz")).status, 200);
}

TEST_F(Server, AnswersABodyThatIsTooLargeBeforeItHasCome) {
  HttpClient client(server->url());
  ASSERT_TRUE(
      client.write("POST /v1/enrol HTTP/1.1\r\nHost: h\r\nContent-Length: 9000000\r\n\r\n"));
  const Response response = client.read();
  EXPECT_EQ(response.status, 413);
  EXPECT_EQ(error_of(response), "too_large");
}

TEST_F(Server, AllowsAClientToAskBeforeItSends) {
  HttpClient client(server->url());
  ASSERT_TRUE(
      client.write("POST /v1/enrol HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                   "Expect: 100-continue\r\nContent-Length: 21\r\n\r\n"));
  EXPECT_EQ(client.read().status, 100);
  ASSERT_TRUE(client.write(R"({"code":"0000000000"})"));
  EXPECT_EQ(client.read().status, 401);
}

TEST_F(Server, ServesOthersWhileSomeDawdle) {
  std::vector<std::unique_ptr<HttpClient>> slow;
  for (int i = 0; i < 200; ++i) {
    slow.push_back(std::make_unique<HttpClient>(server->url()));
    ASSERT_TRUE(slow.back()->write("POST /v1/enrol HTTP/1.1\r\nContent-Le"));
  }
  HttpClient client(server->url());
  EXPECT_EQ(client.ask(get("/healthz")).status, 200);
}

TEST_F(Server, TellsARevokedStationInItsHeldQuestion) {
  const Login one = enrol("One");
  const Login two = enrol("Two");
  const HubSeq head = store->position(fair)->head;
  Response answer;
  std::thread waiting([&] {
    HttpClient client(server->url());
    answer = client.ask(get(feed_target(head, 25), one.token));
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  ASSERT_TRUE(store->revoke(fair, one.station));
  HttpClient client(server->url());
  EXPECT_EQ(
      client.ask(push_request(two.token, Journal(two.station).push({check_in("A-1")}))).status,
      200);
  waiting.join();
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(error_of(answer), "revoked");
}

TEST_F(Server, StopsPromptlyAndAnswersWhatIsHeld) {
  const Login one = enrol("One");
  const HubSeq head = store->position(fair)->head;
  HttpClient idle(server->url());
  EXPECT_EQ(idle.ask(get("/healthz")).status, 200);
  Response answer;
  std::thread waiting([&] {
    HttpClient client(server->url());
    answer = client.ask(get(feed_target(head, 25), one.token));
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  server->stop();
  waiting.join();
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(idle.at_end());
  EXPECT_FALSE(HttpClient(server->url()).connected());
}

TEST_F(Server, GoesOnAfterARestart) {
  const Login one = enrol("One");
  Journal journal(one.station);
  {
    HttpClient client(server->url());
    EXPECT_EQ(client.ask(push_request(one.token, journal.push({check_in("A-1")}))).status, 200);
  }
  server.reset();
  open();
  serve();
  HttpClient client(server->url());
  const auto reply =
      read<wire::PushReply>(client.ask(push_request(one.token, journal.push({check_in("A-2")}))));
  EXPECT_EQ(reply.acked_seq, 2U);
}

TEST_F(Server, SaysWhyItCannotListen) {
  const std::string address = server->url().substr(server->url().rfind('/') + 1);
  const auto taken = HttpServer::start(*hub, clock, {.listen = address});
  ASSERT_FALSE(taken);
  EXPECT_NE(taken.error().message.find("--listen"), std::string::npos);
  EXPECT_FALSE(HttpServer::start(*hub, clock, {.listen = "8080"}));
  EXPECT_FALSE(HttpServer::start(*hub, clock, {.listen = "127.0.0.1:99999"}));
  EXPECT_FALSE(HttpServer::start(*hub, clock, {.tls_certificate = "/none.pem"}));
  EXPECT_FALSE(
      HttpServer::start(*hub, clock, {.tls_certificate = "/none.pem", .tls_key = "/none.pem"}));
}

}  // namespace
}  // namespace meetpoint::hub::testing
