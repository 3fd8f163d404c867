#include "kiosk/scan/debounce.h"

#include <gmock/gmock.h>

namespace meetpoint::scan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Codes = std::vector<std::string>;

class DebounceTest : public testing::Test {
 protected:
  Codes see(std::int64_t ms, const Codes& codes) {
    return debounce_.see(codes, moment_from_ms(ms));
  }
  Debounce debounce_;
};

TEST_F(DebounceTest, ABadgeHeldForTenSecondsIsOneScan) {
  EXPECT_THAT(see(0, {"A"}), ElementsAre("A"));
  for (int ms = 33; ms < 10000; ms += 33) EXPECT_THAT(see(ms, {"A"}), IsEmpty()) << ms;
}

TEST_F(DebounceTest, FramesInWhichItCouldNotBeReadDoNotMakeItNew) {
  EXPECT_THAT(see(0, {"A"}), ElementsAre("A"));
  for (int ms = 1400; ms < 14000; ms += 1400) {
    EXPECT_THAT(see(ms - 700, {}), IsEmpty());
    EXPECT_THAT(see(ms, {"A"}), IsEmpty());
  }
}

TEST_F(DebounceTest, ShownAgainAfterItLeftItIsASecondScan) {
  see(0, {"A"});
  EXPECT_THAT(see(1499, {"A"}), IsEmpty());
  EXPECT_THAT(see(1499 + 1500, {"A"}), ElementsAre("A"));
}

TEST_F(DebounceTest, TwoBadgesInOneFrameAreOneScan) {
  EXPECT_THAT(see(0, {"A", "B"}), ElementsAre("A", "B"));
  EXPECT_THAT(see(33, {"B", "A"}), IsEmpty());
}

TEST_F(DebounceTest, ABadgeBesideOneThatIsHeldGivesBothTheFirstInFront) {
  see(0, {"B"});
  see(900, {"B"});
  EXPECT_THAT(see(1000, {"A", "B"}), ElementsAre("B", "A"));
}

TEST_F(DebounceTest, TheHeldBadgeNeedNotBeReadInTheVeryFrameOfTheSecond) {
  see(0, {"A"});
  EXPECT_THAT(see(500, {"B"}), ElementsAre("A", "B"));
}

TEST_F(DebounceTest, ABadgeThatJustLeftIsNotBesideTheNextPersons) {
  see(0, {"A"});
  EXPECT_THAT(see(700, {"B"}), ElementsAre("B"));
}

TEST_F(DebounceTest, ForgetMakesAHeldBadgeNew) {
  see(0, {"A"});
  debounce_.forget();
  EXPECT_THAT(see(33, {"A"}), ElementsAre("A"));
}

TEST(DebounceOfSeveralCameras, ABadgeThatIsHeldBeforeOneIsNotNewBeforeTheOther) {
  Debounce debounce;
  const std::vector<std::string> badge{"A"};
  EXPECT_EQ(debounce.see(badge, moment_from_ms(1000), 0), badge);
  for (int ms = 1000; ms < 20000; ms += 100) {
    EXPECT_TRUE(debounce.see(badge, moment_from_ms(ms), 1).empty());
    EXPECT_TRUE(debounce.see(badge, moment_from_ms(ms - 50), 0).empty());
  }
  EXPECT_EQ(debounce.see(badge, moment_from_ms(22000), 1), badge);
}

TEST(DebounceOfSeveralCameras, BadgesBeforeDifferentCamerasAreNotTogether) {
  Debounce debounce;
  const std::vector<std::string> a{"A"};
  const std::vector<std::string> b{"B"};
  const std::vector<std::string> both{"A", "B"};
  EXPECT_EQ(debounce.see(a, moment_from_ms(1000), 0), a);
  EXPECT_EQ(debounce.see(b, moment_from_ms(1100), 1), b);
  EXPECT_TRUE(debounce.see(both, moment_from_ms(1200), 0).empty());
  const std::vector<std::string> three{"A", "B", "C"};
  EXPECT_EQ(debounce.see(three, moment_from_ms(1300), 0), three);
}

}  // namespace
}  // namespace meetpoint::scan
