// What a hub says it has of a station, and what it knows to be missing after it was restored.
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {
namespace {

class Vector : public HubTest {
 protected:
  wire::VectorReply ask_vector(const Login& login, std::vector<wire::JournalHead> journals,
                               std::uint64_t epoch = 0) {
    const wire::VectorRequest request{.epoch = epoch, .journals = std::move(journals)};
    return read<wire::VectorReply>(send(login, request));
  }
  Response send(const Login& login, const wire::VectorRequest& request) {
    return ask(speaking(login, post("/v1/events/fair/vector",
                                    wire::write_json(wire::encode(request)), login.token)));
  }
  std::vector<std::uint32_t> missing() {
    std::vector<std::uint32_t> ids;
    const auto stations = store->not_refilled(fair);
    for (const Station& station : *stations) ids.push_back(station.id.value);
    return ids;
  }
  std::string head_of(const wire::PushRequest& push) { return wire::chain_of(push)->back(); }
};

TEST_F(Vector, SaysHowFarTheHubHasEachJournal) {
  const Login login = enrol_with_key("Entrance");
  Journal first(login.station, 1);
  Journal second(login.station, 2);
  const auto one = first.push({check_in("A-1")});
  EXPECT_EQ(push(login, one).status, 200);
  const auto two = first.push({check_in("A-2")});
  const auto three = second.push({contact("A-1", "A-2")});
  const auto reply = ask_vector(login, {{1, 2, head_of(two)}, {2, 1, head_of(three)}});
  EXPECT_EQ(reply.epoch, store->position(fair)->epoch);
  EXPECT_EQ(reply.now, now);
  EXPECT_FALSE(reply.complete);
  ASSERT_EQ(reply.journals.size(), 2U);
  EXPECT_EQ(reply.journals[0], (wire::JournalHeld{1, 1, head_of(one)}));
  EXPECT_EQ(reply.journals[1], (wire::JournalHeld{2, 0, std::string(chain_start)}));
  EXPECT_EQ(push(login, two).status, 200);
  EXPECT_EQ(push(login, three).status, 200);
  EXPECT_TRUE(ask_vector(login, {{1, 2, head_of(two)}, {2, 1, head_of(three)}}).complete);
}

TEST_F(Vector, AShorterJournalThanTheHubsIsComparedAtItsOwnEnd) {
  const Login login = enrol_with_key("Entrance");
  Journal journal(login.station);
  const auto one = journal.push({check_in("A-1")});
  EXPECT_EQ(push(login, one).status, 200);
  EXPECT_EQ(push(login, journal.push({check_in("A-2")})).status, 200);
  // A disk that was rolled back to its first fact.
  const auto reply = ask_vector(login, {{1, 1, head_of(one)}});
  EXPECT_EQ(reply.journals.at(0), (wire::JournalHeld{1, 1, head_of(one)}));
  EXPECT_TRUE(reply.complete);
  EXPECT_FALSE(ask_vector(login, {{1, 1, std::string(32, 'a')}}).complete);
}

TEST_F(Vector, OfAnOwnStationAloneAndWellFormed) {
  const Login login = enrol_with_key("Entrance");
  EXPECT_EQ(send({login.station, "mp1.1.nonsense", login.key, {}}, {}).status, 401);
  EXPECT_EQ(send(login, {.journals = {{0, 1, std::string(32, 'a')}}}).status, 400);
  EXPECT_EQ(send(login, {.journals = {{1, 0, std::string(32, 'a')}}}).status, 400);
  ASSERT_TRUE(store->revoke(fair, login.station));
  EXPECT_EQ(error_of(send(login, {})), "revoked");
}

TEST_F(Vector, ARestoredHubKnowsWhoHasNotBroughtEverything) {
  const Login door = enrol_with_key("Entrance");
  const Login hall = enrol_with_key("Hall");
  (void)enrol("Office", "organiser");  // a browser's token records nothing
  keep_copy();
  EXPECT_TRUE(missing().empty());
  Journal journal(door.station);
  const auto lost = journal.push({check_in("A-1"), check_in("A-2")});
  EXPECT_EQ(push(door, lost).status, 200);

  put_copy_back();
  ASSERT_TRUE(store->raise_epoch(fair));
  EXPECT_EQ(missing(), (std::vector<std::uint32_t>{1, 2}));
  EXPECT_TRUE(ask_vector(hall, {}).complete);
  EXPECT_EQ(missing(), (std::vector<std::uint32_t>{1}));

  EXPECT_FALSE(ask_vector(door, {{1, 2, head_of(lost)}}).complete);
  EXPECT_EQ(missing(), (std::vector<std::uint32_t>{1}));
  auto half = lost;
  half.facts.pop_back();
  EXPECT_EQ(push(door, half).status, 200);
  EXPECT_EQ(missing(), (std::vector<std::uint32_t>{1})) << "half of it is not all";
  EXPECT_EQ(push(door, lost).status, 200);
  EXPECT_TRUE(missing().empty());

  // The next time it is all to be asked again.
  ASSERT_TRUE(store->raise_epoch(fair));
  EXPECT_EQ(missing(), (std::vector<std::uint32_t>{1, 2}));
  ASSERT_TRUE(store->revoke(fair, hall.station));
  EXPECT_EQ(missing(), (std::vector<std::uint32_t>{1})) << "a revoked station brings nothing";
}

TEST_F(Vector, AJournalThatPartedIsNotBroughtBySomeoneElsesFacts) {
  const Login door = enrol_with_key("Entrance");
  Journal other_copy(door.station);
  EXPECT_EQ(push(door, other_copy.push({check_in("A-1")})).status, 200);
  ASSERT_TRUE(store->raise_epoch(fair));
  Journal ours(door.station);
  const auto mine = ours.push({check_in("A-2")});
  EXPECT_FALSE(ask_vector(door, {{1, 1, head_of(mine)}}).complete);
  EXPECT_EQ(push(door, other_copy.push({contact("A-1", "A-2")})).status, 200);
  EXPECT_EQ(missing(), (std::vector<std::uint32_t>{1}));
}

TEST_F(Vector, ContactsAreNotHandedOutWhileStationsAreMissing) {
  const Login door = enrol_with_key("Entrance");
  const Login office = enrol("Office", "organiser");
  ASSERT_TRUE(store->raise_epoch(fair));
  const Response refused = ask(get("/v1/events/fair/exports/contacts.csv", office.token));
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(error_of(refused), "stations_missing");
  EXPECT_NE(read<wire::ErrorReply>(refused).message.find("station 1"), std::string::npos);

  const Response anyway = ask(get("/v1/events/fair/exports/contacts.csv?anyway=1", office.token));
  EXPECT_EQ(anyway.status, 200);
  EXPECT_NE(header(anyway.headers, "Meetpoint-Warning").find("withdrawals"), std::string::npos);

  EXPECT_TRUE(ask_vector(door, {}).complete);
  const Response whole = ask(get("/v1/events/fair/exports/contacts.csv", office.token));
  EXPECT_EQ(whole.status, 200);
  EXPECT_EQ(header(whole.headers, "Meetpoint-Warning"), "");
}

TEST_F(Vector, BringsBackWhatARestoredHubHadSaidForGood) {
  const Login door = enrol_with_key("Entrance");
  const Login hall = enrol_with_key("Hall");
  keep_copy();
  ASSERT_TRUE(store->revoke(fair, hall.station));
  std::vector<RosterRow> notices;
  for (const auto& entry : feed(door).entries) {
    if (entry.row && entry.row->type == "notice") notices.push_back(*entry.row);
  }
  ASSERT_EQ(notices.size(), 1U);
  put_copy_back();
  ASSERT_TRUE(store->raise_epoch(fair));
  EXPECT_EQ(ask(get("/v1/events/fair/feed", hall.token)).status, 200);
  const Response response = send(door, {.notices = notices});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.grew, fair);
  EXPECT_EQ(error_of(ask(get("/v1/events/fair/feed", hall.token))), "revoked");
  // Even where the station itself is the one.
  put_copy_back();
  EXPECT_EQ(error_of(send(hall, {.notices = notices})), "revoked");
  EXPECT_EQ(error_of(ask(get("/v1/events/fair/feed", hall.token))), "revoked");
}

TEST_F(Vector, AForkSaysUpToWhereBothAreTheSame) {
  const Login login = enrol_with_key("Entrance");
  Journal one(login.station);
  Journal two(login.station);
  const auto shared = one.push({check_in("A-1"), check_in("A-2")});
  auto mine = two.push({check_in("A-1"), check_in("A-2"), check_in("A-1")});
  EXPECT_EQ(push(login, shared).status, 200);
  EXPECT_EQ(push(login, one.push({contact("A-1", "A-2")})).status, 200);
  const auto fork = read<wire::ErrorReply>(push(login, mine));
  EXPECT_EQ(fork.error, "fork");
  EXPECT_EQ(fork.acked_seq, 3U);
  EXPECT_EQ(fork.agreed_seq, 2U);
  EXPECT_EQ(fork.next_incarnation, 2U);
}

// Three copies of one disk, of which two had the same facts waiting: the second brings them under
// ids of its own, and is told where they are.
TEST_F(Vector, AFactThatWaitedInTwoCopiesOfADiskIsTakenOnce) {
  const Login login = enrol_with_key("Entrance");
  Journal third(login.station);
  EXPECT_EQ(push(login, third.push({check_in("A-1")})).status, 200);
  Journal one(login.station, 2);
  Journal two(login.station, 3);
  const auto waiting = one.push({check_in("A-2"), Undo{{{login.station, 2, 1}}}});
  EXPECT_EQ(push(login, waiting).status, 200);
  auto again = two.push({check_in("A-2"), Undo{{{login.station, 3, 1}}}, contact("A-1", "A-2")});
  const auto fork = read<wire::ErrorReply>(push(login, again));
  EXPECT_EQ(fork.error, "fork");
  EXPECT_EQ(fork.agreed_seq, 0U);
  EXPECT_EQ(fork.next_incarnation, 4U);
  EXPECT_EQ(fork.known, (std::vector<wire::KnownFact>{{1, 2, 1}, {2, 2, 2}}));
  // In a file of a station that will not come again they are kept, and counted once.
  const auto rescued = store->rescue(fair, login.station, signed_by(login, again), false, now);
  ASSERT_TRUE(rescued && std::holds_alternative<Accepted>(*rescued));
  const auto& results = std::get<Accepted>(*rescued).reply.results;
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0].reason, "it is here already, as fact 2.1 of its station");
}

// Two people in a queue may do the same within one tick of the clock, at two stations or two
// copies.
TEST_F(Vector, WhatOtherClocksReadIsAnotherFact) {
  const Login login = enrol_with_key("Entrance");
  Journal one(login.station, 1);
  Journal two(login.station, 2);
  EXPECT_EQ(push(login, one.push({check_in("A-1"), check_in("A-2")})).status, 200);
  two.push({check_in("A-2")});  // passes the tick of the first fact
  Journal later(login.station, 2);
  auto facts = later.push({check_in("A-2"), check_in("A-1")});
  EXPECT_EQ(push(login, facts).status, 200);
}

}  // namespace
}  // namespace meetpoint::hub::testing
