// Who may ask what, and in which form.
#include "sync/wire/compress.h"
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {
namespace {

using Door = HubTest;

TEST_F(Door, IsShutWithoutAToken) {
  const Login login = enrol("One");
  for (const char* target :
       {"/v1/events/fair/feed", "/v1/events/fair/snapshot", "/v1/events/fair/state-hash",
        "/v1/events/fair/exports/contacts.csv"}) {
    EXPECT_EQ(ask(get(target)).status, 401) << target;
    EXPECT_EQ(ask(get(target, "mp1.1.AAAA")).status, 401) << target;
    EXPECT_EQ(ask(get(target, "nonsense")).status, 401) << target;
  }
  EXPECT_EQ(ask(push_request("mp1.1.x", Journal(login.station).push({}))).status, 401);
  EXPECT_EQ(ask(get("/healthz")).status, 200);
  EXPECT_EQ(ask(get("/readyz")).status, 200);
}

TEST_F(Door, OfAnotherEventSaysSo) {
  const Login login = enrol("One");
  const Response response = ask(get("/v1/events/other/feed", login.token));
  EXPECT_EQ(response.status, 404);
  EXPECT_NE(response.body.find("other"), std::string::npos);
  Roster other = small_roster();
  other.event.id = EventId("other");
  import(other);
  EXPECT_EQ(ask(get("/v1/events/other/feed", login.token)).status, 401);
}

TEST_F(Door, IsShutForARevokedStation) {
  const Login login = enrol("One");
  ASSERT_TRUE(store->revoke(fair, login.station));
  const Response response = push(login, Journal(login.station).push({check_in("A-1")}));
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(error_of(response), "revoked");
}

TEST_F(Door, KeepsTheContactLogFromKiosks) {
  const Login kiosk = enrol("One");
  const Login organiser = enrol("Office", "organiser");
  for (const char* name : {"csv", "xlsx", "json"}) {
    const std::string target = std::string("/v1/events/fair/exports/contacts.") + name;
    EXPECT_EQ(ask(get(target, kiosk.token)).status, 403);
    EXPECT_EQ(ask(get(target, organiser.token)).status, 200);
  }
  EXPECT_EQ(ask(get("/v1/events/fair/exports/contacts.pdf", organiser.token)).status, 404);
}

TEST_F(Door, HasTheProgramsOwnRoomsOnlyForTheProgram) {
  const Login organiser = enrol("Office", "organiser");
  EXPECT_EQ(ask(get("/v1/admin/events", organiser.token)).status, 404);
  EXPECT_EQ(ask(post("/v1/admin/import", "{}", organiser.token)).status, 404);
}

TEST_F(Door, NamesWhatIsWrongWithAMessage) {
  const Login login = enrol("One");
  const auto answer = [&](std::string body) {
    return ask(post("/v1/events/fair/facts", std::move(body), login.token));
  };
  EXPECT_EQ(answer("<html>").status, 400);
  EXPECT_EQ(answer("").status, 400);
  EXPECT_EQ(answer(std::string(100'000, '[')).status, 400);
  const Response missing = answer(
      R"({"incarnation":1,"first":1,"previous_hash":"","facts":[{"id":[1,1,1],"hlc":1,"wall_ms":1,"body":{}}]})");
  EXPECT_EQ(missing.status, 400);
  EXPECT_NE(missing.body.find("facts[0].kind: is missing"), std::string::npos) << missing.body;
  EXPECT_EQ(ask(get("/v1/events/fair/feed?after=x", login.token)).status, 400);
  EXPECT_EQ(ask(get("/v1/events/fair/facts", login.token)).status, 405);
  EXPECT_EQ(ask(get("/v1/nothing", login.token)).status, 404);
  EXPECT_EQ(ask(get("/%zz")).status, 400);
  Request plain = post("/v1/enrol", "code=1");
  plain.headers = {{"Content-Type", "text/plain"}};
  EXPECT_EQ(ask(plain).status, 400);
}

TEST_F(Door, SpeaksTwoVersionsAndAnswersInTheOneAsked) {
  Request request = get("/healthz");
  request.headers.emplace_back("meetpoint-protocol", "3");
  const Response refused = ask(request);
  EXPECT_EQ(refused.status, 426);
  EXPECT_EQ(read<wire::ErrorReply>(refused).min, 1);
  EXPECT_EQ(read<wire::ErrorReply>(refused).max, 2);
  for (const char* version : {"1", "2"}) {
    request.headers.back().second = version;
    EXPECT_EQ(header(ask(request).headers, "Meetpoint-Protocol"), version);
  }
  EXPECT_EQ(header(ask(get("/nothing")).headers, "Meetpoint-Protocol"), "1");
}

TEST_F(Door, TakesCborAndZstdAndAnswersInKind) {
  const Login login = enrol("One");
  Request request = push_request(login.token, {});
  request.headers = {{"Authorization", "Bearer " + login.token},
                     {"Content-Type", std::string(wire::media_cbor)},
                     {"Content-Encoding", "zstd"},
                     {"Accept-Encoding", "gzip, zstd"}};
  std::vector<FactBody> bodies(100, check_in("A-1"));
  request.body = wire::compress(wire::to_cbor(Journal(login.station).push(bodies)));
  const Response pushed = ask(request);
  EXPECT_EQ(pushed.status, 200);
  EXPECT_EQ(header(pushed.headers, "Content-Type"), wire::media_cbor);
  EXPECT_EQ(wire::read_cbor<wire::PushReply>(pushed.body)->acked_seq, 100U);

  Request snapshot = get("/v1/events/fair/snapshot", login.token);
  snapshot.headers.emplace_back("Accept", wire::media_cbor);
  snapshot.headers.emplace_back("Accept-Encoding", "zstd");
  const Response packed = ask(snapshot);
  EXPECT_EQ(header(packed.headers, "Content-Encoding"), "zstd");
  const auto plain = wire::decompress(packed.body, wire::max_reply_bytes);
  ASSERT_TRUE(plain);
  EXPECT_GE(wire::read_cbor<wire::FeedReply>(*plain)->entries.size(), 100U);
}

TEST_F(Door, IsTooNarrowForBombs) {
  const Login login = enrol("One");
  Request request = push_request(login.token, {});
  request.headers.emplace_back("Content-Encoding", "zstd");
  request.body = wire::compress(std::string(std::size_t{50} << 20, ' '));
  EXPECT_LT(request.body.size(), 10'000U);
  EXPECT_EQ(ask(request).status, 413);
  EXPECT_EQ(ask(post("/v1/events/fair/facts", std::string(300'000, ' '), login.token)).status, 413);
  std::vector<FactBody> many(wire::max_facts_per_push + 1, check_in("A"));
  EXPECT_EQ(push(login, Journal(login.station).push(many)).status, 413);
}

TEST_F(Door, TakesNoTokenOfAStationThatCanNotBe) {
  EXPECT_EQ(station_of_token("mp1.7.secret"), StationId{7});
  for (const char* token : {"mp1.0.secret", "mp1.-1.secret", "mp1.4294967296.secret", "mp1.7",
                            "mp1..secret", "mp2.7.secret"}) {
    EXPECT_FALSE(station_of_token(token)) << token;
  }
}

}  // namespace
}  // namespace meetpoint::hub::testing
