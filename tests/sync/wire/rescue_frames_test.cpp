#include "sync/wire/rescue_frames.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace meetpoint::wire {
namespace {

std::string some_bytes(std::size_t count) {
  std::mt19937 random(static_cast<unsigned>(count));
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

TEST(Base45, IsThatOfTheRfc) {
  EXPECT_EQ(write_base45("AB"), "BB8");
  EXPECT_EQ(write_base45("Hello!!"), "%69 VD92EX0");
  EXPECT_EQ(write_base45("base-45"), "UJCLQE7W581");
  EXPECT_EQ(read_base45("QED8WEX0"), "ietf!");
}

TEST(Base45, RefusesWhatIsNone) {
  for (const char* text : {"GGW", "::", "A", "ab1", "BB8A", "€€€"})
    EXPECT_FALSE(read_base45(text)) << text;
}

TEST(Fountain, GivesTheTextBackFromAnyFewMoreSymbolsThanBlocks) {
  std::mt19937 random(7);
  for (const std::size_t size : {1, 480, 481, 3000, 40'000}) {
    SCOPED_TRACE(size);
    const std::string text = some_bytes(size);
    const Fountain fountain(text, 480);
    Basin basin(size, 480);
    std::size_t used = 0;
    while (!basin.complete()) {
      // Two of three symbols are lost, the blocks themselves among them.
      const auto number = static_cast<std::uint32_t>(random() % (20 * fountain.blocks() + 50));
      basin.add(number, fountain.symbol(number));
      ASSERT_LT(++used, 3 * fountain.blocks() + 200);
    }
    EXPECT_EQ(basin.text(), text);
  }
}

TEST(Fountain, NeedsHardlyMoreSymbolsThanBlocks) {
  const std::string text = some_bytes(480 * 200);
  const Fountain fountain(text, 480);
  std::size_t needed = 0;
  for (std::uint32_t round = 0; round < 20; ++round) {
    Basin basin(text.size(), 480);
    for (std::uint32_t number = 200 + 1000 * round; !basin.complete(); ++number, ++needed) {
      basin.add(number, fountain.symbol(number));
    }
  }
  EXPECT_LE(needed, 20 * 205U);
}

TEST(RescueReel, TakesAFilmWithAThirdOfItsFramesMissingFromAnywhere) {
  const std::string file = some_bytes(25'000);
  const auto film = RescueFilm::make(file);
  ASSERT_TRUE(film);
  RescueReel reel;
  std::uint32_t number = 17;  // somebody begins to film in the middle
  for (; !reel.file(); ++number) {
    ASSERT_LT(number, 17 + 2 * film->frames_a_pass());
    if (number % 3 != 0) reel.add(film->frame(number));
  }
  EXPECT_EQ(*reel.file(), file);
}

TEST(RescueReel, KeepsTwoFilmsApartAndBadgesOut) {
  const std::string one = some_bytes(9000);
  const std::string other = some_bytes(9001);
  const auto film = RescueFilm::make(one);
  const auto second = RescueFilm::make(other);
  RescueReel reel;
  EXPECT_EQ(reel.add("MP1BD2TCQ68XFPZ8K1NZVS4678RDG"), RescueReel::Seen::nothing);
  for (std::uint32_t i = 0; !reel.file(); ++i) {
    if (i < 8) reel.add(second->frame(i));
    reel.add(film->frame(i));
  }
  EXPECT_EQ(*reel.file(), one);
}

TEST(RescueReel, PassesOverADamagedFrame) {
  const auto film = RescueFilm::make(some_bytes(5000));
  RescueReel reel;
  std::string frame = film->frame(0);
  frame[40] = frame[40] == 'A' ? 'B' : 'A';
  EXPECT_EQ(reel.add(frame), RescueReel::Seen::nothing);
  EXPECT_EQ(reel.add(film->frame(0)), RescueReel::Seen::news);
  EXPECT_EQ(reel.add(film->frame(0)), RescueReel::Seen::again);
  EXPECT_EQ(reel.known(), 1U);
  EXPECT_EQ(reel.needed(), 11U);
}

TEST(RescueFilm, SaysWhatItCanNotHold) {
  EXPECT_FALSE(RescueFilm::make(""));
  const auto large = RescueFilm::make(std::string(5'000'000, 'x'));
  ASSERT_FALSE(large);
  EXPECT_NE(large.error().message.find("USB"), std::string::npos);
}

}  // namespace
}  // namespace meetpoint::wire
