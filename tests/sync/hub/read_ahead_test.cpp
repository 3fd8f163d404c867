// A push that was read before its turn is taken like any other, and is believed no more than it.
#include "tests/sync/hub/hub_fixture.h"

namespace meetpoint::hub::testing {
namespace {

class ReadAheadOfTurn : public HubTest {
 protected:
  Request of(const Login& login, const wire::PushRequest& message) {
    return speaking(login, push_request(login.token, signed_by(login, message)));
  }
  bool is_read(Request& request) {
    hub->read_ahead(request);
    return request.read != nullptr;
  }
};

TEST_F(ReadAheadOfTurn, OfAStationThatIsKnownAndOfNobodyElse) {
  const Login door = enrol_with_key("Door");
  Journal journal(door.station);
  Request first = of(door, journal.push({check_in("A-1")}));
  EXPECT_FALSE(is_read(first)) << "it never asked before";
  EXPECT_EQ(ask(first).status, 200);
  Request second = of(door, journal.push({check_in("A-2")}));
  ASSERT_TRUE(is_read(second));
  EXPECT_EQ(second.read->checked.signed_by, door.key.public_key);
  Login guesses = door;
  guesses.token.back() = guesses.token.back() == 'a' ? 'b' : 'a';
  Request forged = of(guesses, journal.push({check_in("A-2")}));
  EXPECT_FALSE(is_read(forged)) << "nothing of a stranger's is unpacked";
  EXPECT_EQ(ask(forged).status, 401);
  EXPECT_EQ(ask(second).status, 200);
}

TEST_F(ReadAheadOfTurn, WhatIsNotSignedByTheKeyIsRefusedAllTheSame) {
  const Login door = enrol_with_key("Door");
  Journal journal(door.station);
  ASSERT_EQ(push(door, journal.push({check_in("A-1")})).status, 200);
  const auto message = journal.push({check_in("A-2")});
  Login thief = door;
  thief.key = make_key_pair();
  Request stolen = of(thief, message);
  ASSERT_TRUE(is_read(stolen));
  EXPECT_EQ(ask(stolen).status, 403);
  Request torn = of(door, message);
  torn.body.resize(torn.body.size() / 2);
  ASSERT_TRUE(is_read(torn));
  EXPECT_EQ(ask(torn).status, 400);
  EXPECT_EQ(ask(of(door, message)).status, 200);
}

TEST_F(ReadAheadOfTurn, ARevocationSinceThenHolds) {
  const Login door = enrol_with_key("Door");
  Journal journal(door.station);
  ASSERT_EQ(push(door, journal.push({check_in("A-1")})).status, 200);
  Request waiting = of(door, journal.push({check_in("A-2")}));
  ASSERT_TRUE(is_read(waiting));
  ASSERT_TRUE(store->revoke(fair, door.station));
  EXPECT_EQ(error_of(ask(waiting)), "revoked");
}

}  // namespace
}  // namespace meetpoint::hub::testing
