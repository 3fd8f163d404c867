// Joining and handing in, without sockets, on a real database.
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {
namespace {

using Enrolment = HubTest;
using Push = HubTest;

TEST_F(Enrolment, ACodeWorksOnceAndIsTypedAsPeopleType) {
  std::string code = new_code("Entrance");
  for (char& c : code) c = c == '-' ? ' ' : c == '0' ? 'o' : c == '1' ? 'l' : c;
  const auto reply = read<wire::EnrolReply>(enrol_with(code));
  EXPECT_EQ(reply.station_name, "Entrance");
  EXPECT_EQ(reply.event.value, "fair");
  EXPECT_EQ(ask(get("/v1/events/fair/feed?after=0.0", reply.token)).status, 200);

  const Response again = enrol_with(code);
  EXPECT_EQ(again.status, 410);
  EXPECT_EQ(error_of(again), "code_used");
}

TEST_F(Enrolment, ANewCodeMakesTheOldOneVoid) {
  const std::string old_code = new_code("Entrance");
  const std::string code = new_code("Entrance");
  EXPECT_EQ(enrol_with(old_code).status, 401);
  EXPECT_EQ(enrol_with(code).status, 200);
}

TEST_F(Enrolment, ACodeEndsAfterAWeek) {
  const std::string code = new_code("Entrance");
  now += code_lifetime;
  EXPECT_EQ(error_of(enrol_with(code)), "code_expired");
}

TEST_F(Enrolment, WrongCodesAreBorneWithTenTimesAMinute) {
  const std::string code = new_code("Entrance");
  const std::string wrong = code.substr(0, 9) + (code[9] == 'A' ? 'B' : 'A') + code.substr(10);
  for (int i = 0; i < AttemptLimiter::max_per_address; ++i) {
    EXPECT_EQ(enrol_with(wrong).status, 401);
  }
  const Response limited = enrol_with(code);
  EXPECT_EQ(limited.status, 429);
  EXPECT_EQ(header(limited.headers, "retry-after"), "60");
  now += std::chrono::minutes(1);
  EXPECT_EQ(enrol_with(code).status, 200);
}

TEST_F(Enrolment, OnlyHashesAreStored) {
  const std::string code = new_code("Entrance");
  const auto reply = read<wire::EnrolReply>(enrol_with(code));
  const auto station = *store->station(fair, reply.station);
  EXPECT_EQ(station->token_hash.size(), 32U);
  EXPECT_EQ(station->token_hash.find(reply.token), std::string::npos);
  const auto stored = store->codes(code.substr(0, 3));
  ASSERT_EQ(stored->size(), 1U);
  EXPECT_TRUE(stored->front().hash.starts_with("$argon2id$"));
}

TEST_F(Enrolment, AStationThatJoinsAgainBeginsAnotherJournal) {
  const Login first = enrol("Entrance");
  EXPECT_EQ(push(first, Journal(first.station).push({check_in("A-1")})).status, 200);
  Request again = post("/v1/admin/events/fair/stations", R"({"name":"Entrance","again":true})");
  again.admin = true;
  const auto reply = read<wire::EnrolReply>(enrol_with(read<AddStationReply>(ask(again)).code));
  EXPECT_EQ(reply.station, first.station);
  EXPECT_EQ(reply.incarnation, 2U);
  EXPECT_EQ(ask(get("/v1/events/fair/feed", first.token)).status, 401);
}

TEST_F(Push, IsAcknowledgedAndRepeatedWithoutHarm) {
  const Login login = enrol("Entrance");
  const auto message = Journal(login.station).push({check_in("A-1"), check_in("A-2")});
  const auto first = read<wire::PushReply>(push(login, message));
  EXPECT_EQ(first.acked_seq, 2U);
  EXPECT_EQ(first.now, now);
  const auto second = read<wire::PushReply>(push(login, message));
  EXPECT_EQ(second.acked_seq, 2U);
  EXPECT_EQ(second.head, first.head);
  std::size_t facts = 0;
  for (const auto& entry : feed(login).entries) facts += entry.fact ? 1 : 0;
  EXPECT_EQ(facts, 2U);
}

TEST_F(Push, ThatOverlapsAddsWhatIsNew) {
  const Login login = enrol("Entrance");
  Journal journal(login.station);
  auto both = journal.push({check_in("A-1")});
  EXPECT_EQ(push(login, both).status, 200);
  both.facts.push_back(journal.push({check_in("A-2")}).facts.front());
  EXPECT_EQ(read<wire::PushReply>(push(login, both)).acked_seq, 2U);
}

TEST_F(Push, BeyondWhatIsKnownIsAGap) {
  const Login login = enrol("Entrance");
  Journal journal(login.station);
  EXPECT_EQ(push(login, journal.push({check_in("A-1")})).status, 200);
  (void)journal.push({check_in("A-2")});
  const Response response = push(login, journal.push({contact("A-1", "A-2")}));
  EXPECT_EQ(response.status, 409);
  const auto error = read<wire::ErrorReply>(response);
  EXPECT_EQ(error.error, "gap");
  EXPECT_EQ(error.acked_seq, 1U);
}

TEST_F(Push, OfAClonedDiskForksAndBothGoOn) {
  const Login login = enrol("Entrance");
  Journal original(login.station);
  Journal clone(login.station);
  EXPECT_EQ(push(login, original.push({check_in("A-1")})).status, 200);
  const Response forked = push(login, clone.push({check_in("A-2")}));
  EXPECT_EQ(forked.status, 409);
  const auto error = read<wire::ErrorReply>(forked);
  EXPECT_EQ(error.error, "fork");
  EXPECT_EQ(error.next_incarnation, 2U);
  Journal renumbered(login.station, error.next_incarnation);
  EXPECT_EQ(push(login, renumbered.push({check_in("A-2")})).status, 200);
  EXPECT_EQ(push(login, original.push({contact("A-1", "A-2")})).status, 200);
}

TEST_F(Push, OfARolledBackDiskForksWhereItsNextFactDiffers) {
  const Login login = enrol("Entrance");
  Journal journal(login.station);
  const auto first = journal.push({check_in("A-1")});
  EXPECT_EQ(push(login, first).status, 200);
  Journal rolled_back = journal;
  EXPECT_EQ(push(login, journal.push({check_in("A-2")})).status, 200);
  EXPECT_EQ(error_of(push(login, rolled_back.push({contact("A-1", "A-2")}))), "fork");
}

TEST_F(Push, OfAnotherStationsFactsIsRefusedWithItsPath) {
  const Login login = enrol("Entrance");
  const auto foreign = Journal(StationId{99}).push({check_in("A-1")});
  const Response response = push(login, foreign);
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(read<wire::ErrorReply>(response).message.starts_with("facts[0].id")) << response.body;
  auto holes = Journal(login.station).push({check_in("A-1"), check_in("A-2")});
  holes.facts[1].id.seq = 7;
  EXPECT_TRUE(read<wire::ErrorReply>(push(login, holes)).message.starts_with("facts[1].id"));
}

TEST_F(Push, SetsAsideWhatCannotCountAndSaysWhy) {
  const Login login = enrol("Entrance");
  Journal journal(login.station);
  const std::string large(wire::max_fact_body_bytes + 1, 'x');
  std::vector<FactRecord> facts = {
      {.kind = "contact", .body = wire::write_body(contact("A-1", "A-1"))},
      {.kind = "check_in", .body = wire::write_cbor({{"attendee", large}})},
      {.kind = "check_in", .body = wire::write_cbor({{"attendee", 7}})},
      {.kind = "check_in", .body = wire::write_body(check_in("A-1"))}};
  const auto message = journal.push_records(facts);
  const auto reply = read<wire::PushReply>(push(login, message));
  EXPECT_EQ(reply.acked_seq, 4U);
  ASSERT_EQ(reply.results.size(), 3U);
  EXPECT_EQ(reply.results[0].flag, "rejected");
  EXPECT_NE(reply.results[1].reason.find("larger"), std::string::npos);
  EXPECT_NE(reply.results[2].reason.find("attendee"), std::string::npos);
  // A repeated push is answered the same, and the good fact is the only one that travels.
  EXPECT_EQ(read<wire::PushReply>(push(login, message)).results.size(), 3U);
  std::size_t facts_seen = 0;
  for (const auto& entry : feed(login).entries) facts_seen += entry.fact ? 1 : 0;
  EXPECT_EQ(facts_seen, 1U);
  EXPECT_EQ(store->stations(fair)->front().rejected, 3U);
}

TEST_F(Push, NestedTooDeepForAFeedIsSetAside) {
  const Login login = enrol("Entrance");
  wire::Json deep = 1;
  for (int i = 0; i < 11; ++i) deep = {{"x", deep}};
  const auto message =
      Journal(login.station)
          .push_records({{.kind = "check_in",
                          .body = wire::write_cbor({{"attendee", "A-1"}, {"more", deep}})}});
  EXPECT_EQ(read<wire::PushReply>(push(login, message)).results.size(), 1U);
  EXPECT_EQ(ask(get("/v1/events/fair/snapshot", login.token)).status, 200);
}

TEST_F(Push, OfAnUnknownKindIsKeptAsItCame) {
  const Login login = enrol("Entrance");
  const std::string body = wire::write_cbor({{"petals", 5}});
  const auto message = Journal(login.station).push_records({{.kind = "flower", .body = body}});
  EXPECT_TRUE(read<wire::PushReply>(push(login, message)).results.empty());
  // It goes to no station, as it might hold anything.
  for (const auto& entry : feed(login).entries) EXPECT_FALSE(entry.fact);
  store::Database db = data->look();
  store::Rows rows = db.query("SELECT body FROM fact WHERE kind = 'flower'");
  ASSERT_TRUE(rows.next());
  EXPECT_EQ(rows.text(0), body);
}

TEST_F(Push, WithNothingInItAsksHowFarTheHubIs) {
  const Login login = enrol("Entrance");
  Journal journal(login.station);
  EXPECT_EQ(push(login, journal.push({check_in("A-1")})).status, 200);
  EXPECT_EQ(read<wire::PushReply>(push(login, journal.push({}))).acked_seq, 1U);
}

}  // namespace
}  // namespace meetpoint::hub::testing
