// GET /metrics: what a hub counts, over real sockets.
#include "sync/hub/metrics.h"

#include <gmock/gmock.h>

#include "sync/hub/http_server.h"
#include "tests/sync/hub/http_client.h"
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class MetricsTest : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    auto started = HttpServer::start(*hub, clock, {});
    ASSERT_TRUE(started) << started.error().message;
    server = std::move(*started);
  }
  void TearDown() override { server.reset(); }

  std::string text() {
    const Response response = HttpClient(server->url()).ask(get("/metrics"));
    EXPECT_EQ(response.status, 200);
    EXPECT_THAT(std::string(header(response.headers, "Content-Type")),
                HasSubstr("text/plain; version=0.0.4"));
    return response.body;
  }

  SystemClock clock;
  std::unique_ptr<HttpServer> server;
};

TEST_F(MetricsTest, CountsWhatStationsBringAndHowOftenItIsAsked) {
  const Login door = enrol("Door");
  HttpClient client(server->url());
  Journal journal(door.station);
  const auto push =
      push_request(door.token, journal.push({check_in("A-1"), contact("A-1", "A-1")}));
  EXPECT_EQ(client.ask(push).status, 200);
  EXPECT_EQ(client.ask(push).status, 200) << "the same again: nothing is new";
  EXPECT_EQ(client.ask(get("/v1/events/fair/snapshot", "no token")).status, 401);
  const std::string counted = text();
  EXPECT_THAT(counted, HasSubstr("meetpoint_facts_total{result=\"fresh\"} 2\n"));
  EXPECT_THAT(counted, HasSubstr("meetpoint_facts_total{result=\"set_aside\"} 1\n"));
  EXPECT_THAT(counted, HasSubstr("meetpoint_requests_total{route=\"push\",status=\"2xx\"} 2\n"));
  EXPECT_THAT(counted,
              HasSubstr("meetpoint_requests_total{route=\"snapshot\",status=\"4xx\"} 1\n"));
  EXPECT_THAT(counted, HasSubstr("meetpoint_request_seconds_count{route=\"push\"} 2\n"));
  EXPECT_THAT(counted, HasSubstr("meetpoint_commits_total{result=\"done\"} 4\n")) << "two enrol";
  EXPECT_THAT(counted, HasSubstr("meetpoint_commit_seconds_count 2\n"));
  EXPECT_THAT(counted, HasSubstr("meetpoint_connections 2\n"));
  EXPECT_THAT(counted, HasSubstr("meetpoint_ready 1\n"));
  const HubSeq head = store->position(fair)->head;
  EXPECT_THAT(counted,
              HasSubstr("meetpoint_feed_position{event=\"fair\"} " + std::to_string(head) + "\n"));
}

TEST_F(MetricsTest, NamesNobodyAndNothingThatWasAskedFor) {
  const Login door = enrol("Door of Ana");
  HttpClient client(server->url());
  client.ask(push_request(door.token, Journal(door.station).push({check_in("A-1")})));
  client.ask(get("/v1/events/fair/BADGE-1?token=" + door.token));
  const std::string counted = text();
  for (const char* word : {"A-1", "Ana", "BADGE", "Door", "127.0.0.1", "mp1."}) {
    EXPECT_THAT(counted, Not(HasSubstr(word)));
  }
  EXPECT_THAT(counted, HasSubstr("route=\"other\""));
}

}  // namespace
}  // namespace meetpoint::hub::testing
