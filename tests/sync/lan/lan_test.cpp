// Programs find each other by Avahi's real daemon, on a network of the tests' own.
#include "sync/lan/lan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "tests/sync/lan/small_network.h"

namespace meetpoint::lan {
namespace {

using lan::testing::comes_true;
using lan::testing::RunningProgram;
using lan::testing::SmallNetwork;
using ::testing::AnyOf;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

LanSetup door(const std::string& name, std::uint16_t port) {
  return {.announce = LanSetup::Announced{name, port, {{"event", "e1"}, {"station", "3"}}},
          .announce_type = std::string(kiosk_service),
          .browse_type = std::string(kiosk_service),
          .on_change = {}};
}

bool has_name(const Lan& lan, const std::string& name) {
  const auto all = lan.services();
  return std::any_of(all.begin(), all.end(),
                     [&](const Service& service) { return service.name == name; });
}

class LanTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!SmallNetwork::why_not().empty()) GTEST_SKIP() << SmallNetwork::why_not();
  }
  void TearDown() override {
    if (!SmallNetwork::why_not().empty()) return;
    SmallNetwork::kill_avahi();
    SmallNetwork::stop_bus();
  }
  static void start_daemons() {
    SmallNetwork::start_bus();
    SmallNetwork::start_avahi();
  }
};

TEST_F(LanTest, TwoFindEachOtherAndNotThemselves) {
  start_daemons();
  std::atomic<int> changes{0};
  LanSetup setup = door("Kiosk 1", 4001);
  setup.on_change = [&] { ++changes; };
  const auto first = Lan::start(std::move(setup));
  const auto second = Lan::start(door("Kiosk 2", 4002));
  ASSERT_TRUE(comes_true([&] { return has_name(*first, "Kiosk 2"); }));
  ASSERT_TRUE(comes_true([&] { return has_name(*second, "Kiosk 1"); }));
  EXPECT_GT(changes, 0);
  EXPECT_FALSE(has_name(*first, "Kiosk 1"));
  EXPECT_FALSE(has_name(*second, "Kiosk 2"));
  const auto here = [&] {
    const auto all = first->services();
    return std::any_of(all.begin(), all.end(),
                       [](const Service& service) { return service.address == "192.0.2.7"; });
  };
  EXPECT_TRUE(comes_true(here));
  for (const Service& service : first->services()) {
    EXPECT_EQ(service.port, 4002);
    EXPECT_EQ(service.txt, (std::map<std::string, std::string>{{"event", "e1"}, {"station", "3"}}));
    EXPECT_THAT(service.address,
                AnyOf("192.0.2.7", "127.0.0.1", "[::1]", MatchesRegex("\\[fe80:.*%25venue\\]")));
  }
}

TEST_F(LanTest, WhoEndsIsGone) {
  start_daemons();
  const auto first = Lan::start(door("Kiosk 1", 4001));
  auto second = Lan::start(door("Kiosk 2", 4002));
  ASSERT_TRUE(comes_true([&] { return has_name(*first, "Kiosk 2"); }));
  second.reset();
  EXPECT_TRUE(comes_true([&] { return first->services().empty(); }));
}

TEST_F(LanTest, WhoOnlyLooksIsNotSeen) {
  start_daemons();
  const auto first = Lan::start(door("Kiosk 1", 4001));
  const auto second = Lan::start({.announce = {},
                                  .announce_type = {},
                                  .browse_type = std::string(kiosk_service),
                                  .on_change = {}});
  const auto hub = Lan::start({.announce = LanSetup::Announced{"Hub", 4003, {}},
                               .announce_type = std::string(hub_service),
                               .browse_type = std::string(kiosk_service),
                               .on_change = {}});
  EXPECT_TRUE(comes_true([&] { return has_name(*second, "Kiosk 1"); }));
  EXPECT_TRUE(comes_true([&] { return has_name(*hub, "Kiosk 1"); }));
  EXPECT_THAT(first->services(), IsEmpty());
}

TEST_F(LanTest, ADaemonThatIsKilledAndComesBackFindsAllAgain) {
  start_daemons();
  const auto first = Lan::start(door("Kiosk 1", 4001));
  const auto second = Lan::start(door("Kiosk 2", 4002));
  ASSERT_TRUE(comes_true([&] { return has_name(*first, "Kiosk 2"); }));
  SmallNetwork::kill_avahi();
  EXPECT_TRUE(comes_true([&] { return first->services().empty(); }));
  EXPECT_TRUE(comes_true([&] { return second->services().empty(); }));
  SmallNetwork::start_avahi();
  EXPECT_TRUE(comes_true([&] { return has_name(*first, "Kiosk 2"); }));
  EXPECT_TRUE(comes_true([&] { return has_name(*second, "Kiosk 1"); }));
}

TEST_F(LanTest, WithoutADaemonNothingIsFoundUntilItComes) {
  const auto first = Lan::start(door("Kiosk 1", 4001));
  const auto second = Lan::start(door("Kiosk 2", 4002));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_THAT(first->services(), IsEmpty());
  SmallNetwork::start_bus();
  std::this_thread::sleep_for(std::chrono::milliseconds(1'500));
  EXPECT_THAT(first->services(), IsEmpty());
  SmallNetwork::start_avahi();
  EXPECT_TRUE(comes_true([&] { return has_name(*first, "Kiosk 2"); }));
}

TEST_F(LanTest, EndsAtOnceWhateverRuns) {
  const auto lasts_ms = [](std::unique_ptr<Lan> lan) {
    const auto from = std::chrono::steady_clock::now();
    lan.reset();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from)
        .count();
  };
  const auto wait = [] { std::this_thread::sleep_for(std::chrono::milliseconds(300)); };
  auto lan = Lan::start(door("Kiosk 1", 4001));  // no bus
  EXPECT_LT(lasts_ms(std::move(lan)), 1'000);
  lan = Lan::start(door("Kiosk 1", 4001));
  wait();
  EXPECT_LT(lasts_ms(std::move(lan)), 1'000);
  SmallNetwork::start_bus();
  lan = Lan::start(door("Kiosk 1", 4001));  // no daemon
  wait();
  EXPECT_LT(lasts_ms(std::move(lan)), 1'000);
  SmallNetwork::start_avahi();
  lan = Lan::start(door("Kiosk 1", 4001));
  wait();
  EXPECT_LT(lasts_ms(std::move(lan)), 1'000);
}

TEST_F(LanTest, ANameThatIsTakenOnThisMachineGetsANumber) {
  start_daemons();
  const auto first = Lan::start(door("Kiosk", 4001));
  const auto looker = Lan::start({.announce = {},
                                  .announce_type = {},
                                  .browse_type = std::string(kiosk_service),
                                  .on_change = {}});
  ASSERT_TRUE(comes_true([&] { return has_name(*looker, "Kiosk"); }));
  const auto second = Lan::start(door("Kiosk", 4002));
  EXPECT_TRUE(comes_true([&] { return has_name(*looker, "Kiosk #2"); }));
  EXPECT_TRUE(comes_true([&] { return has_name(*second, "Kiosk"); }));
  EXPECT_TRUE(comes_true([&] { return has_name(*first, "Kiosk #2"); }));
  EXPECT_FALSE(has_name(*first, "Kiosk"));
  EXPECT_FALSE(has_name(*second, "Kiosk #2"));
}

TEST_F(LanTest, AnotherMachineIsFoundAndKeepsItsName) {
  start_daemons();
  RunningProgram machine = SmallNetwork::start_other_machine(
      "<?xml version=\"1.0\" standalone='no'?>\n"
      "<!DOCTYPE service-group SYSTEM \"avahi-service.dtd\">\n"
      "<service-group><name>Kiosk</name><service><type>_meetpoint-kiosk._tcp</type>"
      "<port>4711</port><txt-record>Event=e1</txt-record><txt-record>plain</txt-record>"
      "<txt-record>event=second</txt-record></service></service-group>\n");
  const auto looker = Lan::start({.announce = {},
                                  .announce_type = {},
                                  .browse_type = std::string(kiosk_service),
                                  .on_change = {}});
  const auto there = [](const Lan& lan) {
    const auto all = lan.services();
    const Service wanted{"Kiosk", "192.0.2.8", 4711, {{"event", "e1"}, {"plain", ""}}};
    return std::find(all.begin(), all.end(), wanted) != all.end();
  };
  ASSERT_TRUE(comes_true([&] { return there(*looker); }));
  const auto lan = Lan::start(door("Kiosk", 4001));
  EXPECT_TRUE(comes_true([&] { return there(*lan); }));
  EXPECT_TRUE(comes_true([&] { return has_name(*looker, "Kiosk #2"); }));
  EXPECT_TRUE(there(*looker));
  // By a goodbye; whose power fails is forgotten when its word runs out, after minutes.
  machine.stop(SIGTERM);
  EXPECT_TRUE(comes_true([&] { return !has_name(*lan, "Kiosk"); }));
}

}  // namespace
}  // namespace meetpoint::lan
