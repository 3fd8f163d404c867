#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "sync/client/transport_curl.h"
#include "tests/sync/client/scripted_server.h"
#include "tests/sync/client/tls_server.h"
#include "tests/sync/store/temporary_folder.h"

namespace meetpoint::client {
namespace {

using testing::TlsServer;

class Tls : public ::testing::Test {
 protected:
  // As every program of ours does: a peer that hangs up must not end it.
  void SetUp() override { std::signal(SIGPIPE, SIG_IGN); }

  static Result<Response> fetch(const std::string& url, const CurlOptions& options) {
    auto transport = make_curl_transport(options);
    if (!transport) return fail(std::move(transport));
    Request request;
    request.method = "GET";
    request.url = url;
    const ExchangeId id = (*transport)->start(request);
    while (true) {
      for (Finished& finished : (*transport)->wait(Duration(10'000))) {
        if (finished.id == id) return std::move(finished.response);
      }
    }
  }

  meetpoint::testing::TemporaryFolder folder_;
};

TEST_F(Tls, ACertificateOfTheHubsOwnIsTrustedOnceItIsGiven) {
  const TlsServer hub(testing::http(200, {}, "hello"));
  hub.save_certificate(folder_.path() / "hub.pem");
  const auto response = fetch(hub.url(), {.hub_ca = folder_.path() / "hub.pem"});
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "hello");
}

TEST_F(Tls, AnUnknownCertificateIsRefusedAndSaysWhatToDo) {
  const TlsServer hub(testing::http(200, {}, "hello"));
  const auto response = fetch(hub.url(), {});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::protocol);
  EXPECT_NE(response.error().message.find("--hub-ca"), std::string::npos);
}

TEST_F(Tls, TheCertificateOfAnotherHubIsRefused) {
  const TlsServer hub(testing::http(200, {}, "hello"));
  const TlsServer other(testing::http(200, {}, "not you"));
  hub.save_certificate(folder_.path() / "hub.pem");
  const auto response = fetch(other.url(), {.hub_ca = folder_.path() / "hub.pem"});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::protocol);
}

TEST_F(Tls, ACertificateForAnotherNameIsRefused) {
  const TlsServer hub(testing::http(200, {}, "hello"));
  hub.save_certificate(folder_.path() / "hub.pem");
  std::string url = hub.url();
  url.replace(url.find("127.0.0.1"), 9, "localhost");
  const auto response = fetch(url, {.hub_ca = folder_.path() / "hub.pem"});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::protocol);
}

TEST_F(Tls, AFileThatHoldsNoCertificateIsNamed) {
  const TlsServer hub(testing::http(200, {}, "hello"));
  std::ofstream(folder_.path() / "hub.pem") << "not a certificate";
  const auto response = fetch(hub.url(), {.hub_ca = folder_.path() / "hub.pem"});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::invalid_input);
  EXPECT_NE(response.error().message.find("--hub-ca"), std::string::npos);
}

}  // namespace
}  // namespace meetpoint::client
