// A day behind a relay: what is handed in there comes to the central hub, once and unchanged.
#include "sync/hub/fact_messages.h"
#include "sync/wire/packed_messages.h"
#include "tests/sync/relay/relay_fixture.h"

#include <fstream>
#include <sstream>

namespace meetpoint::hub::testing {
namespace {

using Relay = RelayTest;

TEST_F(Relay, SaysSoBeforeItHasHeardFromTheCentralHub) {
  const Login door = enrol_with_key("Door");
  line->cut = true;
  settle();
  const Response response = ask_relay(get("/v1/events/fair/snapshot", door.token));
  EXPECT_EQ(response.status, 503);
  EXPECT_NE(header(response.headers, "Retry-After"), "");
  line->cut = false;
  settle(12);
  EXPECT_EQ(feed_at_relay(door).entries.size(), small_roster().attendees.size() + 6);
}

TEST_F(Relay, KeepsWhatIsHandedInWhileTheInternetIsAwayAndForwardsItOnce) {
  const Login door = enrol_with_key("Door");
  const Login hall = enrol_with_key("Hall");
  settle();
  line->cut = true;
  settle(12);
  Journal at_door(door.station);
  Journal at_hall(hall.station);
  const auto first = at_door.push({check_in("A-1"), contact("A-1", "A-2")});
  const auto answer = taken(door, first);
  ASSERT_TRUE(answer.relay);
  EXPECT_FALSE(answer.relay->online);
  EXPECT_EQ(answer.relay->kept, 2U);
  taken(door, at_door.push({check_in("A-2")}));
  taken(hall, at_hall.push({check_in("A-1")}));
  taken(door, first);  // its answer was lost
  EXPECT_EQ(kept(door), 3U);
  EXPECT_EQ(facts_of(door), 0U);
  settle(0);
  EXPECT_EQ(board.read().backlog, 4U);
  EXPECT_EQ(ask_relay(get("/readyz")).status, 200);

  line->cut = false;
  settle(12);
  EXPECT_EQ(facts_of(door), 3U);
  EXPECT_EQ(facts_of(hall), 1U);
  EXPECT_EQ(kept(door), 0U);
  EXPECT_EQ(board.read().backlog, 0U);
  EXPECT_TRUE(board.read().online);
  expect_alike();
  EXPECT_EQ(store->state_hash(EventId("fair"), false).value(),
            relay_store->state_hash(EventId("fair"), false).value());
  // And then in step, without a wait.
  const auto next = taken(door, at_door.push({check_in("A-2")}));
  EXPECT_TRUE(next.relay->online);
  settle(0);
  EXPECT_EQ(facts_of(door), 4U);
}

TEST_F(Relay, BringsDownWhatOthersDoAtPositionsOfItsOwn) {
  const Login door = enrol_with_key("Door");
  const Login far = enrol_with_key("Far");
  settle();
  Journal journal(far.station);
  EXPECT_EQ(push(far, journal.push({check_in("A-1"), contact("A-1", "A-2")})).status, 200);
  settle();
  const auto reply = feed_at_relay(door);
  EXPECT_EQ(facts_in(reply), 1U);  // contacts of others go to no station, and to no relay
  EXPECT_NE(reply.epoch, store->position(EventId("fair"))->epoch);
  EXPECT_EQ(reply.head, reply.entries.back().seq);
  Roster moved = small_roster();
  moved.meetings[0].place = PlaceId("T2");
  moved.badges.pop_back();
  import(moved);
  settle();
  const auto after = feed_at_relay(door);
  EXPECT_EQ(after.head, reply.head + 2);
  EXPECT_TRUE(after.entries.back().row);
  for (const auto& entry : after.entries) {
    if (entry.row && entry.row->type == "attendee") {
      EXPECT_EQ(entry.row->body.find("ana@fair.example"), std::string::npos);
    }
  }
  expect_alike();
}

TEST_F(Relay, ForwardsAfterItWasKilledBetweenItsCommitAndTheNextStep) {
  const Login door = enrol_with_key("Door");
  settle();
  Journal journal(door.station);
  taken(door, journal.push({check_in("A-1")}));
  restart_relay();
  EXPECT_EQ(kept(door), 1U);
  settle();
  EXPECT_EQ(facts_of(door), 1U);
  // Killed after the central hub took it, and before it heard so.
  taken(door, journal.push({check_in("A-2")}));
  (void)upward->start_due();
  restart_relay();
  settle();
  EXPECT_EQ(facts_of(door), 2U);
  EXPECT_EQ(kept(door), 0U);
  expect_alike();
}

TEST_F(Relay, CanNeitherChangeNorInventFacts) {
  const Login door = enrol_with_key("Door");
  const Login hall = enrol_with_key("Hall");
  settle();
  line->tamper = [&](Request& request) {
    if (!request.target.ends_with("/facts")) return;
    auto message = read_push(request);
    if (!message || message->facts.empty()) return;
    if (message->facts[0].id.station != door.station) return;
    message->facts[0].monotonic_ms += 1;
    std::erase_if(request.headers, [](const auto& h) { return h.first == "Content-Encoding"; });
    request.body = wire::to_columns(*message);
  };
  taken(door, Journal(door.station).push({check_in("A-1")}));
  taken(hall, Journal(hall.station).push({check_in("A-2")}));
  settle(5);
  EXPECT_EQ(facts_of(door), 0U);
  EXPECT_EQ(facts_of(hall), 1U);  // one journal does not hold up another
  EXPECT_EQ(kept(door), 1U);

  const auto to = relay_store->upstream();
  const auto speak_for = [&](const std::string& token, const wire::PushRequest& message) {
    Request request = push_request(token, message);
    request.headers.emplace_back("Meetpoint-Protocol", "2");
    request.headers.emplace_back("Meetpoint-Station", std::to_string(hall.station.value));
    return ask(request);
  };
  const auto invented = Journal(hall.station, 2).push({check_in("A-1")});
  EXPECT_EQ(error_of(speak_for((*to)->token, invented)), "signature");
  EXPECT_EQ(speak_for(door.token, signed_by(hall, invented)).status, 403);
  EXPECT_EQ(speak_for((*to)->token, signed_by(hall, invented)).status, 200);
}

TEST_F(Relay, TakesOnlyWhatItsStationsSigned) {
  const Login door = enrol_with_key("Door");
  const Login old = enrol("Old");
  settle();
  Login thief = door;
  thief.key = make_key_pair();
  EXPECT_EQ(push_at_relay(thief, Journal(door.station).push({check_in("A-1")})).status, 403);
  EXPECT_EQ(push_at_relay(old, Journal(old.station).push({check_in("A-1")})).status, 403);
  EXPECT_EQ(board.read().backlog, 0U);
}

TEST_F(Relay, KnowsItsStationsAlsoWithoutTheInternet) {
  const Login door = enrol_with_key("Door");
  settle();
  const Login late = enrol_with_key("Late");
  line->cut = true;
  settle(12);
  EXPECT_EQ(ask_relay(get("/v1/events/fair/snapshot", door.token)).status, 200);
  const Response unknown = ask_relay(get("/v1/events/fair/snapshot", late.token));
  EXPECT_EQ(unknown.status, 503);
  EXPECT_NE(header(unknown.headers, "Retry-After"), "");
  EXPECT_EQ(ask_relay(get("/v1/events/fair/snapshot", "nonsense")).status, 401);
  line->cut = false;
  settle(12);
  const Login later = enrol_with_key("Later");
  EXPECT_EQ(ask_relay(get("/v1/events/fair/snapshot", later.token)).status, 200);
  const NewToken made_up = make_token(StationId{3});
  EXPECT_EQ(ask_relay(get("/v1/events/fair/snapshot", made_up.token)).status, 401);
}

TEST_F(Relay, PassesEnrolmentOn) {
  settle();
  const KeyPair key = make_key_pair();
  const auto request = [&](const std::string& name) {
    Request made = post(
        "/v1/enrol", wire::write_json({{"code", new_code(name)}, {"public_key", key.public_key}}));
    made.headers.emplace_back("Meetpoint-Protocol", "2");
    return made;
  };
  const Response joined = ask_relay(request("New"));
  ASSERT_EQ(joined.status, 200) << joined.body;
  const auto reply = read<wire::EnrolReply>(joined);
  const Login login{reply.station, reply.token, key, reply.hub_key};
  EXPECT_EQ(
      taken(login, Journal(login.station, reply.incarnation).push({check_in("A-1")})).acked_seq,
      1U);
  EXPECT_EQ(ask_relay(post("/v1/enrol", wire::write_json({{"code", "0000000000"}}))).status, 401);
  line->cut = true;
  settle(12);
  const Response away = ask_relay(request("Newer"));
  EXPECT_EQ(away.status, 503);
  EXPECT_NE(away.body.find("internet"), std::string::npos);
}

TEST_F(Relay, ShutsOutWhomTheOrganiserRevoked) {
  const Login door = enrol_with_key("Door");
  const Login hall = enrol_with_key("Hall");
  settle();
  line->cut = true;
  settle(12);
  taken(door, Journal(door.station).push({check_in("A-1")}));
  taken(hall, Journal(hall.station).push({check_in("A-2")}));
  ASSERT_TRUE(store->revoke(EventId("fair"), door.station));
  line->cut = false;
  settle(12);
  EXPECT_EQ(error_of(ask_relay(get("/v1/events/fair/snapshot", door.token))), "revoked");
  EXPECT_EQ(facts_of(door), 0U);
  EXPECT_EQ(facts_of(hall), 1U);
  EXPECT_EQ(kept(door), 1U);
  EXPECT_EQ(ask_relay(get("/v1/events/fair/snapshot", hall.token)).status, 200);
}

TEST_F(Relay, ThatIsRevokedItselfServesNobody) {
  const Login door = enrol_with_key("Door");
  settle();
  ASSERT_TRUE(store->revoke(EventId("fair"), relay_id));
  settle(12);
  EXPECT_EQ(ask_relay(get("/v1/events/fair/snapshot", door.token)).status, 503);
  EXPECT_TRUE(board.read().shut_out);
}

TEST_F(Relay, ErasesWhomTheCentralHubErased) {
  Roster roster = small_roster();
  roster.badges[0].code = "QR-OF-ANA-7731";
  ASSERT_EQ(roster.badges[0].attendee, AttendeeId("A-1"));
  import(roster);
  const Login door = enrol_with_key("Door");
  settle();
  line->cut = true;
  settle(12);
  Journal journal(door.station);
  const std::string words = "A-1 was looking for oak veneer";
  taken(door, journal.push({check_in("A-1"), check_in("A-2")}));
  taken(door, journal.push({ContactNote{AttendeeId("A-2"), AttendeeId("A-1"), words}}));
  ASSERT_TRUE(store->erase(EventId("fair"), AttendeeId("A-1")));
  line->cut = false;
  settle(12);
  EXPECT_EQ(facts_of(door), 3U);
  EXPECT_EQ(kept(door), 0U);
  expect_alike();
  for (const auto& folder_of : {relay_folder.path(), folder.path()}) {
    for (const auto& file : std::filesystem::directory_iterator(folder_of)) {
      std::ifstream in(file.path(), std::ios::binary);
      std::ostringstream bytes;
      bytes << in.rdbuf();
      EXPECT_EQ(bytes.str().find("oak veneer"), std::string::npos) << file.path();
      EXPECT_EQ(bytes.str().find("Ruiz"), std::string::npos) << file.path();
      EXPECT_EQ(bytes.str().find("ANA-7731"), std::string::npos) << file.path();
    }
  }
  bool told = false;
  for (const auto& entry : feed_at_relay(door).entries) {
    if (entry.row && entry.row->type == "notice") told = true;
  }
  EXPECT_TRUE(told);
  // What comes late about them is wiped as it comes in, and its chain goes on.
  taken(door, journal.push({check_in("A-1")}));
  settle();
  EXPECT_EQ(facts_of(door), 4U);
  expect_alike();
}

TEST_F(Relay, DoesNotDecideWhatTheCentralHubDecides) {
  const Login door = enrol_with_key("Door");
  const Login office = enrol_with_key("Office", "organiser");
  settle();
  for (const char* target : {"/v1/admin/import", "/v1/admin/events/fair/erase",
                             "/v1/admin/events/fair/revoke", "/v1/admin/events/fair/stations",
                             "/v1/admin/events/fair/rescue", "/v1/admin/events/fair/seats"}) {
    Request request = post(target, "{}");
    request.admin = true;
    const Response response = ask_relay(request);
    EXPECT_EQ(response.status, 409) << target;
    EXPECT_NE(response.body.find("http://central"), std::string::npos);
  }
  EXPECT_EQ(ask_relay(get("/v1/events/fair/exports/contacts.csv", office.token)).status, 403);
  Request list = get("/v1/admin/events/fair/stations");
  list.admin = true;
  EXPECT_EQ(ask_relay(list).status, 200);
  EXPECT_EQ(ask(get("/v1/events/fair/stations", door.token)).status, 403);
  EXPECT_NE(ask_relay(get("/metrics")).body.find("meetpoint_relay_upstream_online 1"),
            std::string::npos);
  EXPECT_EQ(ask(get("/metrics")).body.find("meetpoint_relay"), std::string::npos);
}

TEST_F(Relay, JoinsOnlyWithAFolderOfItsOwn) {
  const auto to = relay_store->upstream();
  EXPECT_FALSE(store->join(**to));
  Upstream other = **to;
  other.event = EventId("gala");
  EXPECT_FALSE(relay_store->join(other));
  Upstream again = **to;
  again.token = "mp1.1.other";
  EXPECT_TRUE(relay_store->join(again));
  EXPECT_EQ((*relay_store->upstream())->token, "mp1.1.other");
}

}  // namespace
}  // namespace meetpoint::hub::testing
