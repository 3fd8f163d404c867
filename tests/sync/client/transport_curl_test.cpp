#include "sync/client/transport_curl.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/sync/client/scripted_server.h"

namespace meetpoint::client {
namespace {

using testing::http;
using testing::Played;
using testing::ScriptedServer;
using testing::Seen;

std::unique_ptr<Transport> transport() { return make_curl_transport().value(); }

Request get(const std::string& url) {
  Request request;
  request.method = "GET";
  request.url = url;
  return request;
}

Result<Response> finish(Transport& transport, ExchangeId id) {
  for (int i = 0; i < 100; ++i) {
    for (Finished& finished : transport.wait(Duration(1000))) {
      if (finished.id == id) return std::move(finished.response);
    }
  }
  return fail(ErrorCode::internal, "never finished");
}

Result<Response> fetch(const Request& request) {
  const auto t = transport();
  return finish(*t, t->start(request));
}

Result<Response> fetch_played(const Played& played) {
  const ScriptedServer server([&](const Seen&) { return played; });
  return fetch(get(server.url() + "/"));
}

TEST(TransportCurl, BringsWhatTheServerSaid) {
  const ScriptedServer server([](const Seen& seen) {
    EXPECT_EQ(seen.method, "POST");
    EXPECT_EQ(seen.target, "/v1/enrol?x=1");
    EXPECT_EQ(seen.message.header("X-Test"), "yes");
    EXPECT_EQ(seen.message.header("Expect"), "");
    return Played{http(201, {{"X-Echo", "a: b"}}, seen.message.body + "!")};
  });
  Request request;
  request.method = "POST";
  request.url = server.url() + "/v1/enrol?x=1";
  request.headers = {{"X-Test", "yes"}};
  request.body = std::string("bytes\0with a zero", 17);
  const auto response = fetch(request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 201);
  EXPECT_EQ(response->header("x-echo"), "a: b");
  EXPECT_EQ(response->body, request.body + "!");
}

TEST(TransportCurl, DoesNotFollowARedirect) {
  const ScriptedServer server([](const Seen& seen) {
    EXPECT_EQ(seen.target, "/");
    return Played{http(302, {{"Location", "/login"}}, "")};
  });
  const auto response = fetch(get(server.url() + "/"));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 302);
}

TEST(TransportCurl, ATornBodyIsNoAnswer) {
  std::string bytes = http(200, {}, std::string(1000, 'x'));
  bytes.resize(bytes.size() - 400);
  const auto response = fetch_played({.bytes = bytes, .hang_up = true});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::unreachable);
}

TEST(TransportCurl, AResetConnectionIsUnreachable) {
  const auto response = fetch_played({.bytes = "HTTP/1.1 200 OK\r\nContent-Le", .reset = true});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::unreachable);
}

TEST(TransportCurl, HangingUpWithoutAWordIsUnreachable) {
  const auto response = fetch_played({.hang_up = true});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::unreachable);
}

TEST(TransportCurl, WhatIsNotHttpIsNotTaken) {
  const auto response = fetch_played({.bytes = "SSH-2.0-OpenSSH_9.2\r\n", .hang_up = true});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::protocol);
}

TEST(TransportCurl, NobodyListeningIsUnreachable) {
  int port = 0;
  {
    port = ScriptedServer([](const Seen&) { return Played{}; }).port();
  }
  const auto response = fetch(get("http://127.0.0.1:" + std::to_string(port)));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::unreachable);
  EXPECT_NE(response.error().message.find("127.0.0.1:" + std::to_string(port)), std::string::npos);
}

TEST(TransportCurl, ABodyBeyondTheBoundIsRefusedWhileItComes) {
  const ScriptedServer server(
      [](const Seen&) { return Played{http(200, {}, std::string(200'000, 'x'))}; });
  Request request = get(server.url());
  request.max_reply_bytes = 100'000;
  const auto response = fetch(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::too_large);
  EXPECT_NE(response.error().message.find("100000"), std::string::npos);
}

TEST(TransportCurl, ABodyOfExactlyTheBoundPasses) {
  const ScriptedServer server(
      [](const Seen&) { return Played{http(200, {}, std::string(100'000, 'x'))}; });
  Request request = get(server.url());
  request.max_reply_bytes = 100'000;
  EXPECT_TRUE(fetch(request));
}

TEST(TransportCurl, EndlessHeadersAreRefused) {
  std::vector<Header> headers;
  for (int i = 0; i < 3000; ++i)
    headers.push_back({"X-" + std::to_string(i), "0123456789abcdef0123456789"});
  const auto response = fetch_played({.bytes = http(200, headers, ""), .hang_up = true});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::too_large);
}

TEST(TransportCurl, SilenceEndsAnExchange) {
  const ScriptedServer server(
      [](const Seen&) { return Played{.bytes = http(200, {}, ""), .hold = Duration(60'000)}; });
  Request request = get(server.url());
  request.silence = Duration(1000);
  const auto response = fetch(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::unreachable);
}

TEST(TransportCurl, ADrippingAnswerEndsAtItsTotalBound) {
  const ScriptedServer server([](const Seen&) {
    return Played{.bytes = http(200, {}, std::string(100'000, 'x')), .drip_bytes = 1};
  });
  Request request = get(server.url());
  request.total = Duration(300);
  const auto response = fetch(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::unreachable);
}

TEST(TransportCurl, TwoExchangesRunAtTheSameTime) {
  const ScriptedServer server([](const Seen& seen) {
    if (seen.target == "/slow")
      return Played{.bytes = http(200, {}, "s"), .hold = Duration(60'000)};
    return Played{http(200, {}, "quick")};
  });
  const auto t = transport();
  const ExchangeId slow = t->start(get(server.url() + "/slow"));
  const auto response = finish(*t, t->start(get(server.url() + "/quick")));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "quick");
  t->cancel(slow);
  EXPECT_TRUE(t->wait(Duration(20)).empty());
}

TEST(TransportCurl, ACancelledExchangeIsNotHeardOfAgain) {
  const ScriptedServer server([](const Seen&) { return Played{http(200, {}, "x")}; });
  const auto t = transport();
  t->cancel(t->start(get(server.url())));
  t->cancel(4711);
  EXPECT_TRUE(t->wait(Duration(50)).empty());
}

TEST(TransportCurl, WakeEndsAWaitFromAnotherThread) {
  const auto t = transport();
  std::thread other([&] { t->wake(); });
  EXPECT_TRUE(t->wait(Duration(600'000)).empty());  // a test that hangs here has failed
  other.join();
}

TEST(TransportCurl, AFailureToStartComesFromWaitToo) {
  const auto response = fetch(get("gopher://127.0.0.1/"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::protocol);
}

TEST(TransportCurl, AMissingCertificateFileIsNamed) {
  const auto made = make_curl_transport({.hub_ca = "/nowhere/hub.pem"});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::not_found);
  EXPECT_NE(made.error().message.find("/nowhere/hub.pem"), std::string::npos);
}

}  // namespace
}  // namespace meetpoint::client
