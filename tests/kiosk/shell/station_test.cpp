// What of the sync reaches the screen.
#include "kiosk/shell/station.h"

#include <gtest/gtest.h>

namespace meetpoint::shell {
namespace {

TEST(ForScreen, CarriesEveryFact) {
  client::SyncStatus sync;
  EXPECT_EQ(for_screen(sync, 0), core::SyncStatus{});
  sync.online = sync.ever_online = true;
  sync.offline_since = from_ms(1);
  sync.waiting = 2;
  sync.problem = Error{ErrorCode::revoked, "revoked"};
  sync.clock_wrong = true;
  sync.via_relay = sync.relay_online = true;
  sync.relay_offline_since = from_ms(3);
  sync.kept_at_relay = 4;
  const core::SyncStatus shown = for_screen(sync, 5);
  EXPECT_TRUE(shown.online && shown.ever_online && shown.clock_wrong);
  EXPECT_TRUE(shown.via_relay && shown.relay_online);
  EXPECT_EQ(shown.offline_since, from_ms(1));
  EXPECT_EQ(shown.waiting, 2U);
  EXPECT_EQ(shown.problem, sync.problem);
  EXPECT_EQ(shown.relay_offline_since, from_ms(3));
  EXPECT_EQ(shown.kept_at_relay, 4U);
  EXPECT_EQ(shown.peers, 5U);
}

}  // namespace
}  // namespace meetpoint::shell
