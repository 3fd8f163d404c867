#include "kiosk/scan/reader/key_reader.h"

#include <gtest/gtest.h>

namespace meetpoint::scan {
namespace {

using Kind = KeyOutcome::Kind;

// Plays a main loop: every 10 ms it gives what came in, then flushes.
class KeyReaderTest : public testing::Test {
 protected:
  void type(std::u32string_view characters, int gap_ms) {
    for (const char32_t c : characters) {
      keep(reader_.feed(c, now()));
      wait(gap_ms);
    }
  }
  void enter() { keep(reader_.enter(now())); }
  void wait(int ms) {
    for (int passed = 0; passed < ms; passed += 1) {
      ms_ += 1;
      if (ms_ % 10 == 0) keep(reader_.flush(now()));
    }
  }
  void stall(int ms) { ms_ += ms; }  // the main loop does nothing

  Moment now() const { return moment_from_ms(ms_); }
  void keep(KeyOutcome outcome) {
    if (outcome.kind != Kind::nothing) outcomes_.push_back(std::move(outcome));
  }
  std::string typed() const {
    std::string all;
    for (const KeyOutcome& outcome : outcomes_) {
      EXPECT_EQ(outcome.kind, Kind::typed);
      all += outcome.text;
    }
    return all;
  }

  KeyReader reader_;
  std::vector<KeyOutcome> outcomes_;
  std::int64_t ms_ = 100000;
};

const std::vector<KeyOutcome> one_badge{{Kind::badge, "MP1ABCD", false}};

TEST_F(KeyReaderTest, ABurstEndedByEnterIsABadge) {
  type(U"MP1ABCD", 2);
  enter();
  EXPECT_EQ(outcomes_, one_badge);
}

TEST_F(KeyReaderTest, ABurstEndedByTabIsABadge) {
  type(U"MP1ABCD\t", 2);
  EXPECT_EQ(outcomes_, one_badge);
}

TEST_F(KeyReaderTest, ASlowReaderIsStillAReader) {
  type(U"MP1ABCD", 45);
  enter();
  EXPECT_EQ(outcomes_, one_badge);
}

TEST_F(KeyReaderTest, ABurstEndedBySilenceIsABadge) {
  type(U"MP1ABCD", 3);
  wait(200);
  EXPECT_EQ(outcomes_, one_badge);
}

TEST_F(KeyReaderTest, TheEnterThatComesLateBelongsToTheBadge) {
  type(U"MP1ABCD", 3);
  wait(150);
  enter();
  EXPECT_EQ(outcomes_, one_badge);
}

TEST_F(KeyReaderTest, APersonTypingIsHandedOnLetterByLetter) {
  type(U"Els Maes", 140);
  wait(300);
  EXPECT_EQ(typed(), "Els Maes");
  enter();
  EXPECT_EQ(outcomes_.back(), (KeyOutcome{Kind::typed, "", true}));
}

TEST_F(KeyReaderTest, AFastTypistIsNoReader) {
  type(U"the quick brown fox", 70);
  enter();
  EXPECT_EQ(typed(), "the quick brown fox");
  EXPECT_TRUE(outcomes_.back().entered);
}

TEST_F(KeyReaderTest, ThreeFastLettersAreTyped) {
  type(U"abc", 5);
  enter();
  EXPECT_EQ(outcomes_, (std::vector<KeyOutcome>{{Kind::typed, "abc", true}}));
}

TEST_F(KeyReaderTest, AStalledMainLoopCutsNoCodeInTwo) {
  type(U"MP1A", 1);
  stall(600);
  type(U"BCD0123456789ABCDEF", 1);
  enter();
  ASSERT_EQ(outcomes_.size(), 1U);
  EXPECT_EQ(outcomes_[0].kind, Kind::badge);
  EXPECT_EQ(outcomes_[0].text, "MP1ABCD0123456789ABCDEF");
}

TEST_F(KeyReaderTest, TwoBadgesOneAfterTheOtherAreTwo) {
  type(U"BADGE1", 2);
  enter();
  type(U"BADGE2", 2);
  enter();
  EXPECT_EQ(outcomes_, (std::vector<KeyOutcome>{{Kind::badge, "BADGE1", false},
                                                {Kind::badge, "BADGE2", false}}));
}

TEST_F(KeyReaderTest, LettersOutsideAsciiComeAsUtf8AndControlsNotAtAll) {
  type(U"é\u0007ë€😀x", 2);
  enter();
  EXPECT_EQ(outcomes_, (std::vector<KeyOutcome>{{Kind::badge, "éë€😀x", false}}));
}

TEST_F(KeyReaderTest, AnEndlessStreamIsBoundedAndNotLost) {
  std::string all;
  for (int i = 0; i < 2500; ++i) keep(reader_.feed(U'a', now()));
  enter();
  for (const KeyOutcome& outcome : outcomes_) {
    EXPECT_LE(outcome.text.size(), 1000U);
    all += outcome.text;
  }
  EXPECT_EQ(all.size(), 2500U);
}

TEST_F(KeyReaderTest, ABluetoothReaderThatPausesIsNotCutInTwo) {
  type(U"MP1AB", 45);
  wait(220);
  type(U"CD0123456789ABCD", 45);
  wait(260);
  type(U"EFGHJKMN", 50);
  enter();
  ASSERT_EQ(outcomes_.size(), 1U);
  EXPECT_EQ(outcomes_[0].text, "MP1ABCD0123456789ABCDEFGHJKMN");
}

TEST_F(KeyReaderTest, ALongCodeMayComeSlowerThanAShortOne) {
  type(U"MP1ABCD01234", 57);
  enter();
  EXPECT_EQ(outcomes_.back().kind, Kind::badge);
  outcomes_.clear();
  type(U"Els Maes", 57);
  enter();
  EXPECT_EQ(typed(), "Els Maes");
}

TEST_F(KeyReaderTest, ABadgeComesWithTheKeysThatWerePressedForIt) {
  keep(reader_.press({'['}, now()));  // a key that typed nothing, long before
  wait(500);
  const auto press = [&](char key, bool shift, char32_t character) {
    keep(reader_.press({key, shift}, now()));
    keep(reader_.feed(character, now()));
    wait(2);
  };
  press('m', true, U'?');
  press('p', true, U'P');
  press('1', false, U'&');
  keep(reader_.press({'['}, now()));  // a dead key there
  press('7', false, U'\u00E8');
  enter();
  ASSERT_EQ(outcomes_.size(), 1U);
  EXPECT_EQ(outcomes_[0].kind, Kind::badge);
  const std::vector<KeyPress> keys{{'m', true}, {'p', true}, {'1'}, {'['}, {'7'}};
  EXPECT_EQ(outcomes_[0].keys, keys);

  outcomes_.clear();
  for (const char key : {'a', 'b', 'c', 'd'}) press(key, false, static_cast<char32_t>(key));
  wait(200);
  ASSERT_EQ(outcomes_.size(), 1U);
  EXPECT_EQ(outcomes_[0].keys, (std::vector<KeyPress>{{'a'}, {'b'}, {'c'}, {'d'}}));
}

}  // namespace
}  // namespace meetpoint::scan
