// A station that was enrolled before stations had keys: it makes one, hands it in once, and signs.
#include <sys/stat.h>

#include "tests/sync/client/machine_fixture.h"
#include "tests/sync/client/station_fixture.h"

namespace meetpoint::client {
namespace {

using testing::MachineFixture;
using testing::SmallHub;
using testing::Station;

TEST(StationKey, IsHandedInBeforeTheFirstPushAndEveryPushIsSigned) {
  SmallHub hub;
  Station door(7, hub.url());
  door.check_in("A-1");
  door.start();
  ASSERT_TRUE(door.until_sent());
  EXPECT_GT(hub.signed_pushes(), 0);
  EXPECT_FALSE(door.status().problem);
  const auto who = door.store().enrolment();
  ASSERT_TRUE(who && *who);
  EXPECT_TRUE(is_public_key((*who)->hub_key));

  // The same key after a restart.
  door.stop();
  door.open();
  const auto later = door.store().enrolment();
  EXPECT_EQ((*later)->key.public_key, (*who)->key.public_key);
  door.check_in("A-2");
  door.start();
  ASSERT_TRUE(door.until_sent());
}

TEST(StationKey, IsHandedInAgainToAHubOfBeforeIt) {
  SmallHub hub;
  Station door(7, hub.url());
  door.check_in("A-1");
  door.start();
  ASSERT_TRUE(door.until_sent());
  hub.set_key(StationId{7}, "");
  door.check_in("A-2");
  ASSERT_TRUE(door.until_sent());
  EXPECT_EQ(hub.facts().size(), 2u);
}

TEST(StationKey, ThatTheHubDoesNotKnowIsSaidAndNothingIsLost) {
  SmallHub hub;
  Station door(7, hub.url());
  hub.set_key(StationId{7}, make_key_pair().public_key);
  door.check_in("A-1");
  door.start();
  ASSERT_TRUE(door.until([&] { return door.status().problem.has_value(); }));
  EXPECT_NE(door.status().problem->message.find("enrolment code"), std::string::npos);
  EXPECT_EQ(door.position().waiting(), 1u);
  EXPECT_TRUE(hub.facts().empty());
  // What others record goes on coming in.
  EXPECT_TRUE(door.until([&] { return door.position().cursor > 0; }));
}

TEST(StationKey, LiesInAFileThatIsTheUsersAlone) {
  SmallHub hub;
  meetpoint::testing::TemporaryFolder folder;
  const SystemClock clock;
  auto store = store::StationStore::open(folder.path(), clock).value();
  ASSERT_TRUE(store->enrol({.event = EventId("demo"), .station = {7}, .hub_url = hub.url()}));
  ASSERT_TRUE(store->public_key());
  for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
    struct stat about{};
    ASSERT_EQ(stat(file.path().c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 077U, 0u) << file.path();
  }
}

class KeyMachine : public MachineFixture {};

TEST_F(KeyMachine, TheKeyGoesFirstAndIsAskedForAgainAfterALostAnswer) {
  view_.last_seq = 1;
  view_.key_registered = false;
  expect<RegisterKey>();
  EXPECT_TRUE(std::holds_alternative<std::monostate>(
      machine_.on_key(tl::unexpected(testing::unreachable()), now_, random_)));
  EXPECT_TRUE(due_in<RegisterKey>());
  const StoreTask task = machine_.on_key(wire::KeyReply{std::string(64, 'b')}, now_, random_);
  EXPECT_EQ(std::get<KeepHubKey>(task).hub_key, std::string(64, 'b'));
  view_.key_registered = true;
  EXPECT_TRUE(due_in<Push>());
}

TEST_F(KeyMachine, AHubThatTakesTheKeyAndForgetsItIsNotAskedInALoop) {
  settle();
  view_.last_seq = 6;
  int keys = 0;
  const Moment began = now_;
  while (now_.monotonic_ms - began.monotonic_ms < 60'000) {
    const Step step = next();
    if (std::holds_alternative<RegisterKey>(step)) {
      ++keys;
      machine_.on_key(wire::KeyReply{std::string(64, 'b')}, now_, random_);
    } else if (std::holds_alternative<Push>(step)) {
      on_push(sent(6), tl::unexpected(testing::refusal(Why::key_unknown, ErrorCode::unauthorised)));
    } else {
      pass(Duration(100));
    }
  }
  EXPECT_LT(keys, 20);
  EXPECT_TRUE(status().problem);
}

TEST_F(KeyMachine, AnAnswerWithoutAKeyIsNotTaken) {
  view_.key_registered = false;
  expect<RegisterKey>();
  EXPECT_TRUE(std::holds_alternative<std::monostate>(
      machine_.on_key(wire::KeyReply{"nonsense"}, now_, random_)));
  EXPECT_TRUE(status().problem);
}

}  // namespace
}  // namespace meetpoint::client
