#include "sync/client/enrol.h"

#include <gtest/gtest.h>

#include "sync/client/transport_curl.h"
#include "tests/sync/client/small_hub.h"

namespace meetpoint::client {
namespace {

using testing::Played;
using testing::ScriptedServer;
using testing::Seen;

Result<store::Enrolment> enrol_at(const std::string& url, const std::string& code = "AB12-CD34") {
  const SystemClock clock;
  const auto transport = make_curl_transport().value();
  return enrol(*transport, clock, url, code, "meetpoint-kiosk 0.1.0");
}

Result<store::Enrolment> enrol_played(const std::string& bytes) {
  const ScriptedServer server([&](const Seen&) { return Played{bytes}; });
  return enrol_at(server.url());
}

const wire::EnrolReply welcome{.station = {7},
                               .station_name = "door",
                               .event = EventId("demo"),
                               .token = "a-secret",
                               .incarnation = 2,
                               .hub_key = std::string(64, 'a')};

TEST(Enrol, ACodeBecomesAStation) {
  std::string public_key;
  const ScriptedServer server([&](const Seen& seen) {
    EXPECT_EQ(seen.method, "POST");
    EXPECT_EQ(seen.target, "/v1/enrol");
    EXPECT_EQ(seen.message.header("Meetpoint-Protocol"), "2");
    EXPECT_EQ(seen.message.header("Content-Type"), wire::media_cbor);
    EXPECT_EQ(seen.message.header("Authorization"), "");
    const auto request = wire::read_cbor<wire::EnrolRequest>(seen.message.body);
    EXPECT_EQ(request->code, "AB12-CD34");
    EXPECT_EQ(request->app, "meetpoint-kiosk 0.1.0");
    public_key = request->public_key;
    return Played{testing::reply(200, welcome)};
  });
  const auto enrolment = enrol_at(server.url() + "/");
  ASSERT_TRUE(enrolment) << enrolment.error().message;
  EXPECT_EQ(enrolment->event.value, "demo");
  EXPECT_EQ(enrolment->station.value, 7u);
  EXPECT_EQ(enrolment->station_name, "door");
  EXPECT_EQ(enrolment->token, "a-secret");
  EXPECT_EQ(enrolment->incarnation, 2u);
  EXPECT_EQ(enrolment->hub_url, server.url());
  EXPECT_EQ(enrolment->hub_key, welcome.hub_key);
  // The hub got the public half of the key that the station keeps.
  EXPECT_EQ(enrolment->key.public_key, public_key);
  EXPECT_TRUE(verify("x", sign("x", enrolment->key.secret_key), public_key));
}

TEST(Enrol, EachEnrolmentHasAKeyOfItsOwn) {
  const ScriptedServer server([](const Seen&) { return Played{testing::reply(200, welcome)}; });
  EXPECT_NE(enrol_at(server.url())->key.secret_key, enrol_at(server.url())->key.secret_key);
}

TEST(Enrol, AWrongCodeSaysWhereToGetARightOne) {
  for (const int status : {401, 403, 404}) {
    const auto result = enrol_played(testing::refusal(status, {.error = "unauthorised"}));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::unauthorised);
    EXPECT_NE(result.error().message.find("station add"), std::string::npos);
  }
}

TEST(Enrol, AUsedCodeAndAnOldOneAreToldApartFromAWrongOne) {
  const auto used = enrol_played(testing::refusal(401, {.error = "code_used"}));
  ASSERT_FALSE(used);
  EXPECT_EQ(used.error().code, ErrorCode::conflict);
  EXPECT_NE(used.error().message.find("used already"), std::string::npos);

  const auto old = enrol_played(testing::refusal(401, {.error = "code_expired"}));
  ASSERT_FALSE(old);
  EXPECT_EQ(old.error().code, ErrorCode::conflict);
  EXPECT_NE(old.error().message.find("too old"), std::string::npos);
}

TEST(Enrol, TooManyTriesSayHowLongToWait) {
  const auto result =
      enrol_played(testing::refusal(429, {.error = "busy"}, {{"Retry-After", "42"}}));
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find("42 seconds"), std::string::npos);
}

TEST(Enrol, APortalIsNamed) {
  const auto result = enrol_played(testing::portal_page);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::protocol);
  EXPECT_NE(result.error().message.find("portal"), std::string::npos);
}

TEST(Enrol, AHubOfAnotherProtocolIsNamed) {
  const auto result = enrol_played(testing::refusal(426, {.error = "newer_version"}));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::newer_version);
}

TEST(Enrol, AHubThatIsNotThereIsUnreachable) {
  const auto result = enrol_at("http://127.0.0.1:1");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::unreachable);
}

TEST(Enrol, AnAnswerWithoutAStationIsNotTaken) {
  wire::EnrolReply nobody = welcome;
  nobody.station = {0};
  EXPECT_EQ(enrol_played(testing::reply(200, nobody)).error().code, ErrorCode::protocol);
  nobody = welcome;
  nobody.hub_key.clear();
  EXPECT_EQ(enrol_played(testing::reply(200, nobody)).error().code, ErrorCode::protocol);
  nobody = welcome;
  nobody.token.clear();
  EXPECT_EQ(enrol_played(testing::reply(200, nobody)).error().code, ErrorCode::protocol);
}

TEST(Enrol, NothingIsSentForAnEmptyCodeOrAWrongAddress) {
  EXPECT_EQ(enrol_at("http://127.0.0.1:1", "  ").error().code, ErrorCode::invalid_input);
  EXPECT_EQ(enrol_at("hub.example").error().code, ErrorCode::invalid_input);
}

TEST(Enrol, NoMessageHoldsTheCode) {
  for (const int status : {401, 409, 426, 429, 500}) {
    const auto result = enrol_played(testing::refusal(status, {.error = "x"}));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message.find("AB12"), std::string::npos);
  }
}

}  // namespace
}  // namespace meetpoint::client
