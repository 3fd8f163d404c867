// What stations are answered, without sockets, on a real database.
#include "sync/wire/compress.h"
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {
namespace {

using Enrolment = HubTest;
using Push = HubTest;
using Feed = HubTest;
using Door = HubTest;

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
  const auto station = *store->station(EventId("fair"), reply.station);
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
  EXPECT_EQ(store->stations(EventId("fair"))->front().rejected, 3U);
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
  store::Database db = *store::Database::open(folder.path() / "hub.db", store::Access::read_only);
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

TEST_F(Feed, HasRosterAndSharedFactsInOrderAndPassesTheRest) {
  const Login one = enrol("One");
  const Login two = enrol("Two");
  const auto reply = read<wire::PushReply>(push(
      one,
      Journal(one.station)
          .push({check_in("A-1"), contact("A-1", "A-2"), check_in("A-2"), contact("A-2", "A-1")})));
  const auto all = feed(two);
  EXPECT_EQ(all.to, reply.head);
  HubSeq before = 0;
  std::size_t facts = 0;
  for (const auto& entry : all.entries) {
    EXPECT_GT(entry.seq, before);
    before = entry.seq;
    if (!entry.fact) continue;
    ++facts;
    EXPECT_EQ(entry.fact->kind, "check_in");
  }
  EXPECT_EQ(facts, 2U);
  EXPECT_LT(before, all.to);  // the last fact, a contact, is not for stations
}

TEST_F(Feed, NeverHasAddressesOfPeople) {
  const Login login = enrol("One");
  const Response response = ask(get("/v1/events/fair/snapshot", login.token));
  EXPECT_EQ(response.body.find("ana@fair.example"), std::string::npos);
  EXPECT_NE(response.body.find("Ruiz"), std::string::npos);
}

TEST_F(Feed, GoesOnWhereItStoppedWithoutHoles) {
  const Login login = enrol("One");
  Journal journal(login.station);
  std::vector<FactBody> bodies(500, check_in("A-1"));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(push(login, journal.push(bodies)).status, 200);
  HubSeq after = 0;
  std::size_t entries = 0;
  for (int pages = 0; pages < 5; ++pages) {
    const auto page = feed(login, after);
    EXPECT_EQ(page.from, after);
    EXPECT_LE(page.entries.size(), wire::max_entries_per_feed);
    entries += page.entries.size();
    after = page.to;
    if (page.to == page.head) break;
  }
  EXPECT_EQ(entries, store->position(EventId("fair"))->head);
}

TEST_F(Feed, WithNothingNewIsHeldUntilTimeIsUp) {
  const Login login = enrol("One");
  const auto position = *store->position(EventId("fair"));
  const std::string target =
      "/v1/events/fair/feed?wait=25&after=" + std::to_string(position.epoch) + "." +
      std::to_string(position.head);
  Request request = get(target, login.token);
  const Response held = ask(request);
  ASSERT_TRUE(held.hold);
  EXPECT_EQ(held.hold->seconds, 25);
  // A contact is not for stations: the question stays held, and its cursor moves in the end.
  EXPECT_EQ(push(login, Journal(login.station).push({contact("A-1", "A-2")})).status, 200);
  request.held = {.seen = held.hold->seen, .time_is_up = false};
  const Response still = ask(request);
  ASSERT_TRUE(still.hold);
  request.held = {.seen = still.hold->seen, .time_is_up = true};
  const auto reply = read<wire::FeedReply>(ask(request));
  EXPECT_TRUE(reply.entries.empty());
  EXPECT_EQ(reply.from, position.head);
  EXPECT_EQ(reply.to, position.head + 1);
}

TEST_F(Feed, OfAnotherEpochIsRefusedAndNamesTheHubsOwn) {
  const Login login = enrol("One");
  EXPECT_EQ(push(login, Journal(login.station).push({check_in("A-1")})).status, 200);
  const auto before = *store->position(EventId("fair"));
  const auto epoch = *store->raise_epoch(EventId("fair"));
  EXPECT_GT(epoch, before.epoch);
  const Response response =
      ask(get("/v1/events/fair/feed?after=" + std::to_string(before.epoch) + ".1", login.token));
  EXPECT_EQ(response.status, 409);
  const auto error = read<wire::ErrorReply>(response);
  EXPECT_EQ(error.error, "epoch");
  EXPECT_EQ(error.epoch, epoch);
  EXPECT_EQ(error.acked_seq, 1U);
}

TEST_F(Feed, BeyondTheHeadShowsThatTheHubLostSomething) {
  const Login login = enrol("One");
  const auto reply = feed(login, 5000);
  EXPECT_LT(reply.head, reply.from);
  EXPECT_TRUE(reply.entries.empty());
}

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
  ASSERT_TRUE(store->revoke(EventId("fair"), login.station));
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

TEST_F(Door, SpeaksOneVersion) {
  Request request = get("/healthz");
  request.headers.emplace_back("meetpoint-protocol", "2");
  EXPECT_EQ(ask(request).status, 426);
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

}  // namespace
}  // namespace meetpoint::hub::testing
