// Where what was recorded is by now, as the lowest line of every screen has it.
#include "tests/kiosk/core/people.h"

namespace meetpoint::core {
namespace {

// Behind a relay that has 12 of this station's facts which the central hub lacks.
SyncStatus behind_relay(bool relay_online) {
  SyncStatus status;
  status.online = status.ever_online = true;
  status.via_relay = true;
  status.relay_online = relay_online;
  if (!relay_online) status.relay_offline_since = at(14, 5);
  status.kept_at_relay = 12;
  return status;
}

StatusLine line_of(const SyncStatus& status) {
  Kiosk kiosk;
  kiosk.send(SyncChanged{status});
  return kiosk.screen().status;
}

TEST(StatusLine, OnlineAtTheCentralHubSaysWhatIsStillHere) {
  SyncStatus status;
  status.online = status.ever_online = true;
  status.waiting = 2;
  EXPECT_EQ(line_of(status), (StatusLine{.connection = Connection::online, .waiting = 2}));
}

TEST(StatusLine, ARelayInTouchSaysWhatIsOnItsWay) {
  SyncStatus status = behind_relay(true);
  EXPECT_EQ(line_of(status), (StatusLine{.connection = Connection::relayed, .waiting = 12}));
  status.kept_at_relay = 0;
  EXPECT_EQ(line_of(status), (StatusLine{.connection = Connection::relayed}));
}

TEST(StatusLine, ARelayThatLostTheCentralHubKeepsWhatIsRecorded) {
  EXPECT_EQ(line_of(behind_relay(false)),
            (StatusLine{.connection = Connection::at_venue, .since = "14:05", .waiting = 12}));
}

TEST(StatusLine, ARelayThatNeverSaidSinceWhenIsStillAtTheVenue) {
  SyncStatus status = behind_relay(false);
  status.relay_offline_since.reset();
  EXPECT_EQ(line_of(status), (StatusLine{.connection = Connection::at_venue, .waiting = 12}));
}

TEST(StatusLine, ARecordCountsOnceOnItsWayToTheCentralHub) {
  for (const bool relay_online : {true, false}) {
    SyncStatus status = behind_relay(relay_online);
    status.waiting = 1;  // scanned just now
    EXPECT_EQ(line_of(status).waiting, 13U);
    status.waiting = 0;  // the relay took it
    status.kept_at_relay = 13;
    EXPECT_EQ(line_of(status).waiting, 13U);
  }
}

TEST(StatusLine, WithoutTheRelayAKioskIsOfflineAndCountsWhatItAloneHas) {
  SyncStatus status = behind_relay(false);  // as the relay was last heard of
  status.online = false;
  status.offline_since = at(14, 20);
  status.waiting = 3;
  EXPECT_EQ(line_of(status),
            (StatusLine{.connection = Connection::offline, .since = "14:20", .waiting = 3}));
}

TEST(StatusLine, OfflineItCountsTheKiosksInReach) {
  SyncStatus status;
  status.offline_since = at(14, 5);
  status.peers = 3;
  EXPECT_EQ(line_of(status),
            (StatusLine{.connection = Connection::never_online, .since = "14:05", .peers = 3}));
  status.ever_online = true;
  EXPECT_EQ(line_of(status),
            (StatusLine{.connection = Connection::offline, .since = "14:05", .peers = 3}));
  status.online = true;
  status.offline_since.reset();
  EXPECT_EQ(line_of(status), StatusLine{}) << "with a hub, other kiosks are of no interest";
}

TEST(StatusLine, AProblemComesBeforeAllElse) {
  SyncStatus status = behind_relay(false);
  status.peers = 3;
  status.waiting = 1;
  status.problem = Error{ErrorCode::revoked, "revoked"};
  EXPECT_EQ(
      line_of(status),
      (StatusLine{.connection = Connection::problem, .waiting = 1, .problem = ErrorCode::revoked}));
}

}  // namespace
}  // namespace meetpoint::core
