// A station's key: what it signs is taken, and nothing else.
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {
namespace {

class Signature : public HubTest {
 protected:
  std::size_t facts_kept() {
    std::size_t facts = 0;
    const auto stations = store->stations(fair);
    for (const Station& station : *stations) facts += station.facts;
    return facts;
  }
  // What the hub keeps as proof of a journal.
  struct Proof {
    std::string signature;
    std::uint64_t seq = 0;
    std::string chain;
    std::string signed_by;
  };
  Proof proof_of(const Login& login) {
    store::Database db = data->look();
    store::Rows rows = db.query(
        "SELECT signature, signed_seq, acked_hash, signed_by FROM journal WHERE station_id = ?",
        login.station.value);
    if (!rows.next()) return {};
    return {rows.text(0), static_cast<std::uint64_t>(rows.integer(1)), rows.text(2), rows.text(3)};
  }
  Response register_key(const Login& login, const std::string& public_key) {
    return ask(speaking(login, post("/v1/events/fair/key",
                                    wire::write_json({{"public_key", public_key}}), login.token)));
  }
};

TEST_F(Signature, OfTheStationIsTakenAndKeptAsProof) {
  const Login login = enrol_with_key("Entrance");
  Journal journal(login.station);
  const Response response = push(login, journal.push({check_in("A-1"), check_in("A-2")}));
  EXPECT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(header(response.headers, wire::protocol_header), "2");
  EXPECT_EQ(push(login, journal.push({contact("A-1", "A-2")})).status, 200);

  const Proof proof = proof_of(login);
  EXPECT_EQ(proof.seq, 3U);
  EXPECT_EQ(proof.signed_by, login.key.public_key);
  EXPECT_TRUE(verify(wire::journal_head_bytes(fair, login.station, 1, 3, proof.chain),
                     proof.signature, login.key.public_key));
}

TEST_F(Signature, ThatIsMissingOrOfAnotherKeyKeepsNothing) {
  const Login login = enrol_with_key("Entrance");
  Login thief = login;  // has the token, and not the key
  thief.key = make_key_pair();
  const auto message = Journal(login.station).push({check_in("A-1")});
  for (const Login& who : {thief, Login{login.station, login.token, {}, {}}}) {
    const Response response = push(who, message);
    EXPECT_EQ(response.status, 403);
    EXPECT_EQ(error_of(response), "signature");
    EXPECT_NE(read<wire::ErrorReply>(response).message.find("--again"), std::string::npos);
  }
  EXPECT_EQ(facts_kept(), 0U);
  EXPECT_EQ(push(login, message).status, 200);
}

TEST_F(Signature, CoversEveryFactAndWhoseAndWhichTheyAre) {
  const Login login = enrol_with_key("Entrance");
  const Login other = enrol_with_key("Hall");
  const auto good =
      signed_by(login, Journal(login.station).push({check_in("A-1"), check_in("A-2")}));
  const auto refused = [&](const Login& who, const wire::PushRequest& message) {
    return ask(speaking(who, push_request(who.token, message))).status;
  };
  auto changed = good;
  changed.facts[0].body = wire::write_body(check_in("A-2"));
  EXPECT_EQ(refused(login, changed), 403);
  changed = good;
  changed.facts.pop_back();
  EXPECT_EQ(refused(login, changed), 403);
  changed = good;
  changed.incarnation = 2;
  for (FactRecord& fact : changed.facts) fact.id.incarnation = 2;
  EXPECT_EQ(refused(login, changed), 403);
  changed = good;
  for (FactRecord& fact : changed.facts) fact.id.station = other.station;
  EXPECT_EQ(refused(other, changed), 403);
  EXPECT_EQ(facts_kept(), 0U);
  EXPECT_EQ(refused(login, good), 200);
}

TEST_F(Signature, OfAFactWhoseBytesAreErasedStandsOnItsLink) {
  const Login login = enrol_with_key("Entrance");
  Journal journal(login.station);
  auto message = signed_by(login, journal.push({check_in("A-1"), check_in("A-2")}));
  const auto chain = *wire::chain_of(message);
  message.facts[0].kind = wire::erased_kind;
  message.facts[0].body = wire::write_cbor(wire::Json::object());
  EXPECT_EQ(ask(speaking(login, push_request(login.token, message))).status, 403);
  message.links = {{1, chain[0]}};
  message = signed_by(login, message);
  EXPECT_EQ(ask(speaking(login, push_request(login.token, message))).status, 200);
  // What follows goes on from the chain as it was.
  EXPECT_EQ(push(login, journal.push({check_in("A-1")})).status, 200);
}

TEST_F(Signature, CoversTheFactsBeforeAnErasedOneAndItsTimes) {
  const Login login = enrol_with_key("Entrance");
  auto good = Journal(login.station).push({check_in("A-1"), check_in("A-2"), check_in("A-1")});
  const auto refused = [&](const Login& who, const wire::PushRequest& message) {
    return ask(speaking(who, push_request(who.token, message))).status;
  };
  const auto chain = *wire::chain_of(good);
  good.facts[1].kind = wire::erased_kind;
  good.facts[1].body = wire::write_cbor(wire::Json::object());
  good.links = {{2, chain[1]}};
  good = signed_by(login, good);
  for (const std::size_t which : {0U, 1U, 2U}) {
    auto changed = good;
    changed.facts[which].wall += std::chrono::hours(1);
    EXPECT_EQ(refused(login, changed), 403) << which;
  }
  EXPECT_EQ(facts_kept(), 0U);
  EXPECT_EQ(refused(login, good), 200);
}

TEST_F(Signature, LinksAreTakenForErasedFactsAloneAndOnlySigned) {
  const Login login = enrol_with_key("Entrance");
  auto message = Journal(login.station).push({check_in("A-1")});
  message.links = {{1, std::string(32, 'a')}};
  EXPECT_EQ(ask(speaking(login, push_request(login.token, message))).status, 400);
  const Login old = enrol("Hall");
  auto erased = Journal(old.station)
                    .push_records({{.kind = std::string(wire::erased_kind),
                                    .body = wire::write_cbor(wire::Json::object())}});
  erased.links = {{1, std::string(32, 'a')}};
  EXPECT_EQ(push(old, erased).status, 400);
  EXPECT_EQ(facts_kept(), 0U);
}

TEST_F(Signature, AStationOfTheLastReleaseGoesOnWithoutUntilItBringsItsKey) {
  Login login = enrol("Entrance");
  Journal journal(login.station);
  const Response before = push(login, journal.push({check_in("A-1")}));
  EXPECT_EQ(before.status, 200);
  EXPECT_EQ(header(before.headers, wire::protocol_header), "1");

  // Updated, it must hand in its key before it sends more.
  const KeyPair key = make_key_pair();
  login.key = key;
  const auto next = journal.push({check_in("A-2")});
  EXPECT_EQ(error_of(push(login, next)), "key_unknown");
  const auto reply = read<wire::KeyReply>(register_key(login, key.public_key));
  EXPECT_TRUE(is_public_key(reply.hub_key));
  EXPECT_EQ(push(login, next).status, 200);
  EXPECT_EQ(push(Login{login.station, login.token, {}, {}}, journal.push({check_in("A-1")})).status,
            403);
}

TEST_F(Signature, AKeyIsHandedInOnceAndAgainWithoutHarm) {
  Login login = enrol("Entrance");
  const KeyPair key = make_key_pair();
  login.key = key;
  EXPECT_EQ(register_key(login, key.public_key).status, 200);
  EXPECT_EQ(register_key(login, key.public_key).status, 200);
  const Response other = register_key(login, make_key_pair().public_key);
  EXPECT_EQ(other.status, 403);
  EXPECT_EQ(error_of(other), "signature");
  EXPECT_EQ(register_key(login, "no key").status, 400);
}

TEST_F(Signature, TheHubsOwnKeyIsTheEventsAndOutlivesTheProgram) {
  const Login first = enrol_with_key("Entrance");
  EXPECT_TRUE(is_public_key(first.hub_key));
  open();
  EXPECT_EQ(enrol_with_key("Hall").hub_key, first.hub_key);
}

TEST_F(Signature, AStationThatJoinsAgainHasAnotherKey) {
  const Login first = enrol_with_key("Entrance");
  Request again = post("/v1/admin/events/fair/stations", R"({"name":"Entrance","again":true})");
  again.admin = true;
  const std::string code = read<AddStationReply>(ask(again)).code;
  const KeyPair key = make_key_pair();
  const auto reply = read<wire::EnrolReply>(
      ask(post("/v1/enrol", wire::write_json({{"code", code}, {"public_key", key.public_key}}))));
  const Login second{reply.station, reply.token, key, reply.hub_key};
  EXPECT_EQ(push(second, Journal(second.station, reply.incarnation).push({check_in("A-1")})).status,
            200);
}

TEST_F(Signature, AnEnrolmentWithATornKeyIsRefusedBeforeTheCodeIsSpent) {
  const std::string code = new_code("Entrance");
  for (const std::string& key : {std::string("abc"), std::string(64, 'z'), std::string(64, 'A')}) {
    EXPECT_EQ(
        ask(post("/v1/enrol", wire::write_json({{"code", code}, {"public_key", key}}))).status,
        400);
  }
  EXPECT_EQ(enrol_with(code).status, 200);
}

}  // namespace
}  // namespace meetpoint::hub::testing
